"""The outbox and a real mail server: each message once, with patience, and nothing is lost."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.notifications import mail as mailing
from app.notifications import sending
from app.notifications.jobs import forget
from app.notifications.models import Message
from app.notifications.sending import MOST_TRIES, send_all
from tests.factories import make_person


def make_message(to: str = "li@example.com", subject: str = "你好", **fields) -> Message:
    now = house_clock.now()
    usual = {"channel": "email", "person_id": make_person().id, "created_at": now, "try_at": now, "tries": 0}
    message = Message(**(usual | {"to": to, "subject": subject, "body": "Hello\n"} | fields))
    with transaction() as here:
        here.add(message)
    return message


@pytest.fixture
def message(app) -> Message:
    return make_message()


def test_a_message_is_sent_once(mail, message):
    assert send_all() == 1
    assert send_all() == 0
    assert [letter["Subject"] for letter in mail.letters] == ["你好"]
    assert mail.to == ["li@example.com"]
    assert message.sent_at == message.ended_at == house_clock.now()


def test_a_letter_says_from_whom_when_and_which_it_is(mail, message):
    send_all()
    (letter,) = mail.letters
    assert letter["From"] == "paddock@localhost"
    assert letter["Date"].datetime == house_clock.now()
    assert letter["Message-ID"] == f"<paddock-{message.id}@127.0.0.1>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_what_was_sent_is_not_kept(mail, message):
    """It may hold a link that opens an account."""
    send_all()
    assert "Hello" in mail.letters[0].get_content()
    assert session().scalars(select(Message.body)).one() == ""


def test_where_nobody_answers_it_is_tried_again_later_and_later(app, mail, message, clock):
    here = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(here, smtp_url="smtp://127.0.0.1:1")
    waits = []
    for _attempt in range(3):
        send_all()
        waits.append((message.try_at - clock.now()).total_seconds() / 60)
        clock.moment = message.try_at
    assert waits == [2, 4, 8]
    assert "refused" in message.failure
    app.config["SETTINGS"] = here
    assert send_all() == 1
    assert message.failure is None


def test_where_nobody_answers_one_message_finds_out_and_the_others_wait(app, settings, message):
    others = [make_message(f"{number}@example.com") for number in range(3)]
    app.config["SETTINGS"] = replace(settings, demo=False, smtp_url="smtp://127.0.0.1:1")
    send_all()
    assert [one.tries for one in (message, *others)] == [1, 0, 0, 0]


def test_in_the_end_it_is_given_up(app, settings, message, clock):
    app.config["SETTINGS"] = replace(settings, demo=False, smtp_url="smtp://127.0.0.1:1")
    for _attempt in range(MOST_TRIES + 3):
        send_all()
        clock.move(days=10)
    assert message.tries == MOST_TRIES
    assert message.ended_at
    assert session().scalars(select(Message.body)).one() == ""


def test_a_mailbox_that_is_none_is_tried_once_and_a_full_one_again(mail, message):
    none, full = make_message("none@example.com"), make_message("full@example.com")
    mail.refuses = {"none@example.com": "550 no such mailbox", "full@example.com": "452 full"}
    assert send_all() == 1
    assert (none.ended_at is None, full.ended_at is None) == (False, True)
    assert "550 no such mailbox" in none.failure
    assert "452 full" in full.failure


def test_a_server_that_dies_in_the_middle_is_asked_again(mail, message, clock):
    other = make_message("other@example.com")
    once = iter([True])
    mail.before = lambda server: server.transport.abort() or "" if next(once, False) else None
    assert send_all() == 1
    assert message.sent_at is None
    assert "SMTPServerDisconnected" in message.failure
    assert other.sent_at
    clock.move(minutes=2)
    send_all()
    assert mail.to == ["other@example.com", "li@example.com"]


def test_a_server_that_takes_it_and_dies_before_it_says_so_gets_the_same_letter_twice(mail, message, clock):
    once = iter([True])
    mail.after = lambda server: server.transport.abort() if next(once, False) else None
    send_all()
    assert message.sent_at is None
    clock.move(minutes=2)
    assert send_all() == 1
    first, second = mail.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_who_dies_while_sending_loses_nothing(mail, message, clock, monkeypatch):
    def die(*_anything) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mailing.PostOffice, "send", die)
        with pytest.raises(KeyboardInterrupt):
            send_all()
    assert send_all() == 0  # nobody else takes it meanwhile
    clock.move(minutes=5)
    assert send_all() == 1
    assert len(mail.letters) == 1


def test_who_lost_the_claim_meanwhile_changes_nothing_but_an_end(mail, message, clock):
    """A process slept through its lease: another one has sent the message when it says that it failed."""
    sending._claim(["email"])
    clock.move(minutes=5)
    assert send_all() == 1
    sending._note_failure(Message(id=message.id, tries=1), "OSError: too late")
    assert session().execute(select(Message.failure, Message.ended_at)).one() == (None, clock.now())


def test_a_link_goes_before_what_is_urgent_before_news(mail, message):
    make_message(subject="news", try_at=house_clock.now() - timedelta(hours=1))
    make_message(subject="urgent", rank=1)
    make_message(subject="a link", rank=0)
    send_all()
    assert [letter["Subject"] for letter in mail.letters] == ["a link", "urgent", "news", "你好"]


def test_each_way_out_has_its_own_turn(mail, message):
    assert send_all(sending.PUSHES) == 0
    assert send_all(sending.LETTERS) == 1


def test_a_demo_writes_letters_into_files(app, settings, message):
    app.config["SETTINGS"] = replace(settings, smtp_url="smtp://127.0.0.1:1", demo=True)
    assert send_all() == 1
    assert [path.suffix for path in (settings.home / "outbox").iterdir()] == [".eml"]


def test_what_has_expired_is_not_sent(mail, clock):
    message = make_message(expires_at=clock.now() + timedelta(hours=2))
    clock.move(hours=2)
    assert send_all() == 0
    assert message.tries == 0
    assert session().scalars(select(Message.ended_at)).one() == clock.now()


def test_one_message_that_cannot_be_sent_does_not_hold_up_the_others(mail, message):
    odd = make_message("li@example.com\nBcc: all@example.com", try_at=house_clock.now() - timedelta(hours=1))
    assert send_all() == 1
    assert odd.sent_at is None
    assert odd.failure


def test_messages_that_are_over_are_forgotten_after_a_month(mail, message, clock):
    send_all()
    clock.move(days=29)
    forget()
    assert session().query(Message).count() == 1
    clock.move(days=2)
    forget()
    assert session().query(Message).count() == 0


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

    class Server:
        def starttls(self, context: ssl.SSLContext) -> None:
            talks.append(("starttls", context.verify_mode))

        def login(self, user: str, password: str) -> None:
            talks.append(("login", user, password))

        def send_message(self, _mail) -> None:
            pass

        def quit(self) -> None:
            pass

    def opening(kind: str):
        def connect(host: str, port: int, context: ssl.SSLContext | None = None, **_options):
            assert context is None or context.verify_mode is ssl.CERT_REQUIRED
            talks.append((kind, host, port))
            return Server()

        return connect

    for kind in ("SMTP", "SMTP_SSL"):
        monkeypatch.setattr(smtplib, kind, opening(kind))
    app.config["SETTINGS"] = replace(settings, demo=False, smtp_url=url)
    send_all()
    assert talks[0] == place
    rest = [("starttls", ssl.CERT_REQUIRED), ("login", "li@example.com", "p:w")] if "starttls" in url else []
    assert talks[1:] == rest
    assert message.sent_at


def test_in_production_a_missing_mail_server_is_told_and_nothing_is_lost(app, settings, message):
    app.config["SETTINGS"] = replace(settings, mode="production")
    send_all()
    assert message.sent_at is None
    assert "SMTP_URL" in message.failure
