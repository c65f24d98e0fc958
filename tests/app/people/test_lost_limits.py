"""When the Valkey that keeps the counts is lost, people still sign in, and guessing still ends."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from flask import Flask

from app.factory import create_app
from app.kit.clock import HandClock
from app.people import passwords
from config import Settings
from tests import engines
from tests.app.people.test_shared_limits import PASSWORD, enter
from tests.factories import make_person

pytestmark = pytest.mark.valkey


@pytest.fixture
def valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, ExitStack]]:
    """A Valkey of our own, and what ends it."""
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    with ExitStack() as running:
        yield running.enter_context(engines.valkey()), running


@pytest.fixture
def house(app: Flask, settings: Settings, clock: HandClock, valkey: tuple[str, ExitStack]) -> Iterator[Flask]:
    found = create_app(replace(settings, redis_url=valkey[0]), clock)
    found.config["WTF_CSRF_ENABLED"] = False
    yield found
    found.extensions["engine"].dispose()


@pytest.fixture
def lost(house: Flask, valkey: tuple[str, ExitStack]) -> Flask:
    """The house, in which people have signed in, and whose Valkey has gone since."""
    make_person(staff_number="T1001", password_hash=passwords.hash_of(PASSWORD))
    assert enter(house, "T1001") == 302
    valkey[1].close()
    return house


def test_people_sign_in_at_once_and_it_is_logged_once(lost, caplog):
    started = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert [enter(lost, "T1001") for _time in range(3)] == [302] * 3
        assert lost.test_client().post("/sign-in/link", data={"login": "T1001"}).status_code == 200
    assert time.monotonic() - started < 5
    assert len([record for record in caplog.records if "counts of attempts" in record.getMessage()]) == 1


def test_guessing_still_ends(lost):
    assert [enter(lost, "T1001", f"guess {number}") for number in range(5)] == [422] * 5
    assert enter(lost, "T1001") == 429


def test_it_is_left_alone_for_a_while_and_then_asked_again(lost, monkeypatch, caplog):
    assert enter(lost, "T1001", "guess") == 422
    counts, asked = lost.extensions["limits"], []
    monkeypatch.setattr(counts.shared, "hit", lambda *_args, **_options: asked.append(1) or True)
    assert enter(lost, "T1001") == 302
    assert not asked
    counts.lost_until = 0.0
    assert enter(lost, "T1001") == 302
    assert asked
    assert "Redis is back" in caplog.text


def test_the_house_starts_without_it(app, settings, clock):
    house = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"), clock)
    house.config["WTF_CSRF_ENABLED"] = False
    make_person(staff_number="T1001", password_hash=passwords.hash_of(PASSWORD))
    assert enter(house, "T1001") == 302
    house.extensions["engine"].dispose()
