"""The season of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from app.kit.database import transaction
from app.seasons.models import Season, Stage
from quizzes.formats.route import route
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonplan import Status, begins, instant, proposed_stages

DAYS = 184  # May to October
WEEKS_BEHIND = 3
ZONE = "Asia/Shanghai"


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
    last_day = first_day + timedelta(days=DAYS - 1)
    return Season(
        key="demo",
        name_en="Beijing to Munich 2026",
        name_zh="从北京到慕尼黑 2026",
        first_day=first_day,
        last_day=last_day,
        time_zone=ZONE,
        rules=PointsRules().to_json(),
        status=Status.RUNNING.value,
        audience={},
        legs=[{"section": section, "until": until, "opens_on": None} for section, until in route().legs],
        stages=_stages(first_day, last_day),
    )


def _stages(first_day: date, last_day: date) -> list[Stage]:
    """The online tour has opened with the season; the regional round and the national final lie ahead."""
    return [
        Stage(
            position=place,
            kind=plan.kind,
            name_en=plan.name.en,
            name_zh=plan.name.zh,
            opens_at=instant(plan.opens, ZONE),
            closes_at=instant(plan.closes, ZONE),
            opened_at=begins(first_day, ZONE) if place == 0 else None,
        )
        for place, plan in enumerate(proposed_stages(first_day, last_day, ZONE))
    ]
