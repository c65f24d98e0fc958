"""Counting the dealers' weeks every few minutes, and pairing dealers once a week. Twice does no harm."""

from __future__ import annotations

from datetime import datetime

from app.kit import clock
from app.kit.database import transaction
from app.seasons.queries import day_of, running, shown, week_of
from app.teams import counting, pairing


def count(now: datetime | None = None) -> None:
    """Close the weeks that are over, each in a transaction of its own, and count the week that is running."""
    now = now or clock.now()
    season = shown(now)
    if season is None:
        return
    for week in counting.open_weeks(season, now):
        with transaction():
            counting.close(season, week, now)
    if season == running(now):
        with transaction():
            counting.count(season, week_of(season, day_of(season, now)), now)


def pair(now: datetime | None = None) -> int:
    """Pair the dealers of the week that is running, if that was not done yet; how many pairs were made."""
    now = now or clock.now()
    season = running(now)
    if season is None:
        return 0
    with transaction():
        return pairing.pair(season, week_of(season, day_of(season, now)), now)
