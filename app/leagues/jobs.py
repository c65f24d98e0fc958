"""Turning the week of the leagues. Twice does no harm, and what was missed is made up once."""

from __future__ import annotations

from datetime import datetime

from app.kit import clock
from app.kit.database import transaction
from app.leagues import closing, excuses, forming, queries
from app.seasons.queries import day_of, running, week_of


def turn(now: datetime | None = None) -> int:
    """Close the weeks that are over, make the groups of the running one, and seat who came late.

    Each step is a transaction of its own and is done once; after a break the weeks that were missed are made and
    closed in their order, and only the last of them is news. Nothing moves in a season that does not run.
    How many weeks were closed.
    """
    now = now or clock.now()
    season = running(now)
    if season is None:
        return 0
    closed = 0
    this_week = week_of(season, day_of(season, now))
    for week in range(max(1, queries.last_week(season)), this_week + 1):
        with transaction():
            forming.make(season, week, now)
        with transaction():
            forming.seat_latecomers(season, week)
        if week < this_week:
            with transaction():
                excused = excuses.excused(season, week)
                closed += closing.close(season, week, now, excused, news=week == this_week - 1)
    return closed
