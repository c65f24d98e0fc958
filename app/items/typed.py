"""What was typed into questions lately, read for one page of a trainer; nobody's name goes with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.duels.models import Duel
from app.items.models import ItemAnswer, Place
from app.kit.database import session
from app.lessons.models import Attempt
from quizzes.rules import duel as rules

LATEST = 300


def responses(version_id: int, place: str) -> list[Any]:
    """The latest first answers to a version, up to 300, the youngest first; None where there was none in time."""
    query = (
        select(ItemAnswer.source_id, ItemAnswer.slot)
        .where(ItemAnswer.question_version_id == version_id, ItemAnswer.place == place, ItemAnswer.first)
        .order_by(ItemAnswer.at.desc(), ItemAnswer.source_id.desc(), ItemAnswer.slot)
        .limit(LATEST)
    )
    found = [(source_id, slot) for source_id, slot in session().execute(query)]
    return READERS[place](found)


def _of_checks(found: list[tuple[int, int]]) -> list[Any]:
    query = select(Attempt.check_id, Attempt.position, Attempt.response)
    rows = session().execute(query.where(Attempt.check_id.in_({source_id for source_id, _slot in found})))
    kept = {(check_id, position): response for check_id, position, response in rows}
    return [kept.get(one) for one in found]


def _of_pks(found: list[tuple[int, int]]) -> list[Any]:
    query = select(Duel.id, Duel.state).where(Duel.id.in_({source_id for source_id, _slot in found}))
    states = {duel_id: rules.from_json(state) for duel_id, state in session().execute(query)}
    return [_given(states.get(source_id), slot) for source_id, slot in found]


def _given(state: rules.State | None, slot: int) -> Any:
    """A slot is twice the question's index, and the side."""
    given = state.seats[slot % 2].answers[slot // 2] if state is not None else None
    return given.response if given is not None else None


READERS = {Place.CLASS.value: _of_checks, Place.PK.value: _of_pks}
