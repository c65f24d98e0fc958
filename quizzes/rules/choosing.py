"""Which questions a PK asks: none seen lately while the pool allows, spread over the difficulties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

Shelves = dict[int, list[int]]  # the ids of each difficulty, in order


class PoolTooSmall(ValueError):
    """There are fewer questions than are to be asked."""


def shelved(pool: Iterable[tuple[int, int]]) -> Shelves:
    """A pool of (id, difficulty) as `choose_from` takes it; of a pool that is asked from often it is made once."""
    found: Shelves = {}
    for question, difficulty in sorted(dict(pool).items()):
        found.setdefault(difficulty, []).append(question)
    return found


def choose(pool: Sequence[tuple[int, int]], recent: Iterable[int], count: int, rng: Random) -> list[int]:
    """`count` different question ids of the pool of (id, difficulty).

    `recent` are ids seen lately, the most recent first: they come only when nothing else is left, the ones seen
    longest ago first. The same pool and source give the same questions, however the pool is ordered.
    Raises PoolTooSmall.
    """
    return choose_from(shelved(pool), recent, count, rng)


def choose_from(shelves: Shelves, recent: Iterable[int], count: int, rng: Random) -> list[int]:
    """As `choose`, of a pool that is shelved already."""
    there = sum(map(len, shelves.values()))
    if there < count:
        raise PoolTooSmall(f"{there} questions, {count} wanted")
    ages = {question: age for age, question in reversed(list(enumerate(recent)))}
    unseen = {
        difficulty: left for difficulty, shelf in shelves.items() if (left := [one for one in shelf if one not in ages])
    }
    chosen = _spread(unseen, count, rng)
    if len(chosen) < count:
        known = {question for shelf in shelves.values() for question in shelf}
        seen = sorted((question for question in ages if question in known), key=lambda question: -ages[question])
        chosen += seen[: count - len(chosen)]
    rng.shuffle(chosen)
    return chosen


def _spread(shelves: Shelves, count: int, rng: Random) -> list[int]:
    """Round the difficulties, from a random one on, a random question of each at a time."""
    order = sorted(shelves)
    rng.shuffle(order)
    chosen: list[int] = []
    while len(chosen) < count and any(shelves.values()):
        for difficulty in order:
            shelf = shelves[difficulty]
            if shelf and len(chosen) < count:
                chosen.append(shelf.pop(rng.randrange(len(shelf))))
    return chosen
