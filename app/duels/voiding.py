"""Taking PKs out of what counts, and back in. Nothing is deleted: their people still see how they played.

Callers open the transaction; points follow from the fact, ratings are reckoned again from the PKs that count.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.duels.events import CountingChanged
from app.duels.models import Duel, Status
from app.duels.sides import plays
from app.kit.database import session
from app.kit.events import publish

AT_ONCE = 10_000  # ids in one statement


@dataclass(frozen=True)
class Finish:
    """A PK that is over and not friendly. `person_ids`: who played it."""

    duel_id: int
    at: datetime
    voided: bool
    person_ids: tuple[int, ...]


def finishes(person_id: int) -> list[Finish]:
    """The PKs of a person that moved points, in the order of their ids."""
    query = select(Duel).where(plays(person_id), Duel.status == Status.FINISHED, Duel.friendly.is_(False))
    found = session().scalars(query.order_by(Duel.id).execution_options(populate_existing=True))
    return [
        Finish(
            duel.id,
            duel.finished_at,
            duel.voided_at is not None,
            tuple(seat.person_id for seat in duel.seats if seat.person_id is not None),
        )
        for duel in found
        if duel.finished_at is not None
    ]


def voided_among(duel_ids: Collection[int]) -> set[int]:
    """Of these PKs those that count no more."""
    query = select(Duel.id).where(Duel.id.in_(duel_ids), Duel.voided_at.is_not(None))
    return set(session().scalars(query))


def void(duel_ids: Collection[int], now: datetime) -> None:
    """These PKs count no more."""
    _set(duel_ids, now, now)


def unvoid(duel_ids: Collection[int], now: datetime) -> None:
    """These PKs count again."""
    _set(duel_ids, None, now)


def _set(duel_ids: Collection[int], voided_at: datetime | None, now: datetime) -> None:
    ids = sorted(duel_ids)
    for start in range(0, len(ids), AT_ONCE):
        session().execute(
            update(Duel).where(Duel.id.in_(ids[start : start + AT_ONCE])).values(voided_at=voided_at),
            execution_options={"synchronize_session": False},
        )
    if ids:
        publish(CountingChanged(tuple(ids), now))
