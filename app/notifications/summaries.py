"""What group chats are told: numbers of a season, a region or a dealer. Never anybody's name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from app.days.models import DaySet
from app.kit.database import session
from app.kit.i18n import pick
from app.notifications import services
from app.notifications.models import Webhook
from app.people.models import Dealer, Person, Region
from app.points.models import Standing
from app.seasons.models import Season, Stage
from app.seasons.queries import week_of

WORTH = timedelta(hours=12)  # a summary of yesterday is worth nothing in the evening


def write(webhook: Webhook, what: str, title: str, text: str, now: datetime) -> None:
    """Put words for a group chat into the outbox; `what` they are about: the same is not sent twice."""
    row: dict[str, Any] = {"channel": "webhook", "key": f"{what}:{webhook.id}", "webhook_id": webhook.id}
    services.write([row | {"subject": title, "body": text, "expires_at": now + WORTH}], now)


def day(season: Season, ordinal: int, webhook: Webhook) -> tuple[str, str]:
    """Title and text of the summary of a day."""
    sets = _sets_done(season, ordinal, webhook)
    people, points, mastered = _week_so_far(season, ordinal, webhook)
    with force_locale(webhook.locale):
        when = format_date(date.fromordinal(ordinal), "medium")
        title = _("%(season)s, %(day)s: %(where)s", season=pick(season), day=when, where=where_of(webhook))
        lines = (
            ngettext("One person completed the day's set.", "%(num)d people completed the day's set.", sets),
            _(
                "This week so far: %(people)d people with points, %(points)d points, %(mastered)d questions mastered.",
                people=people,
                points=points,
                mastered=mastered,
            ),
        )
    return title, "\n".join(lines)


def stage_opened(stage: Stage, webhook: Webhook) -> tuple[str, str]:
    with force_locale(webhook.locale):
        title = _("“%(stage)s” has opened", stage=pick(stage))
        return title, _("Have a look at what it asks, and when it closes.")


def where_of(webhook: Webhook) -> str:
    """What the webhook is told about, in words."""
    if webhook.region_id is not None:
        return pick(session().get_one(Region, webhook.region_id))
    if webhook.dealer_id is not None:
        return pick(session().get_one(Dealer, webhook.dealer_id))
    return _("all dealers")


def _sets_done(season: Season, ordinal: int, webhook: Webhook) -> int:
    query = select(func.count()).select_from(DaySet).join(Person, Person.id == DaySet.person_id)
    query = query.where(DaySet.season_id == season.id, DaySet.day == ordinal, DaySet.done_at.is_not(None))
    if webhook.dealer_id is not None:
        query = query.where(Person.dealer_id == webhook.dealer_id)
    if webhook.region_id is not None:
        query = query.join(Dealer, Dealer.id == Person.dealer_id).where(Dealer.region_id == webhook.region_id)
    return session().scalar(query) or 0


def _week_so_far(season: Season, ordinal: int, webhook: Webhook) -> tuple[int, int, int]:
    sums = func.count(), func.coalesce(func.sum(Standing.points), 0), func.coalesce(func.sum(Standing.mastered), 0)
    where: list[ColumnElement[bool]] = [Standing.season_id == season.id, Standing.period == week_of(season, ordinal)]
    if webhook.dealer_id is not None:
        where.append(Standing.dealer_id == webhook.dealer_id)
    if webhook.region_id is not None:
        where.append(Standing.region_id == webhook.region_id)
    people, points, mastered = session().execute(select(*sums).where(*where, Standing.points > 0)).one()
    return people, points, mastered
