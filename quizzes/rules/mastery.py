"""How well a person knows a question: levels 0 to 3, one step up a day at the most."""

from __future__ import annotations

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
