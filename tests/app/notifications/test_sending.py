"""The outbox: each message once, with patience."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.notifications.jobs import MOST_TRIES, send_messages
from app.notifications.models import Message
from tests.factories import make_person


class PostOffice:
    """Stands in for smtplib.SMTP and keeps what it was given."""

    def __init__(self) -> None:
        self.letters: list = []
        self.is_open = True

    def __call__(self, *_place, **_options):
        if not self.is_open:
            raise ConnectionRefusedError("closed")
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def send_message(self, mail) -> None:
        self.letters.append(mail)


@pytest.fixture
def office(app, settings, monkeypatch) -> PostOffice:
    office = PostOffice()
    monkeypatch.setattr(smtplib, "SMTP", office)
    app.config["SETTINGS"] = replace(settings, smtp_url="smtp://127.0.0.1:2525")
    return office


@pytest.fixture
def message(app) -> Message:
    now = house_clock.now()
    message = Message(
        person_id=make_person().id,
        to="li@example.com",
        subject="你好",
        body="Hello\n",
        created_at=now,
        try_at=now,
        tries=0,
    )
    with transaction() as here:
        here.add(message)
    return message


def test_a_message_is_sent_once(office, message):
    send_messages()
    send_messages()
    assert [letter["Subject"] for letter in office.letters] == ["你好"]
    assert message.sent_at == house_clock.now()


def test_what_fails_is_tried_again_later_and_later(office, message, clock):
    office.is_open = False
    waits = []
    for _attempt in range(3):
        send_messages()
        waits.append((message.try_at - clock.now()).total_seconds() / 60)
        clock.moment = message.try_at
    assert waits == [2, 4, 8]
    assert "closed" in message.failure
    office.is_open = True
    send_messages()
    assert len(office.letters) == 1
    assert message.failure is None


def test_in_the_end_it_is_given_up(office, message, clock):
    office.is_open = False
    for _attempt in range(MOST_TRIES + 3):
        send_messages()
        clock.move(days=10)
    assert session().scalars(select(Message.tries)).one() == MOST_TRIES


def test_one_message_that_cannot_be_sent_does_not_hold_up_the_others(office, message):
    now = house_clock.now()
    odd = Message(
        person_id=message.person_id, to="li@example.com\nBcc: all@example.com", subject="x", body="x", created_at=now,
        try_at=now - timedelta(hours=1), tries=0,
    )  # fmt: skip
    with transaction() as here:
        here.add(odd)
    send_messages()
    assert len(office.letters) == 1
    assert odd.sent_at is None
    assert odd.failure


def test_what_was_sent_is_not_kept(office, message):
    """It may hold a link that opens an account."""
    send_messages()
    assert "Hello" in office.letters[0].get_content()
    assert session().scalars(select(Message.body)).one() == ""


def test_a_letter_says_from_whom_when_and_which_it_is(office, message):
    send_messages()
    letter = office.letters[0]
    assert letter["From"] == "paddock@localhost"
    assert letter["Date"].datetime == house_clock.now()
    assert letter["Message-ID"] == f"<paddock-{message.id}@127.0.0.1>"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("smtp://mail.example.com", ("SMTP", "mail.example.com", 25)),
        ("smtps://mail.example.com", ("SMTP_SSL", "mail.example.com", 465)),
        ("smtp://li%40example.com:p%3Aw@mail.example.com:587?starttls=1", ("SMTP", "mail.example.com", 587)),
    ],
)
def test_the_address_of_the_mail_server_says_how_to_reach_it(app, settings, message, monkeypatch, url, place):
    talks: list = []

    class Server(PostOffice):
        def starttls(self, context: ssl.SSLContext) -> None:
            talks.append(("starttls", context.verify_mode))

        def login(self, user: str, password: str) -> None:
            talks.append(("login", user, password))

    def opening(kind: str):
        def connect(host: str, port: int, context: ssl.SSLContext | None = None, **_options):
            assert context is None or context.verify_mode is ssl.CERT_REQUIRED
            talks.append((kind, host, port))
            return Server()

        return connect

    for kind in ("SMTP", "SMTP_SSL"):
        monkeypatch.setattr(smtplib, kind, opening(kind))
    app.config["SETTINGS"] = replace(settings, smtp_url=url)
    send_messages()
    assert talks[0] == place
    rest = [("starttls", ssl.CERT_REQUIRED), ("login", "li@example.com", "p:w")] if "starttls" in url else []
    assert talks[1:] == rest
    assert message.sent_at


def test_in_production_a_missing_mail_server_is_told_and_nothing_is_lost(app, settings, message):
    app.config["SETTINGS"] = replace(settings, mode="production")
    send_messages()
    assert message.sent_at is None
    assert "SMTP_URL" in message.failure
