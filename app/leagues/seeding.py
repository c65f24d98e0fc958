"""The demo's leagues: the weeks so far, made and closed as the job does it."""

from __future__ import annotations

from datetime import datetime

from app.leagues import jobs


def seed_demo(now: datetime) -> None:
    """Call it when the points of the demo are there."""
    jobs.turn(now)
