"""Emptying the outbox: each message once, with patience where sending fails."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

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
            message.sent_at = None if failure else clock.now()


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
    """Why it could not be delivered; None where it was."""
    try:
        _deliver(message, settings)
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"[:300]
    return None


def _deliver(message: Message, settings: Settings) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, message.to, message.subject
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
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 25, timeout=TIMEOUT_SECONDS) as server:
        if "starttls=1" in parts.query:
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)
