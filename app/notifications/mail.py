"""E-mail by SMTP, or into files where a local house has no mail server, or is a demo of made-up people."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from app.notifications.deadline import cut_after
from app.notifications.outcomes import Never, NotNow
from config import Settings

TIMEOUT_SECONDS, LONGEST_SECONDS = 20, 90


class PostOffice:
    """The mail server, asked for when the first letter comes; all letters of a run go by one line."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, mail: EmailMessage, name: str) -> None:
        """Raises Never where the server wants no such letter, NotNow where it cannot be reached, others otherwise."""
        if self._settings.smtp_url and not self._settings.demo:
            self._hand_over(mail, self._settings.smtp_url)
        elif self._settings.production:
            raise NotNow("OSError: SMTP_URL is not set")
        else:
            folder = self._settings.home / "outbox"
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.eml").write_bytes(bytes(mail))

    def _hand_over(self, mail: EmailMessage, url: str) -> None:
        if self._line is None:
            try:
                self._line = _open(urlsplit(url))
            except Exception as error:
                raise NotNow(f"{type(error).__name__}: {error}") from error
        try:
            with cut_after(LONGEST_SECONDS, lambda: self._line.sock if self._line else None):
                self._line.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            _refuse(code, reply)
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            _refuse(error.smtp_code, error.smtp_error)
        except Exception:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(Exception):
                line.quit()


def _refuse(code: int, reply: bytes | str) -> None:
    """5xx: never; 4xx: later (RFC 5321, 4.2.1)."""
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    raise (Never if code >= 500 else OSError)(f"the mail server says {code} {words}")


def letter(message_id: int, to: str, subject: str, body: str, settings: Settings, now: datetime) -> EmailMessage:
    """A letter. Sent again, it is the same one by its Message-ID, so that mailboxes can tell."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, to, subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<paddock-{message_id}@{urlsplit(settings.public_url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


def _open(parts: SplitResult) -> smtplib.SMTP:
    """smtp://user:password@host:port, smtps://… for TLS from the start; `?starttls=1` switches to TLS."""
    server = _connect(parts)
    if "starttls=1" in parts.query:
        server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _connect(parts: SplitResult) -> smtplib.SMTP:
    host = parts.hostname or "localhost"
    if parts.scheme != "smtps":
        return smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    return smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
