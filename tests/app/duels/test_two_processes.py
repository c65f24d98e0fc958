"""Two processes behind one address, with one database and one bus: who sits where makes no difference."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL

import pytest
import redis
from flask import Flask

from app.duels import jobs, starting
from app.factory import create_app
from app.kit import streams
from app.kit.clock import HandClock
from app.kit.database import engine, session
from config import Settings
from tests import engines, hearing
from tests.conftest import Browser, sign_in
from tests.factories import make_dealer, make_person
from tests.hearing import Event, Stream
from tests.playing import Rival, duel, live_answer, make_pool

PATIENCE_SECONDS = 60  # a wide net: three workers may share two slow processors
GAP: Event = {"event": "state", "data": "gap"}  # something may have been missed


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kit.redisbus.AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.2)


@pytest.fixture
def folder() -> Path:
    """Where the bus lives."""
    return engines.make_folder("vk")


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """A bus of one's own: it is killed on the way."""
    with engines.valkey_in(folder) as url:
        yield url


@pytest.fixture
def processes(settings: Settings, clock: HandClock, server: str) -> Iterator[tuple[Flask, Flask]]:
    """Both applications; the test is inside the first one."""
    both = tuple(create_app(replace(settings, redis_url=server), clock) for _process in range(2))
    for app in both:
        app.testing, app.test_client_class = True, Browser
        app.config["WTF_CSRF_ENABLED"] = False
    with both[0].app_context():
        yield both[0], both[1]
        session().close()
    for app in both:
        with app.app_context():
            engine().dispose()


@pytest.fixture
def two(processes: tuple[Flask, Flask]) -> tuple[Rival, Rival]:
    """One person at each process."""
    make_pool()
    one, other = make_person(), make_person(dealer=make_dealer("D002"))
    return tuple((sign_in(app.test_client(), who), who) for app, who in zip(processes, (one, other), strict=True))


def heard(stream: Stream, event: Event) -> None:
    """Returns when this event comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if event in stream.read():
            return
    pytest.fail(f"{event} did not come")


def state_event(number: int) -> Event:
    return {"id": str(number), "event": "state", "data": str(number)}


def meet(two: tuple[Rival, Rival], clock: HandClock) -> int:
    """They find each other, each at their own process, and have counted down."""
    (first, _one), (second, _other) = two
    first.post("/pk/find")
    second.post("/pk/find")
    waiting = hearing.listen(second, "/pk/stream")
    heard(waiting, GAP)  # the second process listens to the bus from now on
    assert jobs.move_on() == 1
    duel_id = int(first.get("/pk/waiting").location.rsplit("/", 1)[1])
    heard(waiting, state_event(duel_id))
    waiting.close()
    clock.move(milliseconds=starting.COUNTDOWN_MS)
    return duel_id


def test_an_answer_at_one_process_is_hinted_at_the_other(two, clock):
    duel_id = meet(two, clock)
    (first, _one), (second, _other) = two
    stream = hearing.listen(second, f"/pk/{duel_id}/stream")
    live_answer(first, duel_id, 0, 0)
    heard(stream, state_event(duel(duel_id).version))
    assert "has answered" in second.get(f"/pk/{duel_id}").text
    stream.close()


def test_without_the_bus_both_go_on_and_look_again_when_it_is_back(two, clock, folder, server):
    duel_id = meet(two, clock)
    (first, _one), (second, _other) = two
    stream = hearing.listen(second, f"/pk/{duel_id}/stream")
    os.kill(int(redis.Redis.from_url(server).info("server")["process_id"]), SIGKILL)
    assert live_answer(first, duel_id, 0, 0).status_code == 303
    assert live_answer(second, duel_id, 1, 0).status_code == 303
    for client in (first, second):
        assert "Because" in client.get(f"/pk/{duel_id}").text  # the close, with its explanation
    heard(stream, state_event(duel(duel_id).version))  # the own process tells its own
    with engines.valkey_in(folder):
        heard(stream, GAP)
        for client in (first, second):
            client.post(f"/pk/{duel_id}/next", data={"index": 0})
        live_answer(first, duel_id, 0, 1)
        heard(stream, state_event(duel(duel_id).version))
    stream.close()
