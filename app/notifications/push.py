"""Web push (RFC 8030), encrypted for the browser (RFC 8291), signed with the house's own key (VAPID, RFC 8292)."""

from __future__ import annotations

import base64
import json
import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.notifications.models import PushSubscription
from app.notifications.outcomes import Later, Never
from app.notifications.outside import Unsafe, origin_of, post
from config import Settings

# Whose browsers ask whom: Chrome and Edge on Android, Firefox, Edge, Safari.
HOSTS = (
    "fcm.googleapis.com",
    "android.googleapis.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
)
LONGEST = timedelta(days=1)
TITLE, TEXT = 80, 200  # letters: what is pushed must be small
GONE, MANY = (404, 410), (429, 500, 502, 503, 504)


class Gone(Never):
    """The browser does not want notices any more."""


def public_key(settings: Settings) -> str:
    """What browsers subscribe with: the public half of the key, as base64url without padding."""
    return _key(settings)[1]


def send(
    to: PushSubscription, said: dict[str, str], topic: str, until: datetime | None, settings: Settings, now: datetime
) -> None:
    """Raises Gone, Never, Later, or OSError where there was no answer."""
    headers = {
        "TTL": str(max(0, round(min(LONGEST, (until or now + LONGEST) - now).total_seconds()))),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Topic": topic,  # a second try takes the place of the first one, where that was not shown yet
        "Authorization": _signed(origin_of(to.endpoint), settings, now),
    }
    try:
        answer = post(to.endpoint, _sealed(to, said), headers, HOSTS, settings.trusted_origins)
    except Unsafe as unsafe:
        raise Gone(f"not sent: {unsafe}") from None
    if answer.status in GONE:
        raise Gone(f"the push service says {answer.status}")
    if answer.status in MANY:
        raise Later(f"the push service says {answer.status}", answer.retry_after)
    if not 200 <= answer.status < 300:
        raise Never(f"the push service says {answer.status}")


def _sealed(to: PushSubscription, said: dict[str, str]) -> bytes:
    from pywebpush import WebPusher  # heavy, and needed by whoever runs the jobs alone

    short = {"title": said["title"][:TITLE], "body": said["body"][:TEXT], "url": said["url"]}
    browser = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}
    try:
        sealed: bytes = WebPusher(browser).encode(json.dumps(short, ensure_ascii=False).encode())["body"]
    except Exception as error:
        raise Gone(f"its keys are no keys ({type(error).__name__})") from None
    return sealed


def _signed(audience: str, settings: Settings, now: datetime) -> str:
    """Good for this push service and for a day."""
    claims = {
        "aud": audience,
        "exp": round((now + timedelta(hours=12)).timestamp()),
        "sub": f"mailto:{settings.mail_from}",
    }
    return str(_key(settings)[0].sign(claims)["Authorization"])


def _key(settings: Settings) -> tuple[Any, str]:
    return _read_key(settings.vapid_private_key, settings.home / "vapid_key")


@lru_cache(maxsize=4)
def _read_key(given: str | None, path: Path) -> tuple[Any, str]:
    """The key that is given, else the one of this house, made when it is first asked for; and its public half."""
    from cryptography.hazmat.primitives import serialization  # as above
    from py_vapid import Vapid02

    if given is None and not path.exists():
        _store(path, make_key())
    key = Vapid02.from_string(given or path.read_text(encoding="ascii").strip())
    raw = key.public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return key, base64.urlsafe_b64encode(raw).decode().rstrip("=")


def make_key() -> str:
    """A new private key: the raw number as base64url without padding."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _store(path: Path, text: str) -> None:
    """Whole or not at all; of two processes at once the first one's stays."""
    half = path.with_suffix(f".{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(text, encoding="ascii")
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
