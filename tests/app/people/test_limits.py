"""Limits: they stop guessing, say when to try again, and leave everybody their own door."""

from __future__ import annotations

import pytest
from limits import parse

from app.people import counting, limits, passwords, turns
from app.people.models import Person
from tests.conftest import sign_in
from tests.factories import make_person

PASSWORD = "a long enough sentence"
GUESSES = 5


@pytest.fixture
def person(app) -> Person:
    return make_person(staff_number="T1001", email="li@example.com", password_hash=passwords.hash_of(PASSWORD))


def enter(client, password: str = PASSWORD, login: str = "T1001"):
    return client.post("/sign-in", data={"login": login, "password": password})


def guess(client, times: int = GUESSES, login: str = "T1001") -> None:
    for _time in range(times):
        enter(client, "a wrong guess", login)


def test_the_refusal_says_when_to_try_again(client, person):
    guess(client)
    reply = client.post("/sign-in", data={"login": "T1001", "password": PASSWORD}, headers={"Accept-Language": "en"})
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 15 * 60
    assert "15 minutes" in reply.text
    chinese = client.post("/sign-in", data={"login": "T1001", "password": "x"}, headers={"Accept-Language": "zh"})
    assert "15 分钟后再试" in chinese.text


def test_right_passwords_count_nothing(app, person):
    for _time in range(3 * GUESSES):
        assert enter(app.test_client()).status_code == 302


def test_the_count_is_one_however_the_account_is_written(client, person):
    guess(client, 2, "t1001")
    guess(client, 2, "LI@example.com")
    guess(client, 1, "Ｔ１００１")
    assert enter(client).status_code == 429


def test_guesses_at_once_are_counted_before_they_are_checked(app, person, monkeypatch):
    checked = []

    def check_while_others_try(_person, password) -> bool:
        checked.append(password)
        if len(checked) < 20:
            enter(app.test_client(), f"guess {len(checked)}")
        return False

    monkeypatch.setattr("app.people.signing_in.verify", check_while_others_try)
    app.extensions["passwords"] = turns.Line(at_once=20, longest=1)
    enter(app.test_client(), "guess 0")
    assert len(checked) == GUESSES


def test_the_limits_are_these():
    counts = {"pair": limits.PAIR, "address": limits.ADDRESS, "account": limits.ACCOUNT, "links": limits.LINKS}
    assert {name: (item.amount, item.get_expiry() // 60) for name, item in counts.items()} == {
        "pair": (5, 15),
        "address": (100, 15),
        "account": (50, 60),
        "links": (5, 60),
    }


def test_a_colleague_at_the_same_address_cannot_close_ones_own_browser(app, client, person, monkeypatch):
    monkeypatch.setattr(limits, "ADDRESS", parse("10 per 15 minutes"))
    enter(client)
    client.post("/sign-out")
    stranger = app.test_client()
    guess(stranger)
    for number in range(10):
        enter(stranger, "a wrong guess", f"X{number}")
    assert enter(stranger).status_code == 429
    assert enter(client).status_code == 302


def test_ones_own_browser_is_limited_too(client, person):
    enter(client)
    client.post("/sign-out")
    guess(client)
    assert enter(client).status_code == 429


def test_a_shared_browser_remembers_the_latest_of_its_people(app, client):
    people = [make_person() for _number in range(limits.KNOWN_PEOPLE + 1)]
    with app.test_request_context() as context:
        for person in [*people[1:], people[0]]:
            answer = app.make_response("")
            limits.remember_device(answer, person)
            context.request.cookies = {limits.KNOWN: answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]}
        known = limits._known_people()
    assert known == [*(person.id for person in people[2:]), people[0].id]


def test_changing_the_password_is_limited_as_signing_in_is(client, person):
    sign_in(client, person)
    form = {"current": "a wrong guess", "password": "another sentence", "again": "another sentence"}
    for _time in range(GUESSES):
        assert client.post("/me/password", data=form).status_code == 422
    assert client.post("/me/password", data=form | {"current": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    ("url", "kept_in"),
    [
        ("redis://:secret@valkey:6379/0", "redis://:secret@valkey:6379/0"),
        ("rediss://valkey", "rediss://valkey"),
        ("unix:///run/valkey.sock", "redis+unix:///run/valkey.sock"),
    ],
)
def test_redis_is_named_as_the_library_that_counts_wants_it(url, kept_in):
    assert counting.address(url) == kept_in


def test_one_address_cannot_ask_for_links_without_end(client, monkeypatch):
    monkeypatch.setattr(limits, "ADDRESS", parse("10 per 15 minutes"))
    for number in range(10):
        assert client.post("/sign-in/link", data={"login": f"X{number}"}).status_code == 200
    assert client.post("/sign-in/link", data={"login": "X"}).status_code == 429
