"""Emptying the outbox: each message once, with patience where sending fails.

A message is claimed (its next try is set behind the lease) in a transaction of its own before it is sent, and nothing
is locked while the other side thinks; whatever it does, it is cut off before the lease ends. Whoever dies in between
leaves the message to be tried again: it is sent at least once. It is sent twice only where the other side has taken it
and we died, or heard nothing, before that was stored; then it is the same by its Message-ID, topic or delivery number.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import func, or_, select, update

from app.kit import clock
from app.kit.database import session, transaction
from app.notifications import digests, push, robots, subscriptions
from app.notifications.mail import PostOffice, letter
from app.notifications.models import Message, Notice, PushSubscription, Webhook
from app.notifications.outcomes import Later, Needless, Never, NotNow, Rest
from app.notifications.reasons import PAUSED, reason
from app.notifications.words import said
from app.people.models import Person
from config import Settings

LETTERS, PUSHES, CHATS = ("email", "digest"), ("push",), ("webhook",)
MOST_TRIES = 12
LEASE = timedelta(minutes=5)  # longer than any try can take
LONGEST_RUN_SECONDS = 50
LONGEST_WAIT_SECONDS = 24 * 3600
MINUTE = timedelta(minutes=1)


def send_all(channels: Collection[str] = (*LETTERS, *PUSHES, *CHATS)) -> int:
    """Send what waits in these channels, for a while; how many were sent."""
    settings: Settings = current_app.config["SETTINGS"]
    tidy(clock.now())
    sent, open_ones = 0, set(channels)
    with PostOffice(settings) as office:
        for message in _claims(open_ones):
            sent += _try(message, office, settings, open_ones)
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


def _claims(channels: Collection[str]) -> Iterator[Message]:
    """One after the other, while there is time."""
    until = time.monotonic() + LONGEST_RUN_SECONDS
    while time.monotonic() < until and (message := _claim(channels)) is not None:
        yield message


def _claim(channels: Collection[str]) -> Message | None:
    now = clock.now()
    query = select(Message).where(Message.ended_at.is_(None), Message.try_at <= now, Message.tries < MOST_TRIES)
    query = query.where(or_(Message.expires_at.is_(None), Message.expires_at > now), Message.channel.in_(channels))
    query = query.order_by(Message.rank, Message.try_at, Message.id).limit(1)
    with transaction() as here:
        message = here.scalar(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
        if message is not None:
            message.tries += 1
            message.try_at = now + LEASE
    return message


def _try(message: Message, office: PostOffice, settings: Settings, channels: set[str]) -> bool:
    """Send one and note how that went. Whatever is wrong with one message, the others go on."""
    try:
        _send(message, office, settings)
    except (Needless, Never) as over:
        _note_end(message, str(over))
    except Rest as rest:
        _note_rest(message, rest)
    except Later as later:
        _note_failure(message, str(later), later.seconds or 0)
    except NotNow as not_now:
        _note_failure(message, str(not_now))
        channels.difference_update(LETTERS)
    except Exception as error:
        _note_failure(message, f"{type(error).__name__}: {error}")
    else:
        _note_success(message)
        return True
    return False


def _note_success(message: Message) -> None:
    now = clock.now()
    with transaction():
        _store(message, sent_at=now, ended_at=now, failure=None, body="")
        _store_on_webhook(message, sent_at=now, failure="", failed_at=None)


def _note_end(message: Message, failure: str) -> None:
    with transaction():
        _store(message, ended_at=clock.now(), failure=failure[:300], body="")
        _store_on_webhook(message, failure=failure[:300], failed_at=clock.now())


def _note_failure(message: Message, failure: str, seconds: int = 0) -> None:
    """It is tried again after 2, 4, 8 … minutes, or when the other side likes; after the last try it is over."""
    now = clock.now()
    wait = max(timedelta(minutes=2**message.tries), timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS)))
    ending: dict[str, Any] = {"ended_at": now, "body": ""} if message.tries >= MOST_TRIES else {}
    with transaction():
        _store(message, failure=failure[:300], try_at=now + wait, **ending)
        _store_on_webhook(message, failure=failure[:300], failed_at=now)
        if seconds and message.webhook_id is not None:
            _let_rest(message.webhook_id, now + wait)


def _note_rest(message: Message, rest: Rest) -> None:
    until = clock.now() + timedelta(seconds=rest.seconds)
    with transaction():
        _store(message, tries=message.tries - 1, try_at=until, failure=str(rest))
        if message.webhook_id is not None:
            _let_rest(message.webhook_id, until)


def _store(message: Message, **values: Any) -> None:
    """Where somebody else has claimed it since, only what is over is over."""
    mine = update(Message).where(Message.id == message.id)
    if "ended_at" not in values:
        mine = mine.where(Message.tries == message.tries)
    session().execute(mine.values(values))


def _store_on_webhook(message: Message, **values: Any) -> None:
    if message.webhook_id is not None:
        session().execute(update(Webhook).where(Webhook.id == message.webhook_id).values(values))


def _let_rest(webhook_id: int, until: datetime) -> None:
    """All that waits for a robot waits until then: the next one would be refused too."""
    waiting = update(Message).where(Message.webhook_id == webhook_id, Message.ended_at.is_(None))
    session().execute(waiting.where(Message.try_at < until).values(try_at=until))


def _send(message: Message, office: PostOffice, settings: Settings) -> None:
    if message.channel == "webhook":
        _to_robot(message, settings)
    elif message.channel == "push":
        _to_browser(message, settings)
    else:
        _to_mailbox(message, office, settings)


def _to_robot(message: Message, settings: Settings) -> None:
    webhook = session().get_one(Webhook, message.webhook_id, populate_existing=True)
    lately = _said_lately(webhook, clock.now())
    session().commit()
    if not webhook.active:
        raise Needless(reason(PAUSED))
    if lately >= robots.PER_MINUTE:
        raise Rest(f"{lately} messages in a minute are enough", 60)
    words = robots.Said(message.subject, message.body, f"{settings.public_url}/board", f"paddock-{message.id}")
    robots.send(webhook, words, settings, clock.now())


def _said_lately(webhook: Webhook, now: datetime) -> int:
    """How many messages the robot of this address took within the last minute."""
    same = select(Webhook.id).where(Webhook.address == webhook.address)
    query = select(func.count()).where(Message.webhook_id.in_(same), Message.sent_at > now - MINUTE)
    return session().scalar(query) or 0


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
