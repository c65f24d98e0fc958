"""All that was answered to a question outside PKs, in order, and what PKs let people forget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_, select, union, update
from sqlalchemy.orm import InstrumentedAttribute

from app.days.models import DaySet, ReviewAnswer
from app.duels.keeping import may_hold
from app.duels.models import Duel, Status
from app.duels.sides import SIDES
from app.items import models as items
from app.items.amending import Amended, amend
from app.kit.database import Base, session
from app.kit.pairs import either_of
from app.lessons.models import Attempt, Check
from app.lessons.remembering import Place
from app.questions.models import QuestionVersion
from app.questions.queries import versions
from app.questions.rulings import Ruling, Rulings, is_correct
from quizzes.rules import duel as rules

Key = tuple[InstrumentedAttribute[int], InstrumentedAttribute[int]]


@dataclass(frozen=True)
class Given:
    """An answer as it is kept. `of`: the check or the daily set. `practice`: it moves no mastery."""

    person_id: int
    place: Place
    of: int
    position: int
    version_id: int
    response: Any
    correct: bool
    practice: bool
    at: datetime


def version_ids(question_id: int) -> list[int]:
    """All versions of the question."""
    return list(session().scalars(select(QuestionVersion.id).filter_by(question_id=question_id).order_by("id")))


def people(ids: Collection[int], after: int, most: int) -> list[int]:
    """Who has answered one of these versions in a check or a review: the next ones by id."""
    checks = select(Check.person_id).join(Attempt, Attempt.check_id == Check.id)
    reviews = select(DaySet.person_id).join(ReviewAnswer, ReviewAnswer.day_set_id == DaySet.id)
    both = union(
        checks.where(Attempt.question_version_id.in_(ids), Check.person_id > after),
        reviews.where(ReviewAnswer.question_version_id.in_(ids), DaySet.person_id > after),
    ).subquery()
    return list(session().scalars(select(both.c[0]).order_by(both.c[0]).limit(most)))


def of_people(ids: Collection[int], person_ids: Collection[int]) -> dict[int, list[Given]]:
    """What these people have answered to these versions, in the order of time."""
    found: dict[int, list[Given]] = {person_id: [] for person_id in person_ids}
    rows = [*session().execute(_attempts(ids, person_ids)), *session().execute(_reviews(ids, person_ids))]
    for person_id, *rest in sorted(rows, key=lambda row: (row.at, row.of, row.position)):
        place = Place.CHECK if len(rest) == 6 else Place.REVIEW
        of, position, version_id, response, correct, at, *practice = rest
        found[person_id].append(
            Given(person_id, place, of, position, version_id, response, correct, bool(practice and practice[0]), at)
        )
    return found


def _attempts(ids: Collection[int], person_ids: Collection[int]) -> Select[Any]:
    one = Attempt
    columns = (one.check_id.label("of"), one.position, one.question_version_id, one.response, one.correct, one.at)
    query = select(Check.person_id, *columns).join(one, one.check_id == Check.id)
    return query.where(one.question_version_id.in_(ids), Check.person_id.in_(person_ids))


def _reviews(ids: Collection[int], person_ids: Collection[int]) -> Select[Any]:
    one = ReviewAnswer
    columns = (one.day_set_id.label("of"), one.position, one.question_version_id, one.response, one.correct, one.at)
    query = select(DaySet.person_id, *columns, one.practice).join(one, one.day_set_id == DaySet.id)
    return query.where(one.question_version_id.in_(ids), DaySet.person_id.in_(person_ids))


def grade_again(grades: Collection[tuple[Given, bool]]) -> None:
    """From now on these answers were right, or were not."""
    checks = [(one, correct) for one, correct in grades if one.place is Place.CHECK]
    reviews = [(one, correct) for one, correct in grades if one.place is not Place.CHECK]
    for correct in (True, False):
        _grade(Attempt, (Attempt.check_id, Attempt.position), checks, correct)
        _grade(ReviewAnswer, (ReviewAnswer.day_set_id, ReviewAnswer.position), reviews, correct)
    amend(Amended(items.Place.CLASS, one.of, one.position, one.version_id, right) for one, right in checks)


def _grade(kept: type[Base], key: Key, grades: Collection[tuple[Given, bool]], correct: bool) -> None:
    keys = [(one.of, one.position) for one, right in grades if right is correct]
    if keys:
        statement = update(kept).where(either_of(*key, keys)).values(correct=correct)
        session().execute(statement, execution_options={"synchronize_session": False})


def asks(ids: Collection[int]) -> ColumnElement[bool]:
    """PKs that may ask one of these versions: some that ask others are found as well."""
    return or_(*(may_hold(Duel.version_ids.expression, one) for one in ids))


def missed_in_pks(person_ids: Collection[int], ids: Sequence[int], ruled: Rulings) -> dict[int, list[datetime]]:
    """When each of these people did not know one of these versions in a PK, by what holds of it."""
    rows: list[Any] = []
    for side in SIDES:
        theirs = select(side.person_id, Duel.finished_at, Duel.version_ids, Duel.state, literal(side.number))
        query = theirs.where(side.person_id.in_(person_ids), asks(ids), Duel.status == Status.FINISHED)
        rows += session().execute(query).all()
    found: dict[int, list[datetime]] = {}
    for person_id, at, asked, kept, side in sorted(rows, key=lambda row: row[1]):
        state = None
        for index, version_id in enumerate(asked):
            if version_id in ids and at is not None:
                state = state or rules.from_json(kept)
                if _missed(state, side, index, version_id, ruled.get(version_id)):
                    found.setdefault(person_id, []).append(at)
    return found


def _missed(state: rules.State, side: int, index: int, version_id: int, ruling: Ruling | None) -> bool:
    seat = state.seats[side]
    given = seat.answers[index] if index < len(seat.answers) else None
    if given is None or (ruling is not None and ruling.is_withdrawn):
        return False
    (asked,) = versions([version_id])
    was_shown = given.response is not None or (seat.kind is rules.Kind.HUMAN and index < state.opened)
    return was_shown and not is_correct(asked.content, given.response, ruling)
