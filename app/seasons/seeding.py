"""The season of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app.kit.database import transaction
from app.seasons.models import Season
from quizzes.rules.points import PointsRules

DAYS = 184  # May to October
WEEKS_BEHIND = 3


def seed_demo_season(today: date) -> Season:
    """A season of six months that is in its fourth week today; none is added where there is one already."""
    with transaction() as here:
        known = here.scalar(select(Season).order_by(Season.id).limit(1))
        if known is not None:
            return known
        season = _demo_season(today)
        here.add(season)
        here.flush()
        return season


def _demo_season(today: date) -> Season:
    first_day = today - timedelta(days=today.weekday() + 7 * WEEKS_BEHIND)
    return Season(
        key="demo",
        name_en="Beijing to Munich 2026",
        name_zh="从北京到慕尼黑 2026",
        first_day=first_day,
        last_day=first_day + timedelta(days=DAYS - 1),
        time_zone="Asia/Shanghai",
        rules=PointsRules().to_json(),
    )
