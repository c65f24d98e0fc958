"""PKs by who plays them, on whichever side: each side has an index of its own, and so a query of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    SmallInteger,
    Subquery,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)

from app.duels.models import OUTCOMES, Duel
from app.duels.seating import of_side


class Side:
    """The columns of one side. `other_id`: who sits on the other one, or whose recorded PK does."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.person_id, self.score = (_column(number, name) for name in ("person_id", "score"))
        self.their_score = _column(1 - number, "score")
        self.other_id: ColumnElement[Any] = Duel.first_person_id.expression
        self.outcome: ColumnElement[Any] = type_coerce(-type_coerce(Duel.outcome, SmallInteger), OUTCOMES)
        if number == 0:
            self.other_id = func.coalesce(Duel.second_person_id, Duel.ghost_of_id)
            self.outcome = Duel.outcome.expression


def _column(number: int, name: str) -> Any:
    return getattr(Duel, of_side(number, name))


SIDES = (Side(0), Side(1))
PERSON: BindParameter[int] = bindparam("person_id", type_=Integer)
MOST: BindParameter[int] = bindparam("most", type_=Integer)


def plays(person_id: int | ColumnElement[Any] | BindParameter[int]) -> ColumnElement[bool]:
    """Whether the person sits on one of the sides. Each is looked for by its index; in no order."""
    return or_(*(side.person_id == person_id for side in SIDES))


def newest(of: Callable[[Side], Select[*tuple[Any, ...]]]) -> Subquery:
    """The newest PKs of a person, on whichever side, those first; parameters: person_id, most.

    `of` selects `Duel.id` and what else is wanted by the names that columns have there, for one side. As two queries
    each finds its place in its index and stops after `most`; one for both would read all that the person ever played.
    """
    each = (of(side).where(side.person_id == PERSON).order_by(Duel.id.desc()).limit(MOST) for side in SIDES)
    return union_all(*(select(one.subquery()) for one in each)).subquery()
