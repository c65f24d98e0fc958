"""How well a person knows a question: levels 0 to 3, one step up a day at the most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

HIGHEST = 3


@dataclass(frozen=True)
class Mastery:
    """`level` now; `best` ever reached; `day`: the day of the last step up (None before the first)."""

    level: int = 0
    best: int = 0
    day: int | None = None


def advance(mastery: Mastery, correct: bool, day: int) -> tuple[Mastery, int | None]:
    """The mastery after an answer on that day, and the level if it is higher than ever before.

    The first right answer reaches level 1; each further level needs a right answer on a later day than the last step
    up, because knowing something for five minutes is not knowing it. A wrong answer costs one level.
    """
    if not correct:
        return replace(mastery, level=max(0, mastery.level - 1)), None
    if mastery.level == HIGHEST or (mastery.day is not None and day <= mastery.day and mastery.level > 0):
        return mastery, None
    level = mastery.level + 1
    reached = level if level > mastery.best else None
    return Mastery(level, max(mastery.best, level), day), reached


@dataclass(frozen=True)
class Answer:
    """An answer of a check or a review. `withdrawn`: its question was found wrong and counts for nobody."""

    correct: bool
    day: int
    withdrawn: bool = False


@dataclass(frozen=True)
class Reached:
    """A level that was reached for the first time, by which of the answers."""

    index: int
    first_attempt: bool


@dataclass(frozen=True)
class Replayed:
    """The mastery that the answers make, how many of them count, and how each level was reached."""

    mastery: Mastery
    attempts: int
    reached: Mapping[int, Reached]


def replay(answers: Sequence[Answer]) -> Replayed:
    """The mastery of a question from all its answers, in the order of time.

    A withdrawn one counts as not asked; but nobody loses the best level that it brought. Where a level was reached with
    it and without it, the way counts that pays more.
    """
    counting = _replay((index, one) for index, one in enumerate(answers) if not one.withdrawn)
    if not any(one.withdrawn for one in answers):
        return counting
    whole = _replay(enumerate(answers))
    levels = sorted(counting.reached.keys() | whole.reached.keys())
    ways = {level: [way.reached[level] for way in (counting, whole) if level in way.reached] for level in levels}
    reached = {level: max(some, key=lambda one: (one.first_attempt, -one.index)) for level, some in ways.items()}
    best = max(counting.mastery.best, whole.mastery.best)
    return Replayed(replace(counting.mastery, best=best), counting.attempts, reached)


def _replay(answers: Iterable[tuple[int, Answer]]) -> Replayed:
    kept, attempts, levels = Mastery(), 0, {}
    for index, one in answers:
        kept, level = advance(kept, one.correct, one.day)
        if level is not None:
            levels[level] = Reached(index, attempts == 0)
        attempts += 1
    return Replayed(kept, attempts, levels)
