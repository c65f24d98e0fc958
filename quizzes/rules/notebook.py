"""What one simulated person has learned: mastery and memory of each question, by the real rules of both."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from quizzes.rules import mastery as levels
from quizzes.rules import spacing

FIXED_DAY = 1_000  # memories are reckoned from here, so that those of different days can share what was reckoned
FADES = 0.9  # what is remembered when as many days have gone by as the memory is stable: fsrs's own figure


class Known(NamedTuple):
    """As the row of a mastery."""

    level: int
    best: int
    attempts: int
    day: int | None


class Kept(NamedTuple):
    """As the row of a memory."""

    memory: spacing.Memory
    place: str


class Step(NamedTuple):
    """What an answer moved: the level it reached for the first time, and whether it was the first answer."""

    reached: int | None
    first: bool


NEW = Known(0, 0, 0, None)


@dataclass
class Notebook:
    """By question. `touched`: questions whose mastery or memory has changed since they were last written down."""

    known: dict[int, Known] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)

    def learn(self, question_id: int, right: bool, day: int, place: str) -> Step:
        """An answer in a check or a review."""
        before = self.known.get(question_id, NEW)
        after, reached = levels.advance(levels.Mastery(before.level, before.best, before.day), right, day)
        self.known[question_id] = Known(after.level, after.best, before.attempts + 1, after.day)
        memory = self._memory(question_id)
        new = answered(memory, right, day)
        if new != memory:
            self.kept[question_id] = Kept(new, place)
        return Step(reached, before.attempts == 0)

    def miss(self, question_ids: Collection[int], day: int) -> None:
        """Questions that went wrong in a PK."""
        for one in question_ids:
            self.kept[one] = Kept(answered(self._memory(one), False, day), "pk")

    def due(self, day: int, most: int, asked: Collection[int]) -> list[int]:
        """What is due on that day of what is asked: what was missed first, then the most overdue."""
        found = [
            (one.memory.right, one.memory.due, one.memory.stability, question_id)
            for question_id, one in self.kept.items()
            if one.memory.due <= day and question_id in asked
        ]
        return [question_id for *_order, question_id in sorted(found)[:most]]

    def missing(self, question_ids: Collection[int]) -> Iterator[int]:
        """Of these the ones that are not known now."""
        return (one for one in question_ids if self.known.get(one, NEW).level == 0)

    def has_mastered(self, question_ids: Collection[int]) -> bool:
        return all(self.known.get(one, NEW).best >= 1 for one in question_ids)

    def remembered(self, question_id: int, day: int) -> float:
        """How much of what was learned of a question is still there: 0 to 1."""
        kept = self.kept.get(question_id)
        if kept is None or (not kept.memory.right and question_id not in self.known):
            return 0.0
        faded: float = FADES ** (max(0, day - kept.memory.day) / max(0.1, kept.memory.stability))
        return faded

    def _memory(self, question_id: int) -> spacing.Memory | None:
        kept = self.kept.get(question_id)
        return None if kept is None else kept.memory


def answered(before: spacing.Memory | None, right: bool, day: int) -> spacing.Memory:
    """As quizzes.rules.spacing.answered, which takes a while: what was reckoned for other days is used again."""
    if before is None:
        first = _first(right)
        return spacing.Memory(first.stability, first.difficulty, first.due + day - FIXED_DAY, day, right)
    since = max(0, day - before.day)
    if right and not since:
        return before
    after = _next(before.stability, before.difficulty, before.right, right, since)
    moved = max(day, before.day) - FIXED_DAY - since
    return spacing.Memory(after.stability, after.difficulty, after.due + moved, after.day + moved, right)


@lru_cache(maxsize=2)
def _first(right: bool) -> spacing.Memory:
    return spacing.answered(None, right, FIXED_DAY)


@lru_cache(maxsize=200_000)
def _next(stability: float, difficulty: float, was_right: bool, right: bool, since: int) -> spacing.Memory:
    return spacing.answered(
        spacing.Memory(stability, difficulty, FIXED_DAY, FIXED_DAY, was_right), right, FIXED_DAY + since
    )
