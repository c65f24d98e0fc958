"""The demo's badges: what its people have earned so far."""

from __future__ import annotations

from datetime import datetime

from app.badges import jobs


def seed_demo(now: datetime) -> None:
    """Award what the facts of the demo earn; call it when all of them are there."""
    jobs.renew(now)
