"""Ratings follow from PKs, one change after the other; they can be reckoned again from the PKs that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any

from sqlalchemy import Select, delete, func, select, text
from sqlalchemy.orm import aliased

from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel, DuelSeat, RatingChange, Status
from app.duels.models import Rating as Kept
from app.kit.database import engine, session
from app.kit.upsert import insert
from app.people.models import Post
from quizzes.rules import rating as rules
from quizzes.rules.rating import Rating
from quizzes.rules.scoring import Outcome

Key = tuple[int, str]  # a person and a family of posts


@dataclass(frozen=True)
class Difference:
    """A kept rating that is not what the PKs make of it."""

    person_id: int
    family: str
    kept: Rating
    due: Rating


def of(person_id: int, family: str) -> Rating:
    """The person's rating among these posts; a new one where there is none yet."""
    kept = session().get(Kept, (person_id, family), populate_existing=True)
    return Rating(kept.mu, kept.sigma, kept.games) if kept else Rating()


def of_many(person_ids: Iterable[int], family: str) -> dict[int, Rating]:
    ids = list(person_ids)
    rows = session().scalars(select(Kept).where(Kept.person_id.in_(ids), Kept.family == family))
    found = {row.person_id: Rating(row.mu, row.sigma, row.games) for row in rows}
    return {person_id: found.get(person_id, Rating()) for person_id in ids}


def change_of(duel_id: int, person_id: int) -> RatingChange | None:
    """What a PK made of the person's rating; None where it moved none."""
    return session().scalar(select(RatingChange).filter_by(duel_id=duel_id, person_id=person_id))


def rating_of(change: RatingChange) -> Rating:
    return Rating(change.mu, change.sigma, change.games)


def rate(fact: DuelFinished) -> None:
    """Move the ratings of a PK that counts: fully between people, by half against a machine, not against ghosts."""
    ids = sorted(seat.person_id for seat in fact.seats if seat.person_id is not None)
    if not _counts(fact.friendly, fact.seats):
        return
    _lock(ids, fact.family)
    before = {(person_id, fact.family): of(person_id, fact.family) for person_id in ids}
    after = _after(fact, before)
    for (person_id, family), new in sorted(after.items()):
        _write(fact.duel_id, person_id, family, before[person_id, family], new)


def differences() -> Iterator[Difference]:
    """Every rating that is kept wrong, and every one that should be there or should not."""
    due, _log = _reckoned()
    kept = {
        (row.person_id, row.family): Rating(row.mu, row.sigma, row.games) for row in session().scalars(select(Kept))
    }
    for key in sorted(due.keys() | kept.keys()):
        was, should = kept.get(key, Rating()), due.get(key, Rating())
        if was != should:
            yield Difference(*key, was, should)


def rebuild() -> None:
    """Make all ratings anew from the PKs that count, in the order in which they were rated."""
    _stop_rating()
    due, log = _reckoned()
    session().execute(delete(Kept))
    session().execute(delete(RatingChange))
    for duel_id, person_id, family, before, after in log:
        session().add(_change(duel_id, person_id, family, before, after))
    session().flush()
    for (person_id, family), one in sorted(due.items()):
        session().add(Kept(person_id=person_id, family=family, mu=one.mu, sigma=one.sigma, games=one.games))
    session().flush()


def _stop_rating() -> None:
    """SQLite has one writer anyway; on PostgreSQL a PK rated between our reading and our writing would be lost."""
    if engine().dialect.name == "postgresql":
        session().execute(text("lock table ratings in share row exclusive mode"))


LOGGED = select(func.min(RatingChange.id)).where(RatingChange.duel_id == Duel.id).scalar_subquery()
Log = list[tuple[int, int, str, Rating, Rating]]


def _reckoned() -> tuple[dict[Key, Rating], Log]:
    """All ratings as the PKs make them. Those rated before keep their order; others follow by when they finished."""
    ratings: dict[Key, Rating] = {}
    log: Log = []
    for fact in _facts():
        if not _counts(fact.friendly, fact.seats):
            continue
        ids = [seat.person_id for seat in fact.seats if seat.person_id is not None]
        before = {(one, fact.family): ratings.get((one, fact.family), Rating()) for one in ids}
        after = _after(fact, before)
        for key in sorted(after):
            log.append((fact.duel_id, *key, before[key], after[key]))
        ratings |= after
    return ratings, log


