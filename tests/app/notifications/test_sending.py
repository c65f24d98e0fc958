"""The outbox: each message once, with patience."""

from __future__ import annotations

import smtplib
from dataclasses import replace

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
        person_id=make_person().id, to="li@example.com", subject="你好", body="Hello\n", created_at=now, try_at=now, tries=0
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
