"""The demo's badges: what its people have earned so far."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select

from app.badges import counts, services
from app.badges.models import BadgeAward
from app.kit.database import session
from app.people.models import Person
from app.seasons.queries import day_of, shown
from quizzes.rules.badges import BADGES, earned

CAST = "DEMO-"  # these are told of them


def seed_demo(now: datetime) -> None:
    """Award what the facts of the demo earn; call it when all of them are there."""
    season = shown(now)
    if season is None:
        return
    found, rows = counts.read(counts.Asked(season, now)), []
    earlier = now - timedelta(days=(day_of(season, now) - 1) % 7, hours=1)  # this week's Monday: as its notices say
    for person_id, number in session().execute(select(Person.id, Person.staff_number).order_by(Person.id)).all():
        badges = earned(found.get(person_id, {}), BADGES)
        if number.startswith(CAST):
            services.award(person_id, badges, season, earlier)
        else:
            same = {"person_id": person_id, "at": earlier}
            rows += [same | {"badge": one.key, "period": services.period_of(one, season)} for one in badges]
    if rows:
        session().execute(insert(BadgeAward), rows)
