"""A PK read without the ORM, for what looks at it or moves it on by a step: most of what PKs ask is that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from sqlalchemy import bindparam, select

from app.duels.models import Duel, DuelSeat
from app.kit.database import session

duels, seats = Duel.__table__, DuelSeat.__table__
OF_A_DUEL, OF_A_SEAT = duels.columns.keys(), seats.columns.keys()
OF_ID = (  # built once: every request of a PK runs it
    select(*duels.columns, *(column.label(f"seat_{column.key}") for column in seats.columns))
    .join(seats, seats.c.duel_id == duels.c.id)
    .where(duels.c.id == bindparam("duel_id"))
    .order_by(seats.c.side)
)


class Glance(SimpleNamespace):
    """A Duel to whoever reads it. What is set here is stored nowhere."""


def of_id(duel_id: int) -> Duel | None:
    """The duel with its seats, as it stands in the database now."""
    rows = session().execute(OF_ID, {"duel_id": duel_id}).all()
    if not rows:
        return None
    found = Glance(**dict(zip(OF_A_DUEL, rows[0], strict=False)))
    found.seats = [SimpleNamespace(**dict(zip(OF_A_SEAT, row[len(OF_A_DUEL) :], strict=True))) for row in rows]
    return cast("Duel", found)
