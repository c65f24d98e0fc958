"""Which questions a PK asks: none seen lately while the pool allows, spread over the difficulties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random


class PoolTooSmall(ValueError):
    """There are fewer questions than are to be asked."""


def choose(pool: Sequence[tuple[int, int]], recent: Iterable[int], count: int, rng: Random) -> list[int]:
    """`count` different question ids of the pool of (id, difficulty).

    `recent` are ids seen lately, the most recent first: they come only when nothing else is left, the ones seen
    longest ago first. The same pool and source give the same questions, however the pool is ordered.
    Raises PoolTooSmall.
    """
    difficulties = dict(sorted(pool))
    if len(difficulties) < count:
        raise PoolTooSmall(f"{len(difficulties)} questions, {count} wanted")
    ages = {question: age for age, question in reversed(list(enumerate(recent)))}
    shelves: dict[int, list[int]] = {}
    for question, difficulty in difficulties.items():
        if question not in ages:
            shelves.setdefault(difficulty, []).append(question)
    chosen = _spread(shelves, count, rng)
    if len(chosen) < count:
        seen = sorted((question for question in ages if question in difficulties), key=lambda question: -ages[question])
        chosen += seen[: count - len(chosen)]
    rng.shuffle(chosen)
    return chosen


def _spread(shelves: dict[int, list[int]], count: int, rng: Random) -> list[int]:
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
