"""Signing in: by number or e-mail, kept on the server, limited without locking anybody out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from limits import parse
from sqlalchemy import func, select

from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.people import limits, links, passwords, signing_in, views
from app.people.models import Person, SignIn
from tests.conftest import sign_in
from tests.factories import make_person
from tests.statements import counted

PASSWORD = "a long enough sentence"


@pytest.fixture
def person(app) -> Person:
    return make_person(
        staff_number="T1001", email="li@example.com", password_hash=passwords.hash_of(PASSWORD), name="李晓明"
    )


def enter(client, login: str, password: str = PASSWORD, **options):
    return client.post("/sign-in", data={"login": login, "password": password, **options})


def sign_ins() -> int:
    return session().scalar(select(func.count(SignIn.id)))


@pytest.mark.parametrize("login", ["T1001", " t1001 ", "Ｔ１００１", "li@example.com", "LI@Example.com "])
def test_staff_number_and_email_sign_in_however_they_are_typed(client, person, login):
    assert enter(client, login).headers["Location"] == "/"
    assert "李晓明" in client.get("/me").text


@pytest.mark.parametrize(
    ("login", "password"),
    [("T1001", "wrong password"), ("nobody", PASSWORD), ("T1001", ""), ("", PASSWORD), ("T1001", "x" * 5_000)],
)
def test_what_does_not_match_is_told_in_one_way(client, person, login, password):
    reply = enter(client, login, password)
    assert reply.status_code == 422
    assert client.get("/me").status_code == 302
    assert sign_ins() == 0


def test_an_unknown_person_costs_a_check_too(client, person, monkeypatch):
    checked = []
    monkeypatch.setattr(passwords, "verify", lambda _password, stored: checked.append(stored) or False)
    enter(client, "nobody")
    enter(client, "T1001")
    assert checked == [None, person.password_hash]


def test_a_password_of_nobody_opens_nothing():
    assert passwords.verify("nobody has this password", None) is False


def test_somebody_deactivated_cannot_sign_in_and_is_out_at_once(client, person):
    enter(client, "T1001")
    with transaction():
        person.active = False
    assert client.get("/me").status_code == 302
    assert enter(client, "T1001").status_code == 422


def test_signing_in_makes_a_new_token_whatever_the_browser_brought(client, person):
    with client.session_transaction() as cookie:
        cookie["sign_in"] = "planted by somebody"
    enter(client, "T1001")
    with client.session_transaction() as cookie:
        first = cookie["sign_in"]
    assert first != "planted by somebody"
    client.post("/sign-out")
    enter(client, "T1001")
    with client.session_transaction() as cookie:
        assert cookie["sign_in"] != first
    with client.session_transaction() as cookie:
        cookie["sign_in"] = first  # a copy made before the sign-out
    assert client.get("/me").status_code == 302


def test_signing_in_as_somebody_else_ends_the_sign_in_before(app, client, person):
    sign_in(client, make_person())
    with client.session_transaction() as cookie:
        before = cookie["sign_in"]
    client.post(f"/welcome/{_link(person)}", data={"password": PASSWORD, "again": PASSWORD})
    assert "李晓明" in client.get("/me").text
    copy = app.test_client()
    with copy.session_transaction() as cookie:
        cookie["sign_in"] = before
    assert copy.get("/me").status_code == 302


def _link(person: Person) -> str:
    with transaction():
        return links.issue(person, house_clock.now()).token


def test_a_hash_of_older_days_is_renewed_at_the_next_sign_in(client, person):
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    with transaction():
        person.password_hash = old
    assert enter(client, "T1001").status_code == 302
    assert session().get(Person, person.id).password_hash != old
    assert not passwords.is_outdated(person.password_hash)
    assert passwords.verify(PASSWORD, person.password_hash)


def test_finding_out_who_is_signed_in_takes_one_statement(app, client, person):
    sign_in(client, person)
    with client.session_transaction() as cookie:
        token = cookie["sign_in"]
    with app.test_request_context() as context, counted() as statements:
        context.session["sign_in"] = token
        found = signing_in.signed_in()
        assert (found.name, bool(found.post.name_en), bool(found.dealer.region.name_en)) == ("李晓明", True, True)
    assert len(statements) == 1


@pytest.mark.parametrize("login", ["T" * 161, "T1001\u200b", "%", "' or 1=1 --", "\ud83d"])
def test_odd_logins_find_nobody_and_break_nothing(client, login):
    assert enter(client, login.encode("utf-8", "surrogatepass"), "x").status_code == 422


def test_signing_out_everywhere_ends_every_browser(app, client, person):
    other = app.test_client()
    enter(client, "T1001")
    enter(other, "T1001")
    assert sign_ins() == 2
    client.post("/sign-out-everywhere")
    assert client.get("/me").status_code == other.get("/me").status_code == 302
    assert sign_ins() == 0


def test_a_sign_in_ends_after_thirty_days_and_a_job_forgets_it(client, person, clock):
    enter(client, "T1001")
    clock.move(days=29)
    assert client.get("/me").status_code == 200
    clock.move(days=2)
    assert client.get("/me").status_code == 302
    signing_in.forget_old()
    assert sign_ins() == 0


@pytest.mark.parametrize(
    "address", ["/", "/board?scope=post", "/people/王", "/learn/a#b", "/a:b//c", "/?next=//example.com"]
)
def test_a_path_of_the_house_is_ours(address):
    assert views._is_ours(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "me", "https://example.com/", "//example.com", "///example.com", "/\\example.com", "\\/example.com",
        "javascript:alert(1)", "//[", "https://[", "/\t/[", "/\t/example.com", "/\n/example.com", "/me\r\nX: y", " /me",
        "/\u202eme",
    ],
)  # fmt: skip
def test_what_a_browser_could_read_as_another_place_is_not_ours(address):
    assert not views._is_ours(address)


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("/board?scope=post", "/board?scope=post"), ("//example.com", "/"), ("//[", "/"), ("", "/")],
)
def test_afterwards_one_is_where_one_wanted_to_be_but_never_elsewhere(client, person, wanted, leads_to):
    assert enter(client, "T1001", next=wanted).headers["Location"] == leads_to


def test_a_page_that_needs_signing_in_leads_there_and_back(client, person):
    reply = client.get("/board?scope=post")
    assert reply.headers["Location"] == "/sign-in?next=/board?scope%3Dpost"
    assert client.get("/board", headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith("/sign-in")
    assert client.get("/board", headers={"Accept": "application/json"}).status_code == 401


def test_guessing_is_stopped_after_five_failures_from_an_address(client, person):
    for _attempt in range(5):
        assert enter(client, "T1001", "wrong password").status_code == 422
    assert enter(client, "T1001").status_code == 429  # even with the right one, from here


def test_nobody_is_locked_out_by_somebody_elses_failures(app, client, person, monkeypatch):
    monkeypatch.setattr(limits, "ACCOUNT", parse("10 per hour"))
    enter(client, "T1001")
    client.post("/sign-out")
    for attempt in range(12):
        address = {"REMOTE_ADDR": f"10.0.{attempt}.1"}
        stranger = app.test_client()
        stranger.post("/sign-in", data={"login": "T1001", "password": "guess"}, environ_overrides=address)
    stranger = app.test_client()
    reply = stranger.post("/sign-in", data={"login": "T1001", "password": PASSWORD})
    assert reply.status_code == 429  # from a browser that nobody knows
    assert enter(client, "T1001").status_code == 302  # from one's own, in spite of it all


def test_a_known_browser_cannot_be_invented(app, client, person):
    client.set_cookie("paddock_device", "WzFd.forged")
    assert enter(client, "T1001").status_code == 302


def test_one_address_failing_for_many_accounts_is_stopped(client, person, monkeypatch):
    monkeypatch.setattr(limits, "ADDRESS", parse("10 per 15 minutes"))
    for number in range(10):
        enter(client, f"X{number}", "guess")
    assert enter(client, "T1001").status_code == 429


def test_the_demo_accounts_need_demo_mode(app, client, person, settings):
    make_person(staff_number="DEMO-TECH")
    assert client.post("/sign-in/demo", data={"staff_number": "T1001"}).status_code == 404
    assert client.post("/sign-in/demo", data={"staff_number": "DEMO-TECH"}).status_code == 302
    app.config["SETTINGS"] = replace(settings, demo=False)
    assert app.test_client().post("/sign-in/demo", data={"staff_number": "DEMO-TECH"}).status_code == 404
    assert "DEMO-TECH" not in app.test_client().get("/sign-in").text


def test_whoever_looks_around_goes_on_in_the_language_of_the_sign_in_page(client):
    make_person(staff_number="DEMO-TECH", locale="zh")
    client.post("/sign-in/demo", data={"staff_number": "DEMO-TECH"}, headers={"Accept-Language": "en"})
    assert 'lang="en"' in client.get("/me").text


def test_a_missing_or_forged_csrf_token_is_refused_kindly(app, client, person):
    app.config["WTF_CSRF_ENABLED"] = True
    for token in ({}, {"csrf_token": "forged"}):
        reply = client.post("/sign-in", data={"login": "T1001", "password": PASSWORD, **token})
        assert reply.status_code == 400
        assert "csrf" not in reply.text.lower().replace("csrf_token", "")
    assert sign_ins() == 0


def test_the_language_switch_is_remembered(client, person):
    sign_in(client, person)
    assert client.post("/language", data={"language": "zh", "next": "/me"}).headers["Location"] == "/me"
    assert 'lang="zh-CN"' in client.get("/me").text
    assert session().get(Person, person.id).locale == "zh"
    assert client.post("/language", data={"language": "xx"}).status_code == 422


def test_ones_choices_are_kept(client, person):
    sign_in(client, person)
    client.post("/me", data={"theme": "dark", "shows_name": "y", "plain": "y"})
    assert 'data-theme="dark"' in client.get("/me").text
    assert session().get(Person, person.id).shows_name
    assert session().get(Person, person.id).plain
    assert client.post("/me", data={"theme": "pink"}).status_code == 422


def test_a_new_password_needs_the_present_one_and_signs_others_out(app, client, person):
    other = app.test_client()
    enter(client, "T1001")
    enter(other, "T1001")
    new = {"password": "another sentence", "again": "another sentence"}
    assert client.post("/me/password", data={"current": "wrong", **new}).status_code == 422
    assert client.post("/me/password", data={"current": PASSWORD, **new}).status_code == 302
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    assert enter(other, "T1001", "another sentence").status_code == 302
