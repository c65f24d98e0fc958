"""Ways to take a seat that is not one's own, or two at once, and to break a PK between people."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from app.duels import finding, jobs, presence, queries, services, starting
from app.duels.models import Duel, OpenPk, Status, Ticket
from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.people.models import Person
from app.questions.queries import version
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_season
from tests.playing import (
    HTMX,
    begun,
    duel,
    go_on,
    live_answer,
    make_pool,
    meet,
    play,
    players,
    rivals,
    send_challenge,
    start,
)

AT_ONCE = 8


@pytest.fixture
def two(app):
    make_season()
    make_pool()
    return rivals(app)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(deeds)) as threads:
        return [one.result() for one in [threads.submit(deed) for deed in deeds]]


def both_get_there(monkeypatch, module, name: str) -> None:
    """Two threads meet before this function: each has done what comes before it, where the database lets it."""
    real, barrier = getattr(module, name), Barrier(2)

    def met(*given: Any, **more: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(0.5)
        return real(*given, **more)

    monkeypatch.setattr(module, name, met)


def leave_the_network(person: Person) -> None:
    with transaction():
        session().get(Person, person.id).active = False


# one's seat -------------------------------------------------------------------------------------------------------


def test_a_look_at_the_last_question_of_a_pk_that_was_given_up_shows_how_it_ended(app, two, clock):
    (first, _one), (second, _other) = two
    duel_id = meet(app, two, clock)
    second.post(f"/pk/{duel_id}/give-up")
    for client in (first, second):
        for at in ("4", "0", "-1", "99999999999999999999", "9" * 5000, "x", "%00"):
            for headers in ({}, HTMX):
                reply = client.get(f"/pk/{duel_id}?at={at}", headers=headers)
                assert reply.status_code == (400 if at == "%00" else 200)
    assert "gave up" in first.get(f"/pk/{duel_id}?at=4").text


def test_whoever_is_to_play_later_does_nothing_to_the_first_half(app, two):
    (first, _one), (second, other) = two
    duel_id = begun(first.post("/pk/challenge", data={"person_id": other.id}))
    before = duel(duel_id).version
    for reply in (
        live_answer(second, duel_id, 0, 0),
        live_answer(second, duel_id, 1, 0),
        second.post(f"/pk/{duel_id}/give-up"),
        go_on(second, duel_id, 0),
        second.post(f"/pk/{duel_id}/take"),
        second.post(f"/pk/{duel_id}/rematch"),
    ):
        assert reply.status_code in (303, 404, 409, 422)
    assert duel(duel_id).version == before
    text = version(duel(duel_id).version_ids[0]).content["text"]["en"]
    for address in (f"/pk/{duel_id}", f"/pk/{duel_id}?at=0", f"/api/v1/pks/{duel_id}"):
        assert text not in second.get(address).text


def test_a_challenge_that_expired_tells_its_other_side_nothing(app, two, clock):
    (first, _one), (second, other) = two
    duel_id = send_challenge(first, other)
    for _when in range(2):
        for address in (f"/pk/{duel_id}", f"/pk/{duel_id}?at=4", f"/api/v1/pks/{duel_id}"):
            reply = second.get(address)
            assert "Because" not in reply.text
            for version_id in duel(duel_id).version_ids:
                assert version(version_id).content["text"]["en"] not in reply.text
        clock.move(hours=49)
        jobs.sweep()
    assert duel(duel_id).status == Status.EXPIRED
    assert len(queries.last_asked(other, 3)) == services.QUESTIONS  # what was to be asked does not come next either


# one PK a person --------------------------------------------------------------------------------------------------


def ways_to_start(app, person: Person, other: Person) -> list[Callable[[], Any]]:
    """Everything that begins a PK for the person, each from a browser of its own."""
    host = sign_in(app.test_client(), other)
    open_challenge = send_challenge(sign_in(app.test_client(), make_person(post=person.post)))
    invitation = host.post("/pk/invite", data={"person_id": person.id}).location
    deeds = [
        lambda client: client.post("/pk", data={"level": 1}),
        lambda client: client.post("/pk/find"),
        lambda client: client.post("/pk/challenge"),
        lambda client: client.post("/pk/challenge", data={"person_id": other.id}),
        lambda client: client.post(f"/pk/{open_challenge}/take"),
        lambda client: client.post(invitation),
        lambda client: client.post("/pk/ghost"),
        lambda client: client.post("/api/v1/pks", json={"kind": "machine", "level": 3}),
        lambda client: client.post("/api/v1/pks", json={"kind": "live"}),
        lambda client: client.post("/api/v1/pks", json={"kind": "challenge", "to": None}),
        lambda client: client.post(f"/api/v1/pks/{open_challenge}/take"),
    ]
    browsers = [sign_in(app.test_client(), person) for _deed in deeds]
    return [lambda deed=deed, client=client: deed(client) for deed, client in zip(deeds, browsers, strict=True)]


def test_of_all_ways_to_begin_at_once_one_begins_a_pk(app, two):
    (first, one), (_second, other) = two
    play(first, start(first))
    ways = ways_to_start(app, one, other)
    replies = at_once(*ways, jobs_as_another_process(app))
    assert {reply.status_code for reply in replies if reply is not None} <= {201, 202, 303, 404, 409}
    session().commit()
    assert session().query(OpenPk).filter_by(person_id=one.id).count() == 1
    assert session().query(Ticket).filter_by(person_id=one.id).count() <= 1


def jobs_as_another_process(app) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            jobs.move_on()

    return run


def test_a_challenge_that_many_take_at_once_is_taken_by_one(app, two):
    (first, one), _second = two
    duel_id = send_challenge(first)
    people = [make_person(post=one.post) for _number in range(AT_ONCE // 2)]
    browsers = [sign_in(app.test_client(), person) for person in people for _tab in range(2)]
    replies = at_once(*(lambda client=client: client.post(f"/pk/{duel_id}/take") for client in browsers))
    assert {reply.status_code for reply in replies} <= {303, 404, 409}
    assert sum(reply.status_code == 303 for reply in replies) == 1
    assert players(duel_id) == [duel(duel_id).second_person_id]


def test_an_invitation_that_many_accept_at_once_is_one_pk(app, two):
    (first, one), _second = two
    address = first.post("/pk/invite").location
    people = [make_person(post=one.post) for _number in range(AT_ONCE // 2)]
    browsers = [sign_in(app.test_client(), person) for person in people for _tab in range(2)]
    replies = at_once(*(lambda client=client: client.post(address) for client in browsers))
    assert sorted({reply.status_code for reply in replies}) == [303, 409]
    assert session().query(Duel).count() == 1


def test_two_who_do_everything_to_each_other_at_once_play_one_pk_at_a_time(app, two):
    (first, one), (second, other) = two
    to_one, to_other = {"person_id": one.id}, {"person_id": other.id}
    for _time in range(3):
        accepts = [
            partial(first.post, second.post("/pk/invite", data=to_one).location),
            partial(second.post, first.post("/pk/invite", data=to_other).location),
        ]
        replies = at_once(
            *accepts,
            partial(first.post, "/pk/find"),
            partial(second.post, "/pk", data={"level": 1}),
            partial(second.post, "/pk/challenge", data=to_one),
        )
        assert {reply.status_code for reply in replies} <= {303, 409}
        session().commit()
        for client, person in two:
            playing = session().get(OpenPk, person.id, populate_existing=True)
            if playing:
                client.post(f"/pk/{playing.duel_id}/give-up")
            client.post("/pk/leave")


def test_a_rematch_that_both_ask_for_with_many_hands_is_one(app, two, clock):
    duel_id = meet(app, two, clock)
    two[0][0].post(f"/pk/{duel_id}/give-up")
    with transaction():
        for side in (0, 1):
            presence.seen(session().get(Duel, duel_id), side, house_clock.now())
    browsers = [sign_in(app.test_client(), person) for _client, person in two for _tab in range(AT_ONCE // 2)]
    replies = at_once(*(lambda client=client: client.post(f"/pk/{duel_id}/rematch") for client in browsers))
    assert {reply.status_code for reply in replies} == {303}
    assert session().query(Duel).filter_by(rematch_of_id=duel_id).count() == 1


def test_two_who_choose_each_other_at_the_same_instant_both_play(app, two, monkeypatch):
    (first, one), (second, other) = two
    deeds = (
        partial(first.post, "/pk/challenge", data={"person_id": other.id}),
        partial(second.post, "/pk/challenge", data={"person_id": one.id}),
    )
    both_get_there(monkeypatch, starting, "_added")
    assert [reply.status_code for reply in at_once(*deeds)] == [303, 303]


def test_who_looks_again_in_the_instant_of_being_paired_is_paired(app, two, monkeypatch):
    (first, one), (second, _other) = two
    for client in (first, second):
        client.post("/pk/find")
    again = sign_in(app.test_client(), one)
    both_get_there(monkeypatch, queries, "running_of")
    reply, _none = at_once(lambda: again.post("/pk/find"), jobs_as_another_process(app))
    assert reply.status_code == 303
    jobs.move_on()
    assert session().query(Duel).count() == 1


# looking for an opponent ------------------------------------------------------------------------------------------


def test_who_began_something_else_meanwhile_is_not_paired_when_it_is_over(app, two):
    """Else they would sit in a live PK that they do not know of, and lose it."""
    (first, one), (second, other) = two
    challenge_id = send_challenge(sign_in(app.test_client(), make_person(post=one.post)), one)
    play(first, start(first))
    began = (
        lambda: start(first),
        lambda: begun(first.post(f"/pk/{challenge_id}/take")),
        lambda: begun(first.post("/pk/ghost")),
        lambda: begun(first.post("/pk/challenge")),
        lambda: begun(first.post(second.post("/pk/invite", data={"person_id": one.id}).location)),
    )
    for begin in began:
        first.post("/pk/find")
        duel_id = begin()
        assert finding.ticket_of(one) is None
        first.post(f"/pk/{duel_id}/give-up")
    second.post("/pk/find")
    assert jobs.move_on() == 0
    assert queries.running(other) is None


def test_a_ticket_that_cannot_be_played_keeps_nobody_waiting(app, two):
    """Of somebody who has left the network, or has another post since."""
    (first, one), (second, other) = two
    for change in ({"active": False}, {"active": True, "post_id": make_post("parts-advisor").id}):
        for client in (first, second):
            client.post("/pk/find")
        with transaction():
            person = session().get(Person, one.id)
            for name, value in change.items():
                setattr(person, name, value)
        assert jobs.move_on() == 0
        assert finding.ticket_of(one) is None
        assert finding.ticket_of(other) is not None
    assert session().query(Duel).count() == 0


def test_nobody_plays_with_somebody_who_has_left(app, two, clock):
    (first, one), (second, other) = two
    link = first.post("/pk/invite").location
    leave_the_network(one)
    assert second.post(link).status_code == 409
    assert first.get(link).status_code in (302, 401)
    assert session().query(Duel).count() == 0
    with transaction():
        session().get(Person, one.id).active = True
    first = sign_in(app.test_client(), one)
    play(first, start(first))
    duel_id = meet(app, ((first, one), (second, other)), clock)
    first.post(f"/pk/{duel_id}/give-up")
    first.post(f"/pk/{duel_id}/rematch")
    leave_the_network(one)
    second.post(f"/pk/{duel_id}/rematch")
    assert session().query(Duel).filter_by(status=Status.RUNNING).count() == 0


def test_who_wants_it_friendly_at_the_last_moment_plays_no_rated_pk(app, two):
    """The wave had seen another wish."""
    (first, one), (second, other) = two
    for client in (first, second):
        client.post("/pk/find")
    first.post("/pk/find", data={"friendly": "yes"})
    assert finding._begin(one.id, other.id, house_clock.now()) is False
    assert finding.ticket_of(one) is not None
    assert finding.ticket_of(other) is not None


def test_a_thousand_queue_joins_are_stopped_and_harm_nobody(app, two):
    (first, one), (second, _other) = two
    replies = [first.post("/pk/find").status_code for _time in range(40)]
    assert set(replies) == {303, 429}
    assert session().query(Ticket).filter_by(person_id=one.id).count() == 1
    second.post("/pk/find")
    assert jobs.move_on() == 1


def test_challenges_begun_and_given_up_without_end_are_stopped(app, two):
    (first, _one), _second = two
    seen = set()
    for _time in range(40):
        reply = first.post("/pk/challenge")
        seen.add(reply.status_code)
        if reply.status_code == 303:
            first.post(f"/pk/{begun(reply)}/give-up")
    assert seen == {303, 429}
