"""The demo's calendars: shifts of many, leave of one, a holiday of a dealer, a day on which the service was down."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import insert, select

from app.days.seeding import cast_rests_on
from app.kit.database import session
from app.people.models import Person
from app.seasons.queries import day_of, running
from app.streaks.models import Holiday, Leave, Outage, RestDay, RestPattern

SEED = 23
SUNDAY = 64
SHIFTS = (SUNDAY, SUNDAY, 2, 4, 8)  # six days a week are usual; the free one takes turns


def seed_demo(now: datetime, first: str = "DEMO-TECH", by: str = "DEMO-ORGANIZER") -> None:
    """The two rest one day a week, `first` has leave to come; every second one of the others too."""
    season = running(now)
    people = dict(session().execute(select(Person.staff_number, Person.id).order_by(Person.id)).all())
    if season is None or first not in people or by not in people:
        return
    today, begins = day_of(season, now), season.first_day.toordinal()
    hero = session().get_one(Person, people[first])
    who = {"by_id": people[by], "entered_at": now}
    session().add_all(
        [
            RestDay(person_id=hero.id, day=today + 3),
            Leave(person_id=hero.id, first_day=today + 12, last_day=today + 16, entered_at=now),
            Holiday(dealer_id=hero.dealer_id, first_day=today - 7, last_day=today - 7, name="店庆 Dealer's day", **who),
            Outage(first_day=today - 10, last_day=today - 10, why="机房断电 Power cut", **who),
        ]
    )
    rng = Random(SEED)
    shifts = {person_id: rng.choice(SHIFTS) for person_id in people.values() if rng.random() < 0.5}
    shifts[hero.id] = shifts[people[by]] = 1 << cast_rests_on(today)
    rows = [{"person_id": one, "from_day": begins, "weekdays": weekdays} for one, weekdays in shifts.items()]
    session().execute(insert(RestPattern), rows)
