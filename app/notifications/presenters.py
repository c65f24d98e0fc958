"""What the pages of notices show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import format_date, format_time, lazy_gettext
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session
from app.kit.i18n import pick
from app.notifications import queries, reasons
from app.notifications.kinds import ICONS, Kind
from app.notifications.models import Notice, Webhook
from app.notifications.summaries import where_of
from app.notifications.words import Said, said
from app.people.models import Dealer, Person, Region

VENDORS = {
    "wecom": lazy_gettext("WeCom"),
    "dingtalk": lazy_gettext("DingTalk"),
    "feishu": lazy_gettext("Feishu or Lark"),
    "generic": lazy_gettext("another server"),
}
WANTS = {"day": lazy_gettext("each morning: how yesterday was"), "stage": lazy_gettext("a stage opens")}


@dataclass(frozen=True)
class Line:
    notice: Notice
    words: Said
    icon: str
    when: str


@dataclass(frozen=True)
class Page:
    """`older`: before which notice the next page begins; None where there is none. `is_first`: none is newer."""

    lines: list[Line]
    unread: bool
    older: int | None
    is_first: bool


def page(person: Person, before: int | None) -> Page:
    found = queries.page(person, before)
    shown = found[: queries.PAGE]
    lines = [Line(one, said(one), _icon(one.kind), _when(one.created_at)) for one in shown]
    older = shown[-1].id if len(found) > queries.PAGE else None
    return Page(lines, queries.unread(person.id) > 0, older, before is None)


def _icon(kind: str) -> str:
    return ICONS[Kind(kind)] if kind in ICONS else "bell"


def _when(at: datetime) -> str:
    time = format_time(at, "short")
    if clock.day_of(at) == clock.day_of(clock.now()):
        return _("Today, %(time)s", time=time)
    return f"{format_date(at, 'medium')} {time}"


def unread_notices() -> str:
    """For the bell of each page: how many are unread, as it is shown; nothing where all are read. Asks once."""
    if "unread_notices" not in g:
        count = queries.unread(current_user.id)
        g.unread_notices = "" if not count else str(count) if count < queries.MANY else f"{queries.MANY - 1}+"
    found: str = g.unread_notices
    return found


@dataclass(frozen=True)
class Chat:
    """A group chat on the organizers' page. Nothing here lets anybody write there."""

    id: int
    name: str
    vendor: Any
    where: str
    wants: str
    active: bool
    failure: str
    webhook: Webhook


def chat(webhook: Webhook) -> Chat:
    wants = ", ".join(str(WANTS[one]) for one in webhook.wants) or _("nothing yet")
    where = where_of(webhook)
    failure = reasons.said(webhook.failure) if webhook.failed_at else ""
    return Chat(webhook.id, webhook.name, VENDORS[webhook.vendor], where, wants, webhook.active, failure, webhook)


def scopes() -> list[tuple[str, str]]:
    """Of whom a group chat can be told: of all, a region, a dealer."""
    regions = session().scalars(select(Region).order_by(Region.code)).all()
    dealers = session().scalars(select(Dealer).order_by(Dealer.code)).all()
    found = [("", _("all dealers"))]
    found += [(f"region:{one.id}", _("Region: %(name)s", name=pick(one))) for one in regions]
    return found + [(f"dealer:{one.id}", f"{one.code} {pick(one)}") for one in dealers]
