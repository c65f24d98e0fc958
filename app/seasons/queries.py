"""Which season it is, and which of its days and weeks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from app.kit.database import session
from app.seasons.models import Season
from quizzes.rules.points import PointsRules

WIDEST = timedelta(days=1)  # no calendar is further than a day from UTC's
NEAR = (
    select(Season)
    .where(Season.first_day <= bindparam("latest"), Season.last_day >= bindparam("earliest"))
    .order_by(Season.first_day.desc(), Season.id.desc())
)


def running(now: datetime) -> Season | None:
    """The season whose days include today, in its own time zone. Of several the one that began last."""
    today = now.date()
    near = session().scalars(NEAR, {"latest": today + WIDEST, "earliest": today - WIDEST})
    return next((season for season in near if is_running(season, now)), None)


def shown(now: datetime) -> Season | None:
    """The season that pages talk about: the running one, else the one that ended last."""
    return running(now) or session().scalar(
        select(Season)
        .where(Season.last_day <= now.date() + WIDEST, Season.first_day <= now.date())
        .order_by(Season.last_day.desc(), Season.id.desc())
        .limit(1)
    )


def is_running(season: Season, now: datetime) -> bool:
    return season.first_day.toordinal() <= day_of(season, now) <= season.last_day.toordinal()


def has_ended(season: Season, now: datetime) -> bool:
    return day_of(season, now) > season.last_day.toordinal()


def day_of(season: Season, now: datetime) -> int:
    """The ordinal of the calendar day that it is in the season's time zone."""
    return now.astimezone(ZoneInfo(season.time_zone)).date().toordinal()


def week_of(season: Season, day: int) -> int:
    """The number of the week of `day`: 1 contains the first day, and a week begins on Monday."""
    return (day - 1) // 7 - (season.first_day.toordinal() - 1) // 7 + 1


def days_of_week(season: Season, week: int) -> tuple[date, date]:
    """The first and last day of that week which belong to the season."""
    monday = date.fromordinal(((season.first_day.toordinal() - 1) // 7 + week - 1) * 7 + 1)
    return max(monday, season.first_day), min(monday + timedelta(days=6), season.last_day)


def rules_of(season: Season) -> PointsRules:
    """What the season pays."""
    return PointsRules.from_json(season.rules)
