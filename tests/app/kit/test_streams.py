"""Streams of hints as a browser gets them: their form, what comes at once, their limits, and what they hold.

All of it twice: kept by threads, and held by an event loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.duels.listeners import topic_of_duel
from app.kit import streams
from app.kit.bus import GAP, bus
from app.kit.database import engine, session
from app.kit.errors import TooMany
from tests import hearing
from tests.conftest import sign_in
from tests.factories import make_person
from tests.hearing import Stream
from tests.looping import Loop, looping
from tests.playing import Rival, duel, live_answer, make_pool, meet, rivals

LONG = 3600.0


@pytest.fixture
def two(app: Flask) -> tuple[Rival, Rival]:
    make_pool()
    return rivals(app)


@pytest.fixture
def duel_id(app, two, clock) -> int:
    return meet(app, two, clock)


@pytest.fixture
def player(two) -> FlaskClient:
    return two[0][0]


@pytest.fixture(autouse=True)
def patience(monkeypatch) -> None:
    """No heartbeat comes between unless a test wants it."""
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", LONG)


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=["threads", "loop"])
def loop(app: Flask, request: pytest.FixtureRequest) -> Iterator[Loop | None]:
    if request.param == "threads":
        yield None
        return
    with looping(app) as found:
        yield found


@pytest.fixture
def listen(loop, opened, duel_id):
    """Open a stream of the PK; it is closed when the test is over."""

    def listening(client: FlaskClient, last_seen: object = None, address: str = f"/pk/{duel_id}/stream") -> Stream:
        stream = hearing.listen(client, address, last_seen, loop)
        opened.callback(stream.close)
        return stream

    return listening


@pytest.fixture
def ask(loop, duel_id):
    """Ask for a stream of the PK and go away again; the answer."""

    def asking(client: FlaskClient, method: str = "GET"):
        address = f"/pk/{duel_id}/stream"
        answer = loop.ask(client, address, {}, method) if loop else client.open(address, method=method, buffered=False)
        answer.close()
        return answer

    return asking


def room(app: Flask) -> tuple[int, int]:
    """How many streams the process counts, and for how many people."""
    kept = app.extensions["streams"]
    return kept._count, len(kept._open)


# what goes over the line ------------------------------------------------------------------------------------------


def test_a_stream_says_how_it_stands_and_when_to_come_back(player, duel_id, listen):
    version = str(duel(duel_id).version)
    retry, state, ping = listen(player).read()
    assert retry == {"retry": "2000"}
    assert state == {"id": version, "event": "state", "data": version}
    assert ping.keys() == {"event", "data"}
    assert ping["event"] == "ping"
    assert player.post(f"/pk/{duel_id}/pong", data={"token": ping["data"]}).status_code == 204


def test_nothing_between_keeps_or_packs_a_stream(player, listen):
    headers = listen(player).answer.headers
    assert headers["Content-Type"].split(";")[0] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in headers
    assert "Content-Length" not in headers


def test_who_has_seen_this_version_is_told_nothing_new(player, duel_id, listen):
    assert [one.get("event") for one in listen(player, duel(duel_id).version).read()] == [None, "ping"]


def test_who_has_seen_anything_else_is_told_how_it_stands(player, duel_id, listen):
    version = str(duel(duel_id).version)
    for last_seen in (0, 99, "", "-1", "x", "9" * 30, "²"):
        assert {"id": version, "event": "state", "data": version} in listen(player, last_seen).read(), last_seen


def test_each_change_is_a_hint_with_its_version_for_both(two, duel_id, listen):
    (first, _one), (second, _two) = two
    heard = [listen(client) for client in (first, second)]
    for one in heard:
        one.read()
    live_answer(second, duel_id, 1, 0)
    version = str(duel(duel_id).version)
    assert [one.read() for one in heard] == [[{"id": version, "event": "state", "data": version}]] * 2


def test_what_changed_between_two_streams_is_told_by_the_second(two, duel_id, listen):
    (first, _one), (second, _two) = two
    before = listen(first)
    seen = next(one["id"] for one in before.read() if one.get("event") == "state")
    before.close()
    live_answer(second, duel_id, 1, 0)
    assert listen(first, seen).read()[1]["id"] == str(int(seen) + 1)


def test_a_gap_is_a_hint_without_a_number(player, duel_id, listen):
    heard = listen(player)
    heard.read()
    bus().publish(topic_of_duel(duel_id), GAP)
    assert heard.read() == [{"event": "state", "data": "gap"}]


def test_a_stream_that_nothing_happens_on_beats(player, duel_id, listen, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.01)
    heard = listen(player)
    heard.read()
    beats = [heard.read()[0] for _time in range(3)]
    assert {one["event"] for one in beats} == {"ping"}
    assert player.post(f"/pk/{duel_id}/pong", data={"token": beats[-1]["data"]}).status_code == 204


def test_a_stream_ends_by_itself_after_some_minutes(app, player, listen, monkeypatch):
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0.0)
    heard = listen(player)
    heard.read()
    assert heard.ends()


def test_who_waits_for_somebody_is_told(two, listen):
    (first, one), _two = two
    heard = listen(first, address="/pk/stream")
    assert [event.get("event") for event in heard.read()] == [None, "ping"]
    bus().publish(f"person:{one.id}", {"version": 57})
    assert heard.read() == [{"id": "57", "event": "state", "data": "57"}]


def test_streams_end_with_their_process(app, two, listen):
    open_ones = [listen(client) for client, _person in two]
    for heard in open_ones:
        heard.read()
    app.extensions["streams"].close_all()
    assert not [rest for rest in (heard.rest() for heard in open_ones) if b"event" in rest]


# how many ---------------------------------------------------------------------------------------------------------


def test_a_fifth_stream_of_a_person_ends_the_oldest(app, two, listen):
    (first, _one), (second, _two) = two
    other = listen(second)
    mine = [listen(first) for _time in range(5)]
    for one in mine:
        one.read()
    assert mine[0].ends()
    mine[0].close()
    assert room(app) == (5, 2)
    other.read()
    for one in mine[1:]:
        one.close()
    assert room(app) == (1, 1)


def test_many_streams_at_once_leave_the_youngest_four(app, player, listen):
    """Nobody reads them, so none of the old ones has noticed yet that it is over."""
    mine = [listen(player) for _time in range(12)]
    assert room(app) == (4, 1)
    for one in mine[:8]:
        one.read()
        assert one.ends()
    kept = [one.closed for one in app.extensions["streams"]._open.popitem()[1]]
    assert kept == [False] * 4


def test_where_there_is_no_room_a_stream_is_refused_until_there_is(app, two, ask, listen, monkeypatch):
    (first, _one), (second, _two) = two
    monkeypatch.setattr(app.extensions["streams"], "most", 1)
    kept = listen(first)
    refused = ask(second)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert room(app) == (1, 1)
    kept.close()
    assert ask(second).status_code == 200
    assert room(app) == (0, 0)


def test_who_has_four_streams_finds_room_for_another_in_a_full_house(app, player, duel_id, listen, monkeypatch):
    """A page that is reloaded again and again shuts nobody out, itself neither."""
    for _time in range(4):
        listen(player)
    monkeypatch.setattr(app.extensions["streams"], "most", 4)
    listen(player)
    assert room(app) == (4, 1)


# what it holds ----------------------------------------------------------------------------------------------------


def test_an_open_stream_holds_no_database_connection(player, listen, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.01)
    session().close()
    heard = listen(player)
    for _time in range(3):
        heard.read()
        session().close()
        assert engine().pool.checkedout() == 0  # type: ignore[attr-defined]


def test_closing_frees_the_place_and_the_subscription(app, player, listen):
    for read in (False, True):
        heard = listen(player)
        if read:
            heard.read()
        assert room(app) == (1, 1)
        heard.close()
        assert room(app) == (0, 0)
        assert not bus()._topics  # type: ignore[attr-defined]


def test_a_stream_that_is_only_asked_about_takes_no_place(app, player, ask):
    assert ask(player, "HEAD").status_code == 200
    assert room(app) == (0, 0)


def test_a_version_that_cannot_be_told_frees_the_place(app):
    def broken() -> int:
        raise TooMany

    with pytest.raises(TooMany):
        streams.stream("duel:1", "person:1", broken, None, str)
    assert room(app) == (0, 0)
    assert not bus()._topics  # type: ignore[attr-defined]


def test_signing_out_is_not_needed_to_be_refused(app, ask):
    """Somebody else's stream takes no place either."""
    third = sign_in(app.test_client(), make_person())
    assert ask(third).status_code == 404
    assert ask(app.test_client()).status_code in (302, 303, 401)
    assert room(app) == (0, 0)
