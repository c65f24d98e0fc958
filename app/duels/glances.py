"""A PK read without the ORM, for what looks at it or moves it on by a step: most of what PKs ask is that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import bindparam, select

from app.duels.models import Duel
from app.duels.seating import Seat
from app.kit.database import session
from quizzes.rules import duel as rules

duels = Duel.__table__
COLUMNS = duels.columns.keys()
OF_ID = select(duels).where(duels.c.id == bindparam("duel_id"))  # built once: every request of a PK runs it


class Glance(SimpleNamespace):
    """A Duel to whoever reads it. What is set here is stored nowhere."""


def of_id(duel_id: int) -> Duel | None:
    """The duel as it stands in the database now."""
    row = session().execute(OF_ID, {"duel_id": duel_id}).first()
    if row is None:
        return None
    found = cast("Duel", Glance(**dict(zip(COLUMNS, row, strict=True))))
    found.__dict__["seats"] = (Seat(found, 0), Seat(found, 1))
    return found


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
