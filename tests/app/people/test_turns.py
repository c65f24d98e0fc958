"""Passwords are checked by turns: first come, first served, and who comes into a crowd is told so."""

import time
from threading import Thread

import pytest

from app.kit.database import engine
from app.people import limits, passwords, signing_in, turns
from app.people.turns import Crowded, Line
from tests.conftest import sign_in
from tests.factories import make_person

PASSWORD = "a long enough sentence"


@pytest.fixture
def person(app):
    return make_person(staff_number="T1001", password_hash=passwords.hash_of(PASSWORD))


def enter(client, **headers):
    data = {"login": "T1001", "password": PASSWORD}
    return client.post("/sign-in", data=data, headers={"Accept-Language": "en"} | headers)


def standing_in(line, number, order, waits):
    """Somebody who joins the line and is told when they wait."""

    def wait():
        with line.turn():
            order.append(number)

    one = Thread(target=wait)
    one.start()
    while len(line._waiting) < waits:
        time.sleep(0.001)
    return one


def test_who_came_first_has_the_first_turn():
    line, order = Line(at_once=1, longest=3), []
    with line.turn():
        waiting = [standing_in(line, number, order, number) for number in (1, 2, 3)]
        with pytest.raises(Crowded), line.turn():
            pass
    for one in waiting:
        one.join()
    assert order == [1, 2, 3]


def test_as_many_as_are_allowed_have_their_turn_at_once_and_a_turn_that_fails_ends_as_well():
    line = Line(at_once=2, longest=0)
    with line.turn():
        for _time in range(3):
            with pytest.raises(ValueError, match="broken"), line.turn():
                raise ValueError("broken")
        with line.turn(), pytest.raises(Crowded), line.turn():
            pass


@pytest.fixture
def crowd(app):
    """Somebody's password is being checked, and nobody may wait."""
    app.extensions["passwords"] = Line(at_once=1, longest=0)
    with app.extensions["passwords"].turn():
        yield


def test_in_a_crowd_the_form_says_so_and_nothing_counts_as_an_attempt(client, person, crowd):
    for _time in range(limits.PAIR.amount + 1):
        reply = enter(client)
        assert reply.status_code == 429
        assert reply.headers["Retry-After"] == str(turns.AGAIN_SECONDS)
        assert "Very many people are signing in" in reply.text
        assert 'value="T1001"' in reply.text  # as it was typed
    assert "现在登录的人很多" in enter(client, **{"Accept-Language": "zh"}).text


def test_after_the_crowd_the_same_form_signs_in(app, client, person):
    app.extensions["passwords"] = Line(at_once=1, longest=0)
    with app.extensions["passwords"].turn():
        assert enter(client).status_code == 429
    assert enter(client).status_code == 302


def test_who_changes_the_password_in_a_crowd_is_told_too(app, person, crowd):
    client = sign_in(app.test_client(), person)
    data = {"current": PASSWORD, "password": "another long sentence", "again": "another long sentence"}
    assert client.post("/me/password", data=data).status_code == 429


def test_who_waits_or_is_checked_keeps_no_connection(client, person, monkeypatch):
    held = []

    def verify(_person, _password):
        held.append(engine().pool.checkedout())
        return False

    monkeypatch.setattr(signing_in, "verify", verify)
    enter(client)
    assert held == [0]
