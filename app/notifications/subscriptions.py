"""Browsers that may show notices. Callers open the transaction."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update

from app.kit.database import session
from app.kit.errors import Invalid, NotFound
from app.kit.upsert import insert
from app.notifications.models import Message, PushSubscription
from app.notifications.outside import Unsafe, check
from app.notifications.push import HOSTS
from app.people.models import Person

MOST, LONGEST = 10, 500
NO_BROWSER = _("This browser's push service is not one we know. Nothing was changed; you find everything in the app.")


@dataclass(frozen=True)
class Browser:
    """Where a browser listens, and its keys."""

    endpoint: str
    p256dh: str
    auth: str

    @classmethod
    def of(cls, sent: Any, trusted: tuple[str, ...]) -> Browser:
        """From what `PushSubscription.toJSON()` gives in the browser. Raises Invalid."""
        keys = sent.get("keys") if isinstance(sent, Mapping) else None
        if not isinstance(sent, Mapping) or not isinstance(keys, Mapping):
            raise Invalid(NO_BROWSER)
        endpoint, p256dh, auth = sent.get("endpoint"), keys.get("p256dh"), keys.get("auth")
        if not isinstance(endpoint, str) or not isinstance(p256dh, str) or not isinstance(auth, str):
            raise Invalid(NO_BROWSER)
        point = _bytes(p256dh)
        if len(endpoint) > LONGEST or len(point) != 65 or point[0] != 4 or len(_bytes(auth)) != 16:
            raise Invalid(NO_BROWSER)
        try:
            check(endpoint, HOSTS, trusted)
        except Unsafe:
            raise Invalid(NO_BROWSER) from None
        return cls(endpoint, p256dh, auth)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def keep(person: Person, browser: Browser, device: str, now: datetime) -> None:
    """Remember a browser; one that another person used before is this person's now. The oldest of many goes."""
    row = {
        "person_id": person.id,
        "endpoint": browser.endpoint,
        "p256dh": browser.p256dh,
        "auth": browser.auth,
        "device": device[:120],
        "created_at": now,
    }
    write = insert(PushSubscription).values(row)
    session().execute(write.on_conflict_do_update(index_elements=["endpoint"], set_=row))
    mine = select(PushSubscription.id).filter_by(person_id=person.id).order_by(PushSubscription.id.desc())
    for old in session().scalars(mine.offset(MOST)).all():
        forget(old)


def remove(person: Person, subscription_id: int) -> None:
    """Raises NotFound for other people's."""
    if session().scalar(select(PushSubscription.id).filter_by(id=subscription_id, person_id=person.id)) is None:
        raise NotFound
    forget(subscription_id)


def forget(subscription_id: int) -> None:
    """The browser listens no more; messages that wait for it are needless."""
    waiting = update(Message).where(Message.subscription_id == subscription_id)
    session().execute(waiting.values(subscription_id=None))
    session().execute(delete(PushSubscription).where(PushSubscription.id == subscription_id))
