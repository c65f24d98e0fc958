"""Robots of group chats as organizers keep them. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import LANGUAGES
from app.kit.intake import LARGEST_ID
from app.notifications import services
from app.notifications.models import Webhook
from app.notifications.outside import Unsafe, check
from app.notifications.robots import VENDORS
from app.people.models import Dealer, Person, Region

WANTS = ("day", "stage")
MOST = 100
NO_NAME = lazy_gettext("Give it a name of at most 80 letters. Nothing was stored.")
NO_ADDRESS = lazy_gettext(
    "This address does not belong to that kind of robot. Copy it from the robot's page; it begins with https://. Other"
    " servers must be allowed by the operator first. Nothing was stored."
)
NO_CHOICE = lazy_gettext("Choose one of what is offered. Nothing was stored.")
PAUSED = lazy_gettext("This group chat is paused. Let it go on first; nothing was sent.")
ENOUGH = lazy_gettext("There are as many group chats as there can be. Remove one first.")


@dataclass(frozen=True)
class Wanted:
    """A robot as it was sent."""

    name: str
    vendor: str
    address: str
    secret: str
    region_id: int | None
    dealer_id: int | None
    locale: str
    wants: tuple[str, ...]

    @classmethod
    def of(cls, form: Any) -> Wanted:
        """Raises Invalid."""
        kind, _colon, number = form.get("scope", "").partition(":")
        if kind not in ("", "region", "dealer") or (kind and not _is_id(number)):
            raise Invalid(NO_CHOICE)
        return cls(
            form.get("name", "").strip(),
            form.get("vendor", ""),
            form.get("address", "").strip(),
            form.get("secret", "").strip(),
            int(number) if kind == "region" else None,
            int(number) if kind == "dealer" else None,
            form.get("locale", ""),
            tuple(one for one in WANTS if one in form.getlist("wants")),
        )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= LARGEST_ID


def every() -> Sequence[Webhook]:
    return session().scalars(select(Webhook).order_by(Webhook.name, Webhook.id).limit(MOST)).all()


def get(webhook_id: int) -> Webhook:
    """Raises NotFound."""
    found = session().scalar(select(Webhook).filter_by(id=webhook_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def add(wanted: Wanted, by: Person, now: datetime) -> Webhook:
    """Raises Invalid where something is wrong with it."""
    if not 0 < len(wanted.name) <= 80:
        raise Invalid(NO_NAME)
    if wanted.vendor not in VENDORS or wanted.locale not in LANGUAGES or len(wanted.secret) > 200:
        raise Invalid(NO_CHOICE)
    if not _exists(Region, wanted.region_id) or not _exists(Dealer, wanted.dealer_id):
        raise Invalid(NO_CHOICE)
    _require_known(wanted)
    if len(every()) >= MOST:
        raise Invalid(ENOUGH)
    webhook = Webhook(
        name=wanted.name,
        vendor=wanted.vendor,
        address=wanted.address,
        secret=wanted.secret,
        region_id=wanted.region_id,
        dealer_id=wanted.dealer_id,
        locale=wanted.locale,
        wants=list(wanted.wants),
        by_person_id=by.id,
        created_at=now,
    )
    session().add(webhook)
    session().flush()
    return webhook


def _exists(model: type[Region] | type[Dealer], number: int | None) -> bool:
    return number is None or session().get(model, number) is not None


def _require_known(wanted: Wanted) -> None:
    trusted = current_app.config["SETTINGS"].trusted_origins
    try:
        check(wanted.address, VENDORS[wanted.vendor].hosts, trusted)
    except Unsafe:
        raise Invalid(NO_ADDRESS) from None
    if len(wanted.address) > 500:
        raise Invalid(NO_ADDRESS)


def test(webhook: Webhook, now: datetime) -> None:
    """Put a word of greeting into the outbox. Raises Conflict where it is paused."""
    if not webhook.active:
        raise Conflict(PAUSED)
    with force_locale(webhook.locale):
        title, text = _("Paddock says hello"), _("This group will hear of the season here.")
    row = {"channel": "webhook", "key": None, "webhook_id": webhook.id, "subject": title, "body": text}
    services.write([row | {"expires_at": None}], now)


def turn(webhook: Webhook, *, on: bool) -> None:
    """Pause it, or let it go on."""
    webhook.active = on


def remove(webhook: Webhook) -> None:
    """It hears nothing more; what waits for it goes with it."""
    session().delete(webhook)
