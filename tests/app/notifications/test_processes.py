"""Real processes that send at the same time, and are killed in the middle."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta

from sqlalchemy import func, select

from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.notifications.models import Message
from app.notifications.sending import send_all
from tests.factories import make_person
from tests.forking import process, wait

MANY = 40


def write(count: int) -> None:
    now, person = house_clock.now(), make_person()
    with transaction() as here:
        for number in range(count):
            usual = {"person_id": person.id, "to": f"p{number}@example.com", "subject": "S", "body": "B"}
            here.add(Message(created_at=now, try_at=now - timedelta(minutes=1), tries=0, **usual))


def ended() -> int:
    session().rollback()
    return session().scalar(select(func.count()).where(Message.sent_at.is_not(None))) or 0


def test_two_processes_at_once_send_each_message_once(app, mail):
    write(MANY)
    senders: set[tuple[str, int]] = set()
    mail.before = lambda server: senders.add(server.session.peer)
    with process(app, send_all) as one, process(app, send_all) as other:
        wait(one)
        wait(other)
    assert sorted(mail.to) == sorted(f"p{number}@example.com" for number in range(MANY))
    assert ended() == MANY
    assert len(senders) == 2  # both were at it


def test_a_process_that_is_killed_before_the_letter_is_taken_loses_nothing(app, mail, clock):
    write(3)
    sender: list[int] = []
    mail.before = lambda _server: die(sender)
    with process(app, send_all) as number:
        sender.append(number)
        wait(number)
    mail.before = lambda _server: None
    assert ended() == 0
    clock.move(minutes=5)
    assert send_all() == 3
    assert len(mail.letters) == 3


def test_a_process_that_is_killed_between_sending_and_noting_it_sends_the_same_letter_again(app, mail, clock):
    write(1)
    sender: list[int] = []
    mail.after = lambda _server: die(sender)
    with process(app, send_all) as number:
        sender.append(number)
        wait(number)
    assert ended() == 0
    mail.after = lambda _server: None
    assert send_all() == 0
    clock.move(minutes=5)
    assert send_all() == 1
    first, second = mail.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert ended() == 1


def die(sender: list[int]) -> str:
    """Kill the process that is sending, from the mail server's side."""
    while not sender:
        time.sleep(0.001)
    os.kill(sender[0], signal.SIGKILL)
    return "451 nobody hears this"
