"""What answers say about a question: how easy it is, and which answers people choose.

Only each person's first attempt counts: what follows it was learned from it. Facility is the share of right first
attempts (the classical difficulty index; Crocker and Algina, Introduction to Classical and Modern Test Theory, 1986,
chapter 14).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FirstAnswer:
    """Somebody's first answer to a question, in the form of quizzes/rules/grading.py; None: none was given."""

    person_id: int
    response: Any
    correct: bool


@dataclass(frozen=True)
class ItemStatistics:
    """`people`: who answered; `right`: how many of them rightly; `chosen`: how many chose an option, by its id."""

    people: int
    right: int
    chosen: Mapping[str, int]

    @property
    def facility(self) -> float | None:
        """From 0 (nobody is right) to 1; None before anybody answered."""
        return self.right / self.people if self.people else None


def statistics(answers: Iterable[FirstAnswer]) -> ItemStatistics:
    """Of each person the first answer that comes along counts."""
    seen: set[int] = set()
    right, chosen = 0, Counter[str]()
    for one in answers:
        if one.person_id in seen:
            continue
        seen.add(one.person_id)
        right += one.correct
        chosen.update(_options(one.response))
    return ItemStatistics(len(seen), right, chosen)


def _options(response: Any) -> list[str]:
    if isinstance(response, bool):
        return ["true" if response else "false"]
    given = response if isinstance(response, list) else [response]
    return [one for one in given if isinstance(one, str)]
