"""Who was away in a week: on leave, while the dealer was closed, or because the service was down."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import or_, select, union_all

from app.kit.database import session
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import days_of_week
from app.streaks.models import Holiday, Leave, Outage

ENOUGH = 4  # days of the week


def excused(season: Season, week: int) -> frozenset[int]:
    """The people who were away on four days of the week or more, whatever they did on the others.

    A day on which the service was down excuses everybody: it took hours from some and none from others.
    """
    first, last = (day.toordinal() for day in days_of_week(season, week))
    if session().scalar(select(Outage.id).where(Outage.first_day <= last, Outage.last_day >= first).limit(1)):
        return frozenset(session().scalars(select(Person.id)))
    leave = select(Leave.person_id, Leave.first_day, Leave.last_day)
    its_people = or_(Holiday.dealer_id == Person.dealer_id, Holiday.dealer_id.is_(None))  # without a dealer: of all
    closed = select(Person.id, Holiday.first_day, Holiday.last_day).join(Person, its_people)
    away: dict[int, set[int]] = defaultdict(set)
    spans = union_all(
        leave.where(Leave.first_day <= last, Leave.last_day >= first),
        closed.where(Holiday.first_day <= last, Holiday.last_day >= first),
    )
    for person_id, from_day, to_day in session().execute(spans):
        away[person_id].update(range(max(first, from_day), min(last, to_day) + 1))
    return frozenset(person_id for person_id, days in away.items() if len(days) >= ENOUGH)
