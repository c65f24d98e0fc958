"""Lines of the log: JSON for programs, words for people; what breaks quotes no row."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.kit import logs
from app.kit.database import transaction
from app.kit.watching import request_id
from config import BadSettings, Settings
from tests.factories import make_person


def record(message: str, error: bool = False, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("app.x", logging.WARNING, "x.py", 1, message, (), sys.exc_info() if error else None)
    vars(made).update(extra)
    return made


def line(made: logging.LogRecord) -> dict:
    told = logs.formatter(production=True).format(made)
    assert "\n" not in told
    return json.loads(told)


def test_in_production_a_line_is_one_object_with_what_was_given(app: Flask):
    told = line(record("某事\nhappened", duel=7))
    assert (told["event"], told["level"], told["logger"], told["duel"]) == ("某事\nhappened", "warning", "app.x", 7)
    assert told["timestamp"].endswith("Z")
    assert "request_id" not in told


def test_within_a_request_each_line_has_its_name_and_its_route(app: Flask):
    with app.test_request_context("/l/hush-hush"):
        told = line(record("x"))
        assert told["request_id"] == request_id()
    assert "hush" not in str(told)


def test_what_the_database_refuses_is_told_without_the_rows(app: Flask):
    person = make_person(email="somebody@paddock.example")
    try:
        with transaction() as here:
            here.execute(text("update persons set id = :id, email = :email"), {"id": None, "email": person.email})
    except IntegrityError:
        told = line(record("broken", error=True))
    assert "IntegrityError" in told["exception"]
    assert "test_logs.py" in told["exception"]
    assert person.email not in str(told)
    assert str(person.name) not in str(told)


def test_what_had_broken_before_stands_before_it():
    try:
        try:
            raise KeyError("first\nhush")
        except KeyError as cause:
            raise ValueError("second") from cause
    except ValueError:
        told = line(record("x", error=True))["exception"]
    assert told.index("KeyError") < told.index("ValueError: second")
    assert "raise KeyError" in told


def test_elsewhere_people_read_it():
    told = logs.formatter(production=False).format(record("something happened", duel=7))
    assert "something happened" in told
    assert "duel=7" in told
    with pytest.raises(json.JSONDecodeError):
        json.loads(told)


@pytest.mark.parametrize(("name", "bad"), [("PADDOCK_LOG_LEVEL", "loud"), ("PADDOCK_SLOW_QUERY_MS", "soon")])
def test_settings_that_say_nothing_are_refused(tmp_path, name, bad):
    with pytest.raises(BadSettings, match=name):
        Settings.of_environment({"PADDOCK_HOME": str(tmp_path), name: bad})
