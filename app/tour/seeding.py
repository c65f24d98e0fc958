"""The demo's journeys: where people are after what they have mastered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.kit.database import session
from app.people.models import Person
from app.seasons.queries import running
from app.tour import services
from app.tour.models import Journey


def seed_demo(now: datetime, arriving: str = "DEMO-TECH") -> None:
    """Set everybody off by what they know; this person's last arrival was not shown yet."""
    season = running(now)
    if season is None:
        return
    services.begin(season, now)
    one = session().scalar(
        select(Journey)
        .join(Person, Person.id == Journey.person_id)
        .where(Journey.season_id == season.id, Person.staff_number == arriving)
    )
    if one is not None:
        one.greeted = max(0, one.stops - 1)