def _facts() -> Iterator[DuelFinished]:
    """The finished PKs that count: those that were rated in the order in which they were, the others as they finished.

    PKs of the same person are rated one after the other (their rows are locked), so that the log's order is the truth.
    """
    logged = (_fact(row) for row in session().execute(_counting().where(LOGGED.is_not(None)).order_by(LOGGED)))
    others = session().execute(_counting().where(LOGGED.is_(None)).order_by(Duel.finished_at, Duel.id))
    return merge(logged, (_fact(row) for row in others), key=lambda fact: fact.at)


def _counting() -> Select[*tuple[Any, ...]]:
    first, second = aliased(DuelSeat), aliased(DuelSeat)
    return (
        select(
            Duel.id, Duel.finished_at, Duel.level, Post.family, first.person_id, first.outcome, second.person_id,
            second.outcome, second.ghost_of_id,
        )
        .join(Post, Post.id == Duel.post_id)
        .join(first, (first.duel_id == Duel.id) & (first.side == 0))
        .join(second, (second.duel_id == Duel.id) & (second.side == 1))
        .where(Duel.status == Status.FINISHED, Duel.voided_at.is_(None), Duel.friendly.is_(False))
    )  # fmt: skip


def _fact(row: Any) -> DuelFinished:
    duel_id, at, level, family, mine, outcome, theirs, their_outcome, ghost_of_id = row
    against = Against.GHOST if ghost_of_id else Against.MACHINE if level else Against.PERSON
    first = SeatResult(mine, outcome, 0, 0, against, level)
    second = SeatResult(theirs, their_outcome, 0, 0, Against.PERSON)
    return DuelFinished(duel_id, at, (first, second), family)


def _counts(friendly: bool, seats: tuple[SeatResult, SeatResult]) -> bool:
    return not friendly and all(seat.against in (Against.PERSON, Against.MACHINE) for seat in seats if seat.person_id)


def _after(fact: DuelFinished, before: dict[Key, Rating]) -> dict[Key, Rating]:
    first, second = fact.seats
    outcome = Outcome(first.outcome)
    if first.person_id is None or second.person_id is None:
        person = first if first.person_id is not None else second
        key = (person.person_id or 0, fact.family)
        return {key: rules.rate_against_machine(before[key], person.machine_level or 1, Outcome(person.outcome))}
    mine, theirs = (first.person_id, fact.family), (second.person_id, fact.family)
    new_mine, new_theirs = rules.rate(before[mine], before[theirs], outcome)
    return {mine: new_mine, theirs: new_theirs}


def _lock(ids: list[int], family: str) -> None:
    """Nobody else moves these ratings until the transaction ends; in one order, so that nobody waits in a circle."""
    new = Rating()
    for person_id in ids:
        row = {"person_id": person_id, "family": family, "mu": new.mu, "sigma": new.sigma, "games": 0}
        session().execute(insert(Kept).values(row).on_conflict_do_nothing())
    query = select(Kept.person_id).where(Kept.person_id.in_(ids), Kept.family == family)
    session().execute(query.order_by(Kept.person_id).with_for_update())


def _write(duel_id: int, person_id: int, family: str, before: Rating, after: Rating) -> None:
    kept = session().get_one(Kept, (person_id, family))
    kept.mu, kept.sigma, kept.games = after.mu, after.sigma, after.games
    session().add(_change(duel_id, person_id, family, before, after))
    session().flush()


def _change(duel_id: int, person_id: int, family: str, before: Rating, after: Rating) -> RatingChange:
    return RatingChange(
        duel_id=duel_id,
        person_id=person_id,
        family=family,
        mu=after.mu,
        sigma=after.sigma,
        games=after.games,
        shown_change=after.shown - before.shown,
    )
