"""A PK read without the ORM, for what looks at it or moves it on by a step: most of what PKs ask is that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import and_, bindparam, select

from app.duels.models import Duel, DuelSeat
from app.kit.database import session
from quizzes.rules import duel as rules

duels = Duel.__table__
first, second = (DuelSeat.__table__.alias(name) for name in ("first", "second"))
OF_A_DUEL, OF_A_SEAT = duels.columns.keys(), first.columns.keys()
SEATS_FROM = len(OF_A_DUEL), len(OF_A_DUEL) + len(OF_A_SEAT)
OF_ID = (  # built once: every request of a PK runs it
    select(
        *duels.columns,
        *(column.label(f"{seat.name}_{column.key}") for seat in (first, second) for column in seat.columns),
    )
    .join(first, and_(first.c.duel_id == duels.c.id, first.c.side == 0))
    .join(second, and_(second.c.duel_id == duels.c.id, second.c.side == 1))
    .where(duels.c.id == bindparam("duel_id"))
)


class Glance(SimpleNamespace):
    """A Duel to whoever reads it. What is set here is stored nowhere."""


def of_id(duel_id: int) -> Duel | None:
    """The duel with its seats, as it stands in the database now."""
    row = session().execute(OF_ID, {"duel_id": duel_id}).first()
    if row is None:
        return None
    found = Glance(**dict(zip(OF_A_DUEL, row, strict=False)))
    found.seats = [SimpleNamespace(**dict(zip(OF_A_SEAT, row[start:], strict=False))) for start in SEATS_FROM]
    return cast("Duel", found)


def state_of(duel: Duel) -> rules.State:
    """The state of a duel, or of one that was read here: taken apart once, however many ask."""
    known: tuple[dict[str, Any], rules.State] | None = duel.__dict__.get("taken_apart")
    if known is None or known[0] is not duel.state:
        return keep_apart(duel, rules.from_json(duel.state))
    return known[1]


def keep_apart(duel: Duel, state: rules.State) -> rules.State:
    """Note that this is what the duel's `state` stands for."""
    duel.__dict__["taken_apart"] = (duel.state, state)
    return state
