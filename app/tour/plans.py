"""The road of a season, and where a day stands on its calendar."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache

from app.seasons.models import Season
from app.seasons.queries import day_of
from quizzes.rules import tour
from quizzes.rules.tour import Plan


def plan_of(season: Season) -> Plan:
    """The season's legs on the route; a season that states none, or none that fit, has the route's own."""
    return _plan(json.dumps(season.legs))


@lru_cache(maxsize=16)
def _plan(legs: str) -> Plan:
    try:
        return tour.plan(tour.route(), json.loads(legs))
    except (ValueError, KeyError, TypeError):
        return tour.plan(tour.route())


def today_of(season: Season, now: datetime) -> date:
    """The calendar day in the season's time zone."""
    return date.fromordinal(day_of(season, now))
