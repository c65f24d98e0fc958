"""How good somebody is, how sure that is, and how likely chance makes what was seen.

The level is that of quizzes/rules/machine.py, with one floor for guessing: p = g + (1 - g) / (1 + exp(-(level -
difficulty))). It is the most likely one under a normal prior (Mislevy, Bayes modal estimation in item response
models, 1986), so that a few answers never make an extreme level.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from quizzes.rules.fairnessfacts import AnswerFact
from quizzes.rules.machine import DIFFICULTY

GUESS = 0.25
PRIOR = 1.5  # standard deviation of levels before anything is known
UNEVEN = 1.5  # days, moods and questions scatter people's results this much more than independent coins would
CLASSES = len(DIFFICULTY)
STEPS = 8
SETTLED = 0.005


@dataclass(frozen=True, slots=True)
class Tally:
    """Questions asked and answered rightly, by difficulty."""

    asked: tuple[int, ...] = (0,) * CLASSES
    right: tuple[int, ...] = (0,) * CLASSES

    @property
    def share(self) -> float:
        return sum(self.right) / (sum(self.asked) or 1)

    @classmethod
    def of(cls, asked: Sequence[int], right: Sequence[int]) -> Tally:
        return cls(tuple(asked), tuple(right))

    def minus(self, other: Tally) -> Tally:
        asked = tuple(a - b for a, b in zip(self.asked, other.asked, strict=True))
        return Tally(asked, tuple(a - b for a, b in zip(self.right, other.right, strict=True)))


@dataclass(frozen=True, slots=True)
class Level:
    skill: float  # in logits
    error: float  # its standard error


def tally(answers: Iterable[AnswerFact]) -> Tally:
    asked, right = [0] * CLASSES, [0] * CLASSES
    for answer in answers:
        asked[answer.difficulty - 1] += 1
        right[answer.difficulty - 1] += answer.correct
    return Tally.of(asked, right)


def level(seen: Tally) -> Level:
    """The most likely level of who answered like this. Fisher scoring; it settles within a few steps."""
    skill = 0.0
    for _step in range(STEPS):
        slope, weight = -skill / PRIOR**2, 1 / PRIOR**2
        for difficulty, (asked, right) in enumerate(zip(seen.asked, seen.right, strict=True), start=1):
            p, dp = _chance(round(skill, 3), difficulty)
            slope += (right - asked * p) * dp / (p * (1 - p))
            weight += asked * dp * dp / (p * (1 - p))
        skill = min(max(skill + slope / weight, -5.0), 5.0)
        if abs(slope) < SETTLED * weight:
            break
    return Level(skill, 1 / math.sqrt(weight))


@dataclass(frozen=True, slots=True)
class Surprise:
    """How far the right answers lie from what a level makes us expect, in standard deviations."""

    expected: float
    right: int
    asked: int
    z: float


def surprise(seen: Tally, own: Level) -> Surprise:
    """Compare answers with a level that was found elsewhere; the doubt about that level counts too."""
    expected = variance = slope = 0.0
    for difficulty, asked in enumerate(seen.asked, start=1):
        p, dp = _chance(round(own.skill, 3), difficulty)
        expected += asked * p
        variance += asked * p * (1 - p) * UNEVEN
        slope += asked * dp
    right, doubt = sum(seen.right), slope * own.error
    deviation = math.sqrt(variance + doubt * doubt) or 1.0
    return Surprise(expected, right, sum(seen.asked), (right - expected) / deviation)


@cache
def _chance(skill: float, difficulty: int) -> tuple[float, float]:
    """The chance of a right answer, and how it grows with the level."""
    s = 1 / (1 + math.exp(DIFFICULTY[difficulty] - skill))
    return GUESS + (1 - GUESS) * s, (1 - GUESS) * s * (1 - s)


# How likely is it by chance? ---------------------------------------------------------------------------------------


def upper_tail(z: float) -> float:
    """The chance of a standard normal value above z."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def at_least(hits: int, tries: int, chance: float) -> float:
    """The chance of so many hits or more."""
    return math.fsum(_binomial(k, tries, chance) for k in range(hits, tries + 1))


def at_most(hits: int, tries: int, chance: float) -> float:
    """The chance of so many hits or fewer."""
    return math.fsum(_binomial(k, tries, chance) for k in range(hits + 1))


def _binomial(k: int, n: int, p: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))


def together(chances: Sequence[float]) -> float:
    """One chance for several independent ones (Fisher, Statistical Methods for Research Workers, 1932)."""
    half = -sum(math.log(max(chance, 1e-300)) for chance in chances)
    term = total = math.exp(-half)
    for k in range(1, len(chances)):
        term *= half / k
        total += term
    return min(1.0, total)


def meetings_by_chance(met: int, expected: float) -> float:
    """The chance to meet so often or more where chance alone would bring two people together `expected` times."""
    term = total = math.exp(-expected)
    for k in range(1, met):
        term *= expected / k
        total += term
    return max(0.0, 1 - total)


def alternation(results: Sequence[bool]) -> float:
    """The chance that wins and losses in random order change at least so often (Wald and Wolfowitz, 1940)."""
    wins = sum(results)
    losses = len(results) - wins
    if not wins or not losses:
        return 1.0
    runs = 1 + sum(a != b for a, b in itertools.pairwise(results))
    orders = math.comb(len(results), wins)
    return sum(_orders(wins, losses, count) for count in range(runs, len(results) + 1)) / orders


def _orders(wins: int, losses: int, runs: int) -> int:
    """How many orders have so many runs."""
    half = runs // 2
    if runs % 2 == 0:
        return 2 * math.comb(wins - 1, half - 1) * math.comb(losses - 1, half - 1)
    one = math.comb(wins - 1, half) * math.comb(losses - 1, half - 1)
    return one + math.comb(wins - 1, half - 1) * math.comb(losses - 1, half)


def opposed(results: Sequence[tuple[int, int]]) -> float:
    """The chance that two people's results go so far against each other, one good where the other is bad.

    A correlation of independent results is about normal with deviation 1 / sqrt(n - 1). Both answer the same
    questions, which makes honest results go together rather.
    """
    count = max(1, len(results))
    ones, others = [one for one, _other in results], [other for _one, other in results]
    mean, other_mean = sum(ones) / count, sum(others) / count
    spread = math.sqrt(sum((a - mean) ** 2 for a in ones) * sum((b - other_mean) ** 2 for b in others))
    if not spread:
        return 1.0
    together = sum((a - mean) * (b - other_mean) for a, b in results) / spread
    return upper_tail(-together * math.sqrt(count - 1))


def tenfolds(chance: float) -> float:
    """How many times one must be divided by ten to come to this chance."""
    return round(-math.log10(max(chance, 1e-99)), 1)
