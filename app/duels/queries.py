"""Looking at duels. Somebody else's is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.duels.models import Duel, DuelSeat, Status
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person

PAGE = 20


@dataclass(frozen=True)
class Line:
    """A finished duel as one of its people sees it in a list."""

    duel_id: int
    level: int | None
    outcome: str
    score: int
    their_score: int
    at: datetime


@dataclass(frozen=True)
class Page:
    """Some lines of a long list, the newest first; `older` is where the next page begins."""

    lines: Sequence[Line]
    older: int | None


def duel(duel_id: int, person: Person) -> Duel:
    """One of the person's own duels, as it stands in the database now. Raises NotFound."""
    query = select(Duel).where(Duel.id == duel_id).execution_options(populate_existing=True)
    found = session().scalars(query).unique().one_or_none()
    if found is None or side_of(found, person) is None:
        raise NotFound
    return found


def side_of(duel: Duel, person: Person) -> int | None:
    """Which side the person plays, if any."""
    return next((seat.side for seat in duel.seats if seat.person_id == person.id), None)


def running(person: Person) -> Duel | None:
    """The duel that the person has not finished. There is one at most."""
    return session().scalars(_of(person).where(Duel.status == Status.RUNNING).limit(1)).unique().first()


def last(person: Person, count: int) -> Sequence[Duel]:
    """The person's youngest duels, the youngest first."""
    return session().scalars(_of(person).limit(count)).unique().all()


def history(person: Person, before: int | None = None, count: int = PAGE) -> Page:
    """The person's finished duels, the newest first; those older than the duel `before`."""
    mine, theirs = aliased(DuelSeat), aliased(DuelSeat)
    query = (
        select(Duel.id, Duel.level, mine.outcome, mine.score, theirs.score, Duel.finished_at)
        .join(mine, mine.duel_id == Duel.id)
        .join(theirs, (theirs.duel_id == Duel.id) & (theirs.side != mine.side))
        .where(mine.person_id == person.id, Duel.status == Status.FINISHED)
        .order_by(Duel.id.desc())
        .limit(count + 1)
    )
    if before is not None:
        query = query.where(Duel.id < before)
    lines = [
        Line(duel_id, level, outcome or "drawn", mine_score or 0, their_score or 0, at)
        for duel_id, level, outcome, mine_score, their_score, at in session().execute(query)
        if at is not None
    ]
    return Page(lines[:count], lines[count - 1].duel_id if len(lines) > count else None)


def untouched(since: datetime, count: int) -> Sequence[int]:
    """Running duels in which nobody did anything since then: the oldest first."""
    query = select(Duel.id).where(Duel.status == Status.RUNNING, Duel.touched_at < since)
    return session().scalars(query.order_by(Duel.touched_at, Duel.id).limit(count)).all()


def _of(person: Person) -> Select[Duel]:
    mine = aliased(DuelSeat)
    query = select(Duel).join(mine, mine.duel_id == Duel.id)
    return query.where(mine.person_id == person.id).order_by(mine.duel_id.desc())
