"""How well questions tell those who know more from those who know less.

A person's strength is by how much more often than people on average that person is right: the mean of the residuals
(1 or 0, less the question's facility) over the first attempts. So it does not matter who met the easier questions.

The discrimination of a question is the correlation of being right in it with the strength in all the other questions:
the corrected point-biserial, corrected in that a question is not compared with itself (Henrysson, Correction of
item-total correlations in item analysis, 1963). People with fewer than five other answers say too little and are left
out.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

LEAST_OTHERS = 5  # answers to other questions, so that a person's strength says something
GROUPS = 5


@dataclass
class Sheet:
    """First attempts, one a row, as compact as plain Python allows: 1,000,000 of them take about 20 MB.

    People and questions are numbered in the order in which they come.
    """

    people: dict[int, int] = field(default_factory=dict)
    items: dict[int, int] = field(default_factory=dict)
    person: array[int] = field(default_factory=lambda: array("i"))
    item: array[int] = field(default_factory=lambda: array("i"))
    right: bytearray = field(default_factory=bytearray)
    option: array[int] = field(default_factory=lambda: array("i"))
    options: dict[str, int] = field(default_factory=dict)

    def add(self, person_id: int, item_id: int, right: bool, chosen: str = "") -> None:
        self.person.append(self.people.setdefault(person_id, len(self.people)))
        self.item.append(self.items.setdefault(item_id, len(self.items)))
        self.right.append(right)
        self.option.append(self.options.setdefault(chosen, len(self.options)))

    def rows(self) -> Iterable[tuple[int, int, int]]:
        return zip(self.person, self.item, self.right, strict=True)


@dataclass(frozen=True)
class Discrimination:
    """`people`: those with enough other answers. `value`: None where it cannot be told: all were right, or none.

    `groups`: from the weakest fifth of the people to the strongest: (people, right ones of them). `strengths`: the mean
    strength of those who chose an answer, by what they chose.
    """

    people: int
    value: float | None
    groups: tuple[tuple[int, int], ...]
    strengths: dict[str, float]


@dataclass
class _Sums:
    people: int = 0
    right: int = 0
    rest: float = 0.0
    squares: float = 0.0
    both: float = 0.0
    groups: list[list[int]] = field(default_factory=lambda: [[0, 0] for _group in range(GROUPS)])
    chosen: dict[int, list[float]] = field(default_factory=dict)

    def add(self, right: int, rest: float, group: int, option: int) -> None:
        self.people += 1
        self.right += right
        self.rest += rest
        self.squares += rest * rest
        self.both += right * rest
        self.groups[group][0] += 1
        self.groups[group][1] += right
        sums = self.chosen.setdefault(option, [0, 0.0])
        sums[0] += 1
        sums[1] += rest

    @property
    def correlation(self) -> float | None:
        if not 0 < self.right < self.people:
            return None
        share, mean = self.right / self.people, self.rest / self.people
        variance = self.squares / self.people - mean * mean
        if variance <= 1e-12:
            return None
        return (self.both / self.people - share * mean) / math.sqrt(variance * share * (1 - share))


def discriminations(sheet: Sheet) -> dict[int, Discrimination]:
    """Of each question on the sheet, by its id."""
    facility, summed, met = _strengths(sheet)
    borders = _borders(summed, met)
    sums = [_Sums() for _item in sheet.items]
    for (person, item, right), option in zip(sheet.rows(), sheet.option, strict=True):
        others = met[person] - 1
        if others >= LEAST_OTHERS:
            rest = (summed[person] - right + facility[item]) / others
            sums[item].add(right, rest, bisect_right(borders, rest), option)
    names = list(sheet.options)
    return {item_id: _of(sums[place], names) for item_id, place in sheet.items.items()}


def _of(sums: _Sums, names: Sequence[str]) -> Discrimination:
    strengths = {names[option]: total / count for option, (count, total) in sums.chosen.items() if names[option]}
    groups = tuple((people, right) for people, right in sums.groups)
    return Discrimination(sums.people, sums.correlation, groups, strengths)


def _strengths(sheet: Sheet) -> tuple[list[float], list[float], list[int]]:
    """The facility of each question; of each person the sum of the residuals, and how many questions they met."""
    asked, rights = [0] * len(sheet.items), [0] * len(sheet.items)
    for item, right in zip(sheet.item, sheet.right, strict=True):
        asked[item] += 1
        rights[item] += right
    facility = [right / count for right, count in zip(rights, asked, strict=True)]
    summed, met = [0.0] * len(sheet.people), [0] * len(sheet.people)
    for person, item, right in sheet.rows():
        summed[person] += right - facility[item]
        met[person] += 1
    return facility, summed, met


def _borders(summed: Sequence[float], met: Sequence[int]) -> list[float]:
    """Between the fifths of the people, by strength."""
    ordered = sorted(total / count for total, count in zip(summed, met, strict=True) if count > LEAST_OTHERS)
    if not ordered:
        return [0.0] * (GROUPS - 1)
    return [ordered[len(ordered) * group // GROUPS] for group in range(1, GROUPS)]
