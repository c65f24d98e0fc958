"""Emptying the outbox: each message once, with patience where sending fails."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.notifications.models import Message
from config import Settings

AT_ONCE = 50
MOST_TRIES = 12
TIMEOUT_SECONDS = 20


def send_messages() -> None:
    """Send what waits. Without SMTP, a local house writes the messages into its folder `outbox`.

    A message is claimed (its next try is set) before it is sent, and nothing is locked while the mail server thinks.
    """
    settings: Settings = current_app.config["SETTINGS"]
    for message in _claimed():
        failure = _try(message, settings)
        with transaction():
            message.failure = failure
            if failure is None:
                message.sent_at = clock.now()
                message.body = ""  # it may hold a link that opens an account: nothing to keep


def _claimed() -> Sequence[Message]:
    now = clock.now()
    query = select(Message).where(Message.sent_at.is_(None), Message.try_at <= now, Message.tries < MOST_TRIES)
    query = query.order_by(Message.try_at, Message.id).limit(AT_ONCE)
    with transaction():
        found = session().scalars(query.with_for_update(skip_locked=True)).all()
        for message in found:
            message.tries += 1
            message.try_at = now + timedelta(minutes=2**message.tries)
    return found


def _try(message: Message, settings: Settings) -> str | None:
    """Why it could not be delivered; None where it was. Whatever is wrong with one message, the others go on."""
    try:
        _deliver(message, settings)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return None


def _deliver(message: Message, settings: Settings) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, message.to, message.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<paddock-{message.id}@{urlsplit(settings.public_url).hostname}>"
    mail.set_content(message.body)
    if settings.smtp_url:
        _send(mail, settings.smtp_url)
    elif settings.production:
        raise OSError("SMTP_URL is not set")
    else:
        folder = settings.home / "outbox"
        folder.mkdir(exist_ok=True)
        (folder / f"{message.id:06d}.eml").write_bytes(bytes(mail))


def _send(mail: EmailMessage, url: str) -> None:
    """smtp://user:password@host:port, smtps://… for TLS from the start; `?starttls=1` switches to TLS."""
    parts = urlsplit(url)
    with _connect(parts) as server:
        if "starttls=1" in parts.query:
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


def _connect(parts: SplitResult) -> smtplib.SMTP:
    host = parts.hostname or "localhost"
    if parts.scheme != "smtps":
        return smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    return smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
