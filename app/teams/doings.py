"""Who took part in a week, of those whom the season is for: who mastered a question or completed a day's set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Subquery, case, func, literal, select, union_all

from app.days.models import DaySet
from app.kit.database import session
from app.people.models import Person
from app.points.models import Standing
from app.seasons.audience import members
from app.seasons.models import Season
from app.seasons.queries import days_of_week

MADE_UP_WITHIN = 31  # days: an older set is not made up any more


class Done(NamedTuple):
    """What a dealer's active people did in a week; `mastered` counts at most so many of each person."""

    dealer_id: int
    people: int
    taking_part: int
    mastered: int


class Mine(NamedTuple):
    """What one person did in a week."""

    takes_part: bool
    mastered: int


def by_dealer(season: Season, week: int, most: int) -> Sequence[Done]:
    """The week of every dealer that has active people: one statement over the week's rows."""
    done = _done(season, week)
    counted = case((done.c.mastered > most, most), else_=done.c.mastered)
    query = (
        select(
            Person.dealer_id, func.count(Person.id), func.count(done.c.person_id), func.sum(func.coalesce(counted, 0))
        )
        .outerjoin(done, done.c.person_id == Person.id)
        .where(*members(season))
        .group_by(Person.dealer_id)
    )
    return [Done(*(int(number) for number in row)) for row in session().execute(query.order_by(Person.dealer_id))]


def people(season: Season, week: int) -> Select[int, int]:
    """The active people who took part, with their dealers."""
    done = _done(season, week)
    return select(Person.id, Person.dealer_id).join(done, done.c.person_id == Person.id).where(*members(season))


def mine(person: Person, season: Season, week: int) -> Mine:
    """Whether this person takes part, and what is newly mastered."""
    done = _done(season, week, person.id)
    mastered = session().scalar(select(done.c.mastered))
    return Mine(mastered is not None, mastered or 0)


def _done(season: Season, week: int, person_id: int | None = None) -> Subquery:
    """Rows of (person_id, mastered): one for each who took part. A set that was made up counts where it was done."""
    first, last = (day.toordinal() for day in days_of_week(season, week))
    mastered = select(Standing.person_id, Standing.mastered).where(
        Standing.season_id == season.id, Standing.period == week, Standing.mastered > 0, *_of(Standing, person_id)
    )
    days = select(DaySet.person_id, literal(0, Integer).label("mastered")).where(
        DaySet.season_id == season.id,
        DaySet.day.between(first - MADE_UP_WITHIN, last),
        DaySet.worked_on.between(first, last),
        DaySet.done_at.is_not(None),
        *_of(DaySet, person_id),
    )
    both = union_all(mastered, days).subquery()
    query = select(both.c.person_id, func.max(both.c.mastered).label("mastered")).group_by(both.c.person_id)
    return query.subquery()


def _of(model: Any, person_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if person_id is None else (model.person_id == person_id,)
