"""What streaks do when facts are stated elsewhere."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from app.kit import clock
from app.kit.database import session
from app.people.events import PeopleMoved
from app.people.models import Dealer
from app.seasons.queries import day_of, running
from app.streaks import services


def keep_holidays(fact: PeopleMoved) -> None:
    """Who moves to another dealer keeps the holidays that the one before had until today."""
    people: dict[str, list[int]] = defaultdict(list)
    for code, person_id in fact.left:
        people[code].append(person_id)
    if not people:
        return
    now = clock.now()
    season = running(now)
    today = day_of(season, now) if season else clock.day_of(now)
    dealers = select(Dealer.id, Dealer.code).where(Dealer.code.in_(people)).order_by(Dealer.id)
    for dealer_id, code in session().execute(dealers).all():
        services.keep_holidays(people[code], dealer_id, today, now)
