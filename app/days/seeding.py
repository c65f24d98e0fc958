"""The demo's days: what people remember, and which sets they did in the last weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random

from sqlalchemy import insert, select

from app.days.models import DaySet
from app.duels.seeding import Played
from app.kit.database import session
from app.lessons.models import Mastery, Memory
from app.lessons.remembering import Place
from app.people.models import Person
from app.questions.models import Question
from app.seasons.queries import day_of, running
from quizzes.rules import spacing

SEED = 11
DAYS = 20
CAST_DAYS, BEHIND_CLOSED_DOORS = 16, (7, 10)  # a holiday and an outage: app/streaks/seeding.py
CAST_MISSED = {"DEMO-TECH": (3, 5), "DEMO-ORGANIZER": (1, 3, 5)}  # days ago: no freeze is left; what can be earned back
MISSED = 3  # questions that the first of the cast missed in a PK yesterday


def seed_demo(now: datetime, first: str = "DEMO-TECH") -> None:
    """Memories of all that is mastered, and sets of the last weeks; `first` has a streak that ends today."""
    season = running(now)
    if season is None:
        return
    today = day_of(season, now)
    hero = session().scalar(select(Person.id).filter_by(staff_number=first))
    _remember(hero, today)
    cast = {person_id: _missed(days, today) for person_id, days in _cast()}
    rng, rows = Random(SEED), []
    for person_id in session().scalars(select(Mastery.person_id).distinct().order_by(Mastery.person_id)).all():
        zeal = rng.random()
        for back in range(1, DAYS + 1):
            day = today - back
            done = _is_done(back, today, cast[person_id]) if person_id in cast else rng.random() < zeal
            if done and day >= season.first_day.toordinal():
                rows.append(_set(person_id, season.id, day, now - timedelta(days=back), rng))
    if rows:
        session().execute(insert(DaySet), rows)


def played() -> list[Played]:
    """The PKs of the sets that were done; what is remembered as missed in one was missed in the last."""
    missed: dict[int, list[int]] = {}
    wrong = select(Memory.person_id, Question.current_id).join(Question, Question.id == Memory.question_id)
    for person_id, version_id in session().execute(
        wrong.where(Memory.place == Place.PK.value, Question.current_id.is_not(None)).order_by(Memory.question_id)
    ):
        missed.setdefault(person_id, []).append(version_id or 0)
    rows = session().execute(
        select(DaySet.person_id, Person.post_id, DaySet.pk_done_at)
        .join(Person, Person.id == DaySet.person_id)
        .where(DaySet.pk_done_at.is_not(None))
        .order_by(DaySet.pk_done_at.desc(), DaySet.person_id)
    )
    return [Played(one, post, at, tuple(missed.pop(one, ()))) for one, post, at in rows if at]


def _cast() -> list[tuple[int, tuple[int, ...]]]:
    people = session().execute(select(Person.id, Person.staff_number).where(Person.staff_number.in_(CAST_MISSED)))
    return [(person_id, CAST_MISSED[number]) for person_id, number in people]


def cast_rests_on(today: int) -> int:
    """The weekday (Monday is 0) on which the cast rests: Sunday, but Saturday where the demo is made on a Sunday."""
    return 5 if (today - 1) % 7 == 6 else 6


def _rests(day: int, today: int) -> bool:
    return (day - 1) % 7 == cast_rests_on(today)


def _missed(days: tuple[int, ...], today: int) -> set[int]:
    """So many days ago; where they rested, the day before."""
    return {back + _rests(today - back, today) for back in days}


def _is_done(back: int, today: int, missed: set[int]) -> bool:
    rests = _rests(today - back, today) or back in BEHIND_CLOSED_DOORS
    return back <= CAST_DAYS and back not in missed and not rests


def _remember(hero: int | None, today: int) -> None:
    known = session().execute(
        select(Mastery.person_id, Mastery.question_id, Mastery.day)
        .where(Mastery.level > 0)
        .order_by(Mastery.person_id, Mastery.question_id)
    )
    rows, missed = [], 0
    for person_id, question_id, day in known:
        wrong = person_id == hero and missed < MISSED
        missed += wrong
        memory = _memory(not wrong, today - 1 if wrong else day or today)
        place = Place.PK if wrong else Place.CHECK
        row = {"person_id": person_id, "question_id": question_id, "place": place.value}
        rows.append(row | memory.__dict__)
    if rows:
        session().execute(insert(Memory), rows)


@cache
def _memory(right: bool, day: int) -> spacing.Memory:
    return spacing.answered(None, right, day)


def _set(person_id: int, season_id: int, day: int, at: datetime, rng: Random) -> dict[str, object]:
    return {
        "person_id": person_id,
        "season_id": season_id,
        "day": day,
        "worked_on": day,
        "made_up": False,
        "micro_class_id": None,
        "version_ids": [],
        "whys": [],
        "minutes": 10,
        "seed": rng.getrandbits(60),
        "review_done_at": at,
        "pk_done_at": at,
        "begun_at": at,
        "done_at": at,
    }
