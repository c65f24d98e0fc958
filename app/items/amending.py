"""Answers that were read and are graded otherwise since, because their question was found wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Update, update

from app.items.gathering import BEGINNING
from app.items.models import ItemAnswer, ItemStatistics, Place
from app.kit.database import session
from app.kit.pairs import either_of


@dataclass(frozen=True)
class Amended:
    """An answer by where it was given, and whether it is right now."""

    place: Place
    source_id: int
    slot: int
    version_id: int
    right: bool


def amend(answers: Iterable[Amended]) -> None:
    """Count these answers as they are graded now. What was not read yet will be read so."""
    some = sorted(answers, key=_grade)
    for (place, right), alike in groupby(some, key=_grade):
        which = either_of(ItemAnswer.source_id, ItemAnswer.slot, [(one.source_id, one.slot) for one in alike])
        _update(update(ItemAnswer).where(ItemAnswer.place == place, which).values(right=right))
    old = {"stale": True, "reckoned_at": BEGINNING[0]}  # what is reckoned at night is older than this
    keys = sorted({(one.version_id, one.place.value) for one in some})
    if keys:
        _update(
            update(ItemStatistics)
            .where(either_of(ItemStatistics.question_version_id, ItemStatistics.place, keys))
            .values(old)
        )


def _grade(one: Amended) -> tuple[str, bool]:
    return one.place.value, one.right


def _update(statement: Update) -> None:
    session().execute(statement, execution_options={"synchronize_session": False})
