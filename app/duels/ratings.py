"""Ratings follow from PKs, one change after the other; `rerating` reckons them again from the PKs that count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import bindparam, select

from app.duels.events import Against, DuelFinished
from app.duels.models import Rating as Kept
from app.duels.models import RatingChange
from app.kit.database import Base, session
from app.kit.upsert import Insert, dialect, insert
from quizzes.rules import rating as rules
from quizzes.rules.rating import Rating
from quizzes.rules.scoring import Outcome

MOVING = (Against.PERSON, Against.MACHINE)
Key = tuple[int, str]  # a person and a family of posts
HOLD = (  # built once: every end of a PK runs it
    select(Kept.person_id)
    .where(Kept.person_id.in_(bindparam("ids", expanding=True)), Kept.family == bindparam("of_family"))
    .order_by(Kept.person_id)
    .with_for_update()
)


CHANGE = select(RatingChange).where(  # built once: every result runs it
    RatingChange.duel_id == bindparam("duel_id"), RatingChange.person_id == bindparam("person_id")
)


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
    return session().scalar(CHANGE, {"duel_id": duel_id, "person_id": person_id})


def rating_of(change: RatingChange) -> Rating:
    return Rating(change.mu, change.sigma, change.games)


def rate(fact: DuelFinished) -> None:
    """Move the ratings of a PK that counts: fully between people, by half against a machine.

    Friendly PKs, recorded ones and those of two families of posts move none.
    """
    ids = sorted(seat.person_id for seat in fact.seats if seat.person_id is not None)
    if not counts(fact):
        return
    _lock(ids, fact.family)
    before = {(person_id, fact.family): of(person_id, fact.family) for person_id in ids}
    after = after_pk(fact, before)
    for (person_id, family), new in sorted(after.items()):
        _write(fact.duel_id, person_id, family, before[person_id, family], new)


def counts(fact: DuelFinished) -> bool:
    """Whether a PK moves ratings."""
    people = [seat for seat in fact.seats if seat.person_id]
    return fact.rated and not fact.friendly and all(seat.against in MOVING for seat in people)


def after_pk(fact: DuelFinished, before: dict[Key, Rating]) -> dict[Key, Rating]:
    """The ratings of its people after a PK."""
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
    first = {"family": family, "mu": new.mu, "sigma": new.sigma, "games": 0}
    session().execute(_first(dialect()), [{"person_id": person_id} | first for person_id in ids])
    session().execute(HOLD, {"ids": ids, "of_family": family})


@cache
def _first(name: str) -> Insert:
    """Parameters: the columns of a rating. Leaves one that is there as it is."""
    return insert(Base.metadata.tables[Kept.__tablename__], name).on_conflict_do_nothing()


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
