"""Emptying the outbox: each message once, with patience where sending fails.

A message is claimed (its next try is set) in a transaction of its own before it is sent, and nothing is locked while
the other side thinks. Whoever dies in between leaves it to be tried again: a message is sent at least once. It is
sent twice only where the other side has taken it and we died, or heard nothing, before that was stored.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import or_, select, update

from app.kit import clock
from app.kit.database import session, transaction
from app.notifications import digests, push, robots, subscriptions
from app.notifications.mail import PostOffice, letter
from app.notifications.models import Message, Notice, PushSubscription, Webhook
from app.notifications.outcomes import Later, Needless, Never, NotNow
from app.notifications.words import said
from app.people.models import Person
from config import Settings

MOST_TRIES = 12
LONGEST_RUN_SECONDS = 50


def send_all() -> int:
    """Send what waits, for a while; how many were sent."""
    settings: Settings = current_app.config["SETTINGS"]
    tidy(clock.now())
    sent, closed = 0, set[str]()
    with PostOffice(settings) as office:
        for message in _claims(closed):
            sent += _try(message, office, settings, closed)
    return sent


def tidy(now: datetime) -> None:
    """What has expired, or was tried too often, is over. Its words go: they may hold a link that opens an account."""
    hopeless = (Message.tries >= MOST_TRIES) & (Message.try_at <= now)
    over = (Message.ended_at.is_(None), or_(Message.expires_at <= now, hopeless))
    with transaction() as here:
        here.execute(
            update(Message).where(*over).values(ended_at=now, body=""),
            execution_options={"synchronize_session": False},
        )


def _claims(closed: set[str]) -> Iterator[Message]:
    """One after the other, while there is time."""
    until = time.monotonic() + LONGEST_RUN_SECONDS
    while time.monotonic() < until and (message := _claim(closed)) is not None:
        yield message


def _claim(closed: set[str]) -> Message | None:
    now = clock.now()
    query = select(Message).where(Message.ended_at.is_(None), Message.try_at <= now, Message.tries < MOST_TRIES)
    query = query.where(or_(Message.expires_at.is_(None), Message.expires_at > now))
    if closed:
        query = query.where(Message.channel.not_in(closed))
    query = query.order_by(Message.try_at, Message.id).limit(1)
    with transaction() as here:
        message = here.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
        if message is not None:
            message.tries += 1
            message.try_at = now + timedelta(minutes=2**message.tries)
    return message


def _try(message: Message, office: PostOffice, settings: Settings, closed: set[str]) -> bool:
    """Send one and note how that went. Whatever is wrong with one message, the others go on."""
    failure, over, wait = None, True, None
    try:
        _send(message, office, settings)
    except Needless as needless:
        failure = str(needless)
    except Never as never:
        failure = str(never)
    except Later as later:
        failure, over, wait = str(later), False, later.seconds
    except NotNow as not_now:
        failure, over = str(not_now), False
        closed |= {"email", "digest"}
    except Exception as error:
        failure, over = f"{type(error).__name__}: {error}", False
    _note(message, failure, over=over, wait=wait)
    return failure is None


def _note(message: Message, failure: str | None, *, over: bool, wait: int | None) -> None:
    now = clock.now()
    with transaction() as here:
        changes: dict[str, Any] = {"failure": failure[:300] if failure else None}
        if wait is not None:
            changes["try_at"] = max(message.try_at, now + timedelta(seconds=wait))
        if over or message.tries >= MOST_TRIES:
            changes |= {"ended_at": now, "body": ""}  # it may hold a link that opens an account: nothing to keep
        if failure is None:
            changes["sent_at"] = now
        here.execute(update(Message).where(Message.id == message.id).values(changes))
        _note_on_webhook(message, failure, now)


def _note_on_webhook(message: Message, failure: str | None, now: datetime) -> None:
    if message.webhook_id is None:
        return
    went_well = {"sent_at": now, "failure": "", "failed_at": None}
    changes = went_well if failure is None else {"failure": failure[:300], "failed_at": now}
    session().execute(update(Webhook).where(Webhook.id == message.webhook_id).values(changes))


def _send(message: Message, office: PostOffice, settings: Settings) -> None:
    if message.channel == "webhook":
        _to_robot(message, settings)
    elif message.channel == "push":
        _to_browser(message, settings)
    else:
        _to_mailbox(message, office, settings)


def _to_robot(message: Message, settings: Settings) -> None:
    webhook = session().get_one(Webhook, message.webhook_id, populate_existing=True)
    session().commit()
    url = f"{settings.public_url}/board"
    robots.send(webhook, robots.Said(message.subject, message.body, url), settings, clock.now())


def _to_browser(message: Message, settings: Settings) -> None:
    if message.subscription_id is None:
        raise Needless("the browser is gone")
    browser = session().get_one(PushSubscription, message.subscription_id, populate_existing=True)
    notice, person = _notice_of(message)
    with force_locale(person.locale):
        words = said(notice)
    session().commit()
    content = {"title": words.title, "body": words.text, "url": f"/notices/{notice.id}"}
    try:
        push.send(browser, content, f"paddock-{notice.id}", message.expires_at, settings, clock.now())
    except push.Gone:
        with transaction():
            subscriptions.forget(browser.id)
        raise


def _to_mailbox(message: Message, office: PostOffice, settings: Settings) -> None:
    to, subject, body = _letter_of(message, settings)
    session().commit()
    mail = letter(message.id, to, subject, body, settings, clock.now())
    office.send(mail, f"{message.id:06d}")


def _letter_of(message: Message, settings: Settings) -> tuple[str, str, str]:
    """To whom, about what, and the text."""
    if message.channel == "digest":
        person = _person_of(message)
        with force_locale(person.locale):
            return str(person.email), *digests.letter(message, person, settings.public_url)
    if message.notice_id is None:
        return message.to, message.subject, message.body
    notice, person = _notice_of(message)
    with force_locale(person.locale):
        words = said(notice)
        return str(person.email), words.title, digests.body_of(person, [(words, notice)], settings.public_url)


def _notice_of(message: Message) -> tuple[Notice, Person]:
    notice = session().get_one(Notice, message.notice_id, populate_existing=True)
    if notice.read_at is not None:
        raise Needless("it was read already")
    return notice, _person_of(message)


def _person_of(message: Message) -> Person:
    """Raises Needless where the person has gone, or has no mailbox for what goes there."""
    person = session().get_one(Person, message.person_id, populate_existing=True)
    if not person.active or (message.channel != "push" and not person.email):
        raise Needless("the person is not there any more")
    return person
