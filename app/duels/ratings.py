"""Ratings follow from PKs, one change after the other; `rerating` reckons them again from the PKs that count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.duels.events import Against, DuelFinished
from app.duels.models import Duel
from app.duels.models import Rating as Kept
from app.duels.seating import Seat, of_side
from app.kit.database import Base, session
from app.kit.upsert import dialect, insert
from quizzes.rules import rating as rules
from quizzes.rules.rating import Rating
from quizzes.rules.scoring import Outcome

if TYPE_CHECKING:
    from app.kit.upsert import Insert

MOVING = (Against.PERSON, Against.MACHINE)
Key = tuple[int, str]  # a person and a family of posts
HOLD = (  # built once: every end of a PK runs it
    select(Kept.person_id)
    .where(Kept.person_id.in_(bindparam("ids", expanding=True)), Kept.family == bindparam("of_family"))
    .order_by(Kept.person_id)
    .with_for_update()
)
MOVED = ("mu", "sigma", "games", "change")  # what a PK keeps of each rating that it moved


def of(person_id: int, family: str) -> Rating:
    """The person's rating among these posts; a new one where there is none yet."""
    kept = session().get(Kept, (person_id, family), populate_existing=True)
    return Rating(kept.mu, kept.sigma, kept.games) if kept else Rating()


def of_many(person_ids: Iterable[int], family: str) -> dict[int, Rating]:
    ids = list(person_ids)
    rows = session().scalars(select(Kept).where(Kept.person_id.in_(ids), Kept.family == family))
    found = {row.person_id: Rating(row.mu, row.sigma, row.games) for row in rows}
    return {person_id: found.get(person_id, Rating()) for person_id in ids}


def after(seat: Seat) -> Rating | None:
    """What the PK made of the person's rating, by `seat.change` points; None where it moved none."""
    return None if seat.mu is None else Rating(seat.mu, seat.sigma, seat.games)


def rate(fact: DuelFinished) -> None:
    """Move the ratings of a PK that counts: fully between people, by half against a machine.

    Friendly PKs, recorded ones and those of two families of posts move none.
    """
    ids = sorted(seat.person_id for seat in fact.seats if seat.person_id is not None)
    if not counts(fact):
        return
    _lock(ids, fact.family)
    before = {(person_id, fact.family): of(person_id, fact.family) for person_id in ids}
    moved: dict[str, float] = {}
    for key, new in sorted(after_pk(fact, before).items()):
        kept = session().get_one(Kept, key)
        kept.mu, kept.sigma, kept.games = new.mu, new.sigma, new.games
        moved |= values(int(key[0] != fact.seats[0].person_id), before[key], new)
    duel = session().get_one(Duel, fact.duel_id)
    for name, value in moved.items():
        setattr(duel, name, value)
    session().flush()


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


def values(side: int, before: Rating, now: Rating) -> dict[str, Any]:
    """The columns of a PK that tell what it made of the rating on this side."""
    given = (now.mu, now.sigma, now.games, now.shown - before.shown)
    return {of_side(side, name): value for name, value in zip(MOVED, given, strict=True)}
