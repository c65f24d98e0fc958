"""All ratings reckoned again from the PKs that count: to compare, or to make them anew after a decision.

Family by family. The long part is reckoned while PKs go on; under the lock only what was rated meanwhile is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, text
from sqlalchemy.orm import aliased

from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel, DuelSeat, RatingChange, Status
from app.duels.models import Rating as Kept
from app.duels.ratings import after_pk, counts
from app.kit.database import engine, session, transaction
from app.people.models import Post
from quizzes.rules.rating import Rating

LOGGED = select(func.min(RatingChange.id)).where(RatingChange.duel_id == Duel.id).scalar_subquery()
ON_THEIR_WAY = 10_000  # changes that had their number but were not committed yet when we began to read


@dataclass(frozen=True)
class Difference:
    """A kept rating that is not what the PKs make of it."""

    person_id: int
    family: str
    kept: Rating
    due: Rating


class Reckoning:
    """The ratings of a family as its PKs make them, one after the other, and the log of how where that is asked for."""

    def __init__(self, family: str, *, logs: bool) -> None:
        self.family, self._logs = family, logs
        self.ratings: dict[int, Rating] = {}
        self.log: list[dict[str, Any]] = []
        self._seen: set[int] = set()

    def add(self, facts: Iterable[DuelFinished]) -> None:
        for fact in facts:
            if fact.duel_id not in self._seen and counts(fact):
                self._seen.add(fact.duel_id)
                self._rate(fact)

    def _rate(self, fact: DuelFinished) -> None:
        ids = [seat.person_id for seat in fact.seats if seat.person_id is not None]
        before = {(one, self.family): self.ratings.get(one, Rating()) for one in ids}
        for (person_id, _family), new in sorted(after_pk(fact, before).items()):
            self.ratings[person_id] = new
            if self._logs:
                change = new.shown - before[person_id, self.family].shown
                row = {"duel_id": fact.duel_id, "person_id": person_id, "family": self.family, "shown_change": change}
                self.log.append(row | _values(new))


def differences() -> Iterator[Difference]:
    """Every rating that is kept wrong, and every one that should be there or should not."""
    for family in families():
        yield from differences_of(family)


def differences_of(family: str) -> Iterator[Difference]:
    reckoning = Reckoning(family, logs=False)
    reckoning.add(_facts(family))
    rows = session().scalars(select(Kept).where(Kept.family == family))
    kept = {row.person_id: Rating(row.mu, row.sigma, row.games) for row in rows}
    for person_id in sorted(reckoning.ratings.keys() | kept.keys()):
        was, due = kept.get(person_id, Rating()), reckoning.ratings.get(person_id, Rating())
        if was != due:
            yield Difference(person_id, family, was, due)


def rebuild() -> None:
    """Make all ratings anew, each family in a transaction of its own. Call it outside of one."""
    for family in families():
        _rebuild(family)


def _rebuild(family: str) -> None:
    reckoning = Reckoning(family, logs=True)
    upto = session().scalar(select(func.max(RatingChange.id))) or 0
    reckoning.add(_facts(family))
    with transaction():
        _stop_rating()
        reckoning.add(_facts(family, after=upto - ON_THEIR_WAY))
        session().execute(delete(Kept).where(Kept.family == family))
        session().execute(delete(RatingChange).where(RatingChange.family == family))
        rows = [{"person_id": one, "family": family} | _values(new) for one, new in sorted(reckoning.ratings.items())]
        for model, some in ((RatingChange, reckoning.log), (Kept, rows)):
            if some:
                session().execute(insert(model), some)
    session().expire_all()


def _stop_rating() -> None:
    """SQLite has one writer anyway; on PostgreSQL a PK rated between our reading and our writing would be lost."""
    if engine().dialect.name == "postgresql":
        session().execute(text("lock table ratings in share row exclusive mode"))


def families() -> list[str]:
    return list(session().scalars(select(Post.family).distinct().order_by(Post.family)))


def _facts(family: str, after: int | None = None) -> Iterator[DuelFinished]:
    """The finished PKs that count: those that were rated in the order in which they were, the others as they finished.

    PKs of the same person are rated one after the other (their rows are locked), so that the log's order is the truth.
    `after`: only those that were rated later than this change.
    """
    rated = _counting(family).where(LOGGED.is_not(None) if after is None else after < LOGGED).order_by(LOGGED)
    logged = (_fact(row) for row in session().execute(rated))
    if after is not None:
        return logged
    others = session().execute(_counting(family).where(LOGGED.is_(None)).order_by(Duel.finished_at, Duel.id))
    return merge(logged, (_fact(row) for row in others), key=lambda fact: fact.at)


def _counting(family: str) -> Select[*tuple[Any, ...]]:
    first, second = aliased(DuelSeat), aliased(DuelSeat)
    return (
        select(
            Duel.id, Duel.finished_at, Duel.level, Post.family, first.person_id, first.outcome, second.person_id,
            second.outcome, second.ghost_of_id,
        )
        .join(Post, (Post.id == Duel.post_id) & (Post.family == family))
        .join(first, (first.duel_id == Duel.id) & (first.side == 0))
        .join(second, (second.duel_id == Duel.id) & (second.side == 1))
        .where(Duel.status == Status.FINISHED, Duel.voided_at.is_(None), Duel.friendly.is_(False), Duel.rated)
    )  # fmt: skip


def _fact(row: Any) -> DuelFinished:
    duel_id, at, level, family, mine, outcome, theirs, their_outcome, ghost_of_id = row
    against = Against.GHOST if ghost_of_id else Against.MACHINE if level else Against.PERSON
    first = SeatResult(mine, outcome, 0, 0, against, level)
    second = SeatResult(theirs, their_outcome, 0, 0, Against.PERSON)
    return DuelFinished(duel_id, at, (first, second), family)


def _values(rating: Rating) -> dict[str, Any]:
    return {"mu": rating.mu, "sigma": rating.sigma, "games": rating.games}
