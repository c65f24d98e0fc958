"""Setting the milestones of large boards every few minutes. Twice does no harm."""

from __future__ import annotations

from datetime import datetime

from app.kit import clock
from app.leaderboards import walking
from app.seasons.queries import shown


def walk(now: datetime | None = None) -> int:
    """Walk the boards of the season that pages show, when it is time to; how many milestones were set."""
    now = now or clock.now()
    season = shown(now)
    return walking.walk(season, now) if season is not None and walking.is_due(season, now) else 0
