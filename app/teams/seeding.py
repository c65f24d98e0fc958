"""The demo's weeks of the dealers, their pairs, and some kudos."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select

from app.days.models import DaySet
from app.kit.database import session
from app.lessons.models import Progress
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import day_of, running, week_of
from app.teams import counting, pairing, services
from app.teams.models import Kudos, Moment

CHEERED = ("DEMO-TECH", "DEMO-ORGANIZER")
EACH = 3


def seed_demo(now: datetime) -> None:
    """Pair and count every week so far, and let colleagues cheer what two of the cast did last."""
    season = running(now)
    if season is None:
        return
    _remember()
    for week in range(1, week_of(season, day_of(season, now)) + 1):
        pairing.pair(season, week, now)
        counting.count(season, week, now)
        counting.close(season, week, now)
    _cheer(season, now)


def _remember() -> None:
    """The last class that each has completed, and the last day's set."""
    rows = {}
    classes = select(Progress.person_id, Progress.micro_class_id, Progress.completed_at)
    for person_id, key, at in session().execute(
        classes.where(Progress.completed_at.is_not(None)).order_by(Progress.completed_at)
    ):
        rows[person_id, "class"] = {"person_id": person_id, "kind": "class", "key": str(key), "at": at}
    days = select(DaySet.person_id, DaySet.day, DaySet.done_at)
    for person_id, key, at in session().execute(days.where(DaySet.done_at.is_not(None)).order_by(DaySet.day)):
        rows[person_id, "day"] = {"person_id": person_id, "kind": "day", "key": str(key), "at": at}
    if rows:
        session().execute(insert(Moment), list(rows.values()))


def _cheer(season: Season, now: datetime) -> None:
    mine = select(Moment, Person).join(Person, Person.id == Moment.person_id).where(Person.staff_number.in_(CHEERED))
    for moment, person in session().execute(mine.order_by(Moment.at.desc())).all():
        colleagues = session().scalars(
            select(Person.id)
            .filter_by(dealer_id=person.dealer_id, active=True)
            .where(Person.id != person.id)
            .limit(EACH)
        )
        for number, from_id in enumerate(colleagues):
            session().add(_kudos(season, from_id, moment, number, now - timedelta(minutes=20 * number)))
    session().flush()


def _kudos(season: Season, from_id: int, moment: Moment, number: int, at: datetime) -> Kudos:
    return Kudos(
        season_id=season.id,
        from_person_id=from_id,
        to_person_id=moment.person_id,
        for_what=services.for_what(moment),
        cheer=services.CHEERS[number % len(services.CHEERS)],
        day=day_of(season, at),
        at=at,
    )
