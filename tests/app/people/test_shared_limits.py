"""The limits hold for all processes together where they share a Valkey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
from flask import Flask

from app.factory import create_app
from app.kit.clock import HandClock
from app.people import passwords
from config import Settings
from tests.factories import make_person

pytestmark = pytest.mark.valkey
PASSWORD = "a long enough sentence"


@pytest.fixture
def processes(app: Flask, settings: Settings, clock: HandClock, valkey_url: str) -> Iterator[list[Flask]]:
    """Two applications as two processes would hold them: one database, one Valkey."""
    redis.Redis.from_url(valkey_url).flushdb()
    found = [create_app(replace(settings, redis_url=valkey_url), clock) for _process in range(2)]
    for one in found:
        one.testing = True
        one.config["WTF_CSRF_ENABLED"] = False
    yield found
    for one in found:
        one.extensions["engine"].dispose()


def enter(app: Flask, login: str, password: str = PASSWORD) -> int:
    return app.test_client().post("/sign-in", data={"login": login, "password": password}).status_code


def test_guesses_at_two_processes_are_counted_together(processes):
    here, there = processes
    make_person(staff_number="T1001", password_hash=passwords.hash_of(PASSWORD))
    assert [enter(here, "T1001", f"guess {number}") for number in range(3)] == [422] * 3
    assert [enter(there, "T1001", f"guess {number}") for number in range(2)] == [422] * 2
    assert enter(here, "T1001") == enter(there, "T1001") == 429


def test_a_right_password_at_one_process_gives_its_attempt_back_to_all(processes):
    here, there = processes
    make_person(staff_number="T1002", password_hash=passwords.hash_of(PASSWORD))
    for _time in range(4):
        assert enter(here, "T1002") == 302
        assert enter(there, "T1002") == 302


def test_links_are_counted_together(processes):
    here, there = processes
    login = "nobody@example.com"
    for number in range(100):
        processes[number % 2].test_client().post("/sign-in/link", data={"login": login})
    for one in (here, there):
        assert one.test_client().post("/sign-in/link", data={"login": login}).status_code == 429
