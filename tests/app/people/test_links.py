"""Links to choose a password: once, for a while, for the right person."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import select

from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.kit.errors import NotFound
from app.notifications.jobs import send_messages
from app.notifications.models import Message
from app.people import links, views
from app.people.models import Person, Purpose, Role
from tests.conftest import sign_in
from tests.factories import make_person

NEW = {"password": "a long enough sentence", "again": "a long enough sentence"}


@pytest.fixture
def person(app) -> Person:
    return make_person(staff_number="T1001", email="li@example.com", name_latin="Li Xiaoming")


def issue(person, purpose=None) -> str:
    with transaction():
        return links.issue(person, house_clock.now(), purpose).token


def test_a_person_of_the_roster_signs_in_for_the_first_time(app, client, person):
    client.post("/sign-in/link", data={"login": "t1001"})
    message = session().scalars(select(Message)).one()
    url = next(word for word in message.body.split() if "/welcome/" in word)
    path = url.removeprefix(app.config["SETTINGS"].public_url)
    assert client.get(path).status_code == 200
    assert client.post(path, data=NEW).headers["Location"] == "/"
    assert client.get("/me").status_code == 200
    assert session().get(Person, person.id).activated_at == house_clock.now()


def test_a_link_works_once(client, person):
    path = f"/welcome/{issue(person)}"
    client.post(path, data=NEW)
    assert client.get(path).status_code == 404
    assert client.post(path, data=NEW).status_code == 404


def test_of_two_uses_at_once_one_counts(person):
    token = issue(person)
    with transaction():
        links.use(token, "the hash of one", house_clock.now())
    with pytest.raises(NotFound), transaction():
        links.use(token, "the hash of another", house_clock.now())
    assert session().get(Person, person.id, populate_existing=True).password_hash == "the hash of one"


def test_two_browsers_with_one_link_choose_one_password(app, person):
    """They meet in the database: both have seen that the link is good when the first one is done."""
    token, outcomes = issue(person), []
    meeting = threading.Barrier(2)

    def use(password_hash: str) -> None:
        with app.app_context():
            links.person_of(token, house_clock.now())
            meeting.wait(timeout=10)
            try:
                with transaction():
                    links.use(token, password_hash, house_clock.now())
                outcomes.append(password_hash)
            except NotFound:
                outcomes.append("gone")

    threads = [threading.Thread(target=use, args=[one]) for one in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = session().get(Person, person.id, populate_existing=True).password_hash
    assert sorted(outcomes) == sorted(["gone", stored])


@pytest.mark.parametrize(("purpose", "hours"), [(Purpose.ACTIVATION, 72), (Purpose.RESET, 2)])
def test_a_link_is_good_for_a_while(client, clock, person, purpose, hours):
    path = f"/welcome/{issue(person, purpose)}"
    clock.move(hours=hours)
    assert client.get(path).status_code == 200
    clock.move(seconds=1)
    assert client.get(path).status_code == 404


def test_a_newer_link_ends_the_older_ones(client, person):
    old = issue(person)
    new = issue(person)
    assert client.get(f"/welcome/{old}").status_code == 404
    assert client.get(f"/welcome/{new}").status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 43, "..%2f", "é"])
def test_an_invented_link_opens_nothing(client, token):
    assert client.get(f"/welcome/{token}").status_code == 404


@pytest.mark.parametrize("login", ["T1001", "li@example.com"])
def test_the_letter_speaks_the_language_of_its_reader(client, person, login):
    with transaction():
        person.locale = "zh"
    client.post("/sign-in/link", data={"login": login}, headers={"Accept-Language": "en"})
    message = session().scalars(select(Message)).one()
    assert message.subject == "欢迎来到 Paddock"
    assert "72 小时" in message.body


def test_people_without_email_are_written_nothing_and_told_whom_to_ask(client):
    make_person(staff_number="T2002", email=None)
    reply = client.post("/sign-in/link", data={"login": "T2002"}, headers={"Accept-Language": "en"})
    assert "Your organizer can make you a link" in reply.text
    assert session().scalars(select(Message)).all() == []


def test_a_link_that_is_gone_leads_to_a_new_one(client):
    reply = client.get("/welcome/nothing")
    assert reply.status_code == 404
    assert 'href="/sign-in/link"' in reply.text


@pytest.mark.parametrize(
    "password",
    [
        "short", "password123", "aaaaaaaaaaaa", "li@example.com", "x" * 201, "q1" * 5, "Li Xiao Ming",
        "lixiaoming", "王王王王王王王王王王",
    ],
)  # fmt: skip
def test_a_password_that_others_would_try_is_refused_and_the_link_stays(client, person, password):
    path = f"/welcome/{issue(person)}"
    assert client.post(path, data={"password": password, "again": password}).status_code == 422
    assert client.get(path).status_code == 200


def test_asking_tells_nothing_about_who_exists(client, person):
    known = client.post("/sign-in/link", data={"login": "T1001"}).text
    unknown = client.post("/sign-in/link", data={"login": "T9999"}).text
    strip = lambda page: [line for line in page.splitlines() if "nonce" not in line and "csrf" not in line]  # noqa: E731
    assert strip(known) == strip(unknown)


def test_asking_takes_as_long_for_nobody(client, person, monkeypatch):
    monkeypatch.setattr(views, "ASKED_SECONDS", 0.15)

    def seconds(login: str) -> float:
        started = time.perf_counter()
        client.post("/sign-in/link", data={"login": login})
        return time.perf_counter() - started

    seconds("warm up")
    assert min(seconds("T1001"), seconds("T9999")) >= 0.15  # far above what either needs


def test_who_exists_waits_in_the_same_line_of_writers(app, client, person, monkeypatch):
    """When many write at once, that line is where the time goes, or the refusal comes from."""
    turns = []
    real = views.transaction
    monkeypatch.setattr(views, "transaction", lambda: turns.append(1) or real())
    for login in ("T1001", "T9999"):
        client.post("/sign-in/link", data={"login": login})
    assert len(turns) == 2


def test_a_first_password_keeps_the_language_in_which_it_was_chosen(client, person):
    """A roster does not know it; without this everybody would read Chinese who never used the switch."""
    with transaction():
        person.locale = "zh"
    client.post(f"/welcome/{issue(person)}", data=NEW, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert session().get(Person, person.id).locale == "en"
    assert '<html lang="en"' in client.get("/me").text


def test_a_new_password_changes_no_language(client, person):
    with transaction():
        person.locale, person.activated_at = "zh", house_clock.now()
    client.post(f"/welcome/{issue(person)}", data=NEW, headers={"Accept-Language": "en"})
    assert session().get(Person, person.id).locale == "zh"


def test_asking_again_and_again_sends_five_messages_an_hour_at_most(client, person):
    for _attempt in range(9):
        assert client.post("/sign-in/link", data={"login": "T1001"}).status_code == 200
    assert len(session().scalars(select(Message)).all()) == 5


def test_an_organizer_makes_a_link_for_people_without_email(client):
    person = make_person(email=None)
    sign_in(client, make_person(Role.ORGANIZER))
    page = client.post(f"/desk/people/{person.id}/link").text
    assert "/welcome/" in page
    assert client.post("/desk/people/999999/link").status_code == 404


def test_without_a_mail_server_a_local_house_writes_the_message_down(app, client, person):
    client.post("/sign-in/link", data={"login": "T1001"})
    send_messages()
    send_messages()
    letters = list((app.config["SETTINGS"].home / "outbox").glob("*.eml"))
    assert len(letters) == 1
    assert b"To: li@example.com" in letters[0].read_bytes()


def test_the_command_prints_a_link(app, person):
    result = app.test_cli_runner().invoke(args=["people", "link", "t1001"])
    assert "/welcome/" in result.output
    assert app.test_cli_runner().invoke(args=["people", "link", "nobody"]).exit_code == 1
