"""Where content is thin or stale, by section, post and difficulty. The thresholds are data: quizzes/coverage.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

DIFFICULTIES = (1, 2, 3, 4, 5)
DAYS_A_MONTH = 30.44
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Thresholds:
    questions: int
    questions_each_difficulty: int
    classes: int
    stale_months: int
    source_years: int


@dataclass
class Cell:
    """A section for a post: how many questions of each difficulty, how many classes, how many questions are stale."""

    questions: dict[int, int] = field(default_factory=lambda: dict.fromkeys(DIFFICULTIES, 0))
    classes: int = 0
    stale: int = 0

    @property
    def total(self) -> int:
        return sum(self.questions.values())

    def is_thin_at(self, difficulty: int, limits: Thresholds) -> bool:
        return self.questions[difficulty] < limits.questions_each_difficulty

    def is_thin(self, limits: Thresholds) -> bool:
        """Whether anything is missing: questions, classes, or those of a difficulty."""
        few = self.total < limits.questions or self.classes < limits.classes
        return few or any(self.is_thin_at(one, limits) for one in DIFFICULTIES)


@dataclass(frozen=True)
class Asked:
    """A question that is asked now of a post in a section."""

    section: int
    post: int
    difficulty: int
    published: date
    source: str


def source_year(source: str) -> int | None:
    """The youngest year that a source names; None where it names none."""
    return max((int(one) for one in YEAR.findall(source)), default=None)


def is_stale(asked: Asked, today: date, limits: Thresholds) -> bool:
    """Nobody has published a version for long, or the source is of long ago."""
    year = source_year(asked.source)
    months = (today - asked.published).days / DAYS_A_MONTH
    return months > limits.stale_months or (year is not None and today.year - year > limits.source_years)


def cells(asked: Iterable[Asked], today: date, limits: Thresholds) -> dict[tuple[int, int], Cell]:
    """By section and post, of those that are asked anything."""
    found: dict[tuple[int, int], Cell] = {}
    for one in asked:
        cell = found.setdefault((one.section, one.post), Cell())
        cell.questions[one.difficulty] += 1
        cell.stale += is_stale(one, today, limits)
    return found
