"""What somebody who knows nothing could guess by: the length of right options, their place, whether statements hold.

Each count is laid beside what chance alone would bring. Without any bias a count is more than two standard deviations
away once in 22 times (to be looked at), more than three once in 370 (to be mended); a chi-square is treated alike, with
5 % and 0.1 %.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizzes.proofreading.findings import Found, fault, remark
from quizzes.proofreading.manuscript import LANGUAGES, Asked

LOOK, MEND = 2.0, 3.0  # standard deviations
CHI_SQUARE = {1: (3.84, 10.83), 2: (5.99, 13.82), 3: (7.81, 16.27), 4: (9.49, 18.47), 5: (11.07, 20.52)}


@dataclass(frozen=True)
class Tally:
    """`keys`: the questions in which it came, of so many; by chance alone `expected`, with this standard deviation."""

    name: str
    keys: Sequence[str]
    of: int
    expected: float
    deviation: float

    @property
    def times(self) -> int:
        return len(self.keys)

    @property
    def away(self) -> float:
        """In standard deviations; less than nothing where it is rarer than by chance."""
        return (self.times - self.expected) / self.deviation if self.deviation else 0.0


def tally(name: str, trials: Iterable[tuple[str, bool, float]]) -> Tally:
    """`trials`: in which question, whether it came, and how likely it was."""
    listed = list(trials)
    chances = [chance for _key, _came, chance in listed]
    deviation = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    return Tally(name, [key for key, came, _chance in listed if came], len(listed), sum(chances), deviation)


def lengths(questions: Iterable[Asked]) -> list[Tally]:
    """How often the right one of several options is alone the longest, and alone the shortest, in each language."""
    singles = [asked for asked in questions if asked.kind == "single"]
    extremes: tuple[tuple[str, Callable[[Iterable[int]], int]], ...] = (("longest", max), ("shortest", min))
    return [
        tally(f"{name}-{language}", _extreme(singles, language, pick))
        for name, pick in extremes
        for language in LANGUAGES
    ]


def _extreme(
    singles: Iterable[Asked], language: str, pick: Callable[[Iterable[int]], int]
) -> Iterator[tuple[str, bool, float]]:
    """Of the questions in which one option is alone at the end of the scale."""
    for asked in singles:
        sizes = [len(option["text"][language]) for option in asked.options]
        end = pick(sizes)
        if sizes.count(end) == 1:
            yield asked.key, bool(asked.options[sizes.index(end)]["right"]), 1 / len(sizes)


def truth(questions: Iterable[Asked]) -> Tally:
    """How many statements are true."""
    return tally("true", ((one.key, bool(one.content["answer"]), 0.5) for one in questions if one.kind == "true-false"))


@dataclass(frozen=True)
class Places:
    """How often the right option stands in each place of the file, beside chance."""

    times: Sequence[int]
    expected: Sequence[float]

    @property
    def chi_square(self) -> float:
        pairs = zip(self.times, self.expected, strict=True)
        return sum((times - expected) ** 2 / expected for times, expected in pairs if expected)


def places(questions: Iterable[Asked]) -> Places:
    singles = [asked.options for asked in questions if asked.kind == "single"]
    most = max(map(len, singles), default=0)
    right = [next(place for place, option in enumerate(options) if option["right"]) for options in singles]
    expected = [sum(1 / len(options) for options in singles if place < len(options)) for place in range(most)]
    return Places([right.count(place) for place in range(most)], expected)


def findings(questions: Sequence[Asked]) -> Iterator[Found]:
    """What is more, or less, than chance."""
    for one in lengths(questions):
        yield from _told("option-length", one)
    yield from _told("statements-true", truth(questions))
    here = places(questions)
    look, mend = CHI_SQUARE.get(len(here.times) - 1, (math.inf, math.inf))
    if here.chi_square > look:
        grade = fault if here.chi_square > mend else remark
        yield grade("right-place", times=list(here.times), chi_square=round(here.chi_square, 1))


def _told(code: str, one: Tally) -> Iterator[Found]:
    if abs(one.away) > LOOK:
        grade = fault if abs(one.away) > MEND else remark
        values = {"times": one.times, "of": one.of, "expected": round(one.expected, 1), "away": round(one.away, 1)}
        yield grade(code, "", one.name, what=one.name.replace("-", " alone, "), **values)
