"""What judges write when somebody of a certain skill works: chance from a seed, values as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from quizzes.rules.scoresheet import Judged, Measured, Penalty, Sheet

STRICTNESS = 0.4  # how far a judge may lean either way; so little that no two lie more than 1 apart by it
SLIP = 0.15  # how often somebody without any skill earns a penalty
SEEN = 0.9  # how often a judge has seen it


@dataclass(frozen=True)
class Work:
    """`marks`: judge -> item -> value, in the order of the sheet. `seconds`: how long it took."""

    marks: Mapping[int, Mapping[str, str]]
    seconds: int


def skill(seed: int, number: int) -> float:
    """Of a competitor, from nought to one: most are good, for they have come to the final."""
    return Random(f"{seed}:skill:{number}").betavariate(5, 2.2)


def strictness(seed: int, judge_id: int) -> float:
    return Random(f"{seed}:judge:{judge_id}").uniform(-STRICTNESS, STRICTNESS)


def work(sheet: Sheet, judges: Sequence[int], mine: float, seed: int, rng: Random) -> Work:
    """The work of somebody with the skill `mine` as these judges see it; the first of them measures."""
    marks: dict[int, dict[str, str]] = {judge: {} for judge in judges}
    for aspect in sheet.aspects:
        if sheet.is_by_server(aspect.id):
            continue
        if isinstance(aspect, Judged):
            level = 3.2 * mine + rng.gauss(0, 0.35)
            for judge in judges:
                marks[judge][aspect.id] = str(min(3, max(0, round(level + strictness(seed, judge)))))
        else:
            marks[judges[0]][aspect.id] = measured(aspect, mine, rng)
    for penalty in sheet.penalties:
        _penalise(marks, penalty, mine, rng)
    return Work(marks, _seconds(sheet, mine, rng))


def by_server(sheet: Sheet, mine: float, rng: Random) -> dict[str, int]:
    """What the server measures of it, by its name: right answers, and how a PK ended (0, 1 or 2)."""
    found = {}
    for aspect in sheet.aspects:
        if isinstance(aspect, Measured) and aspect.source:
            high = int(aspect.high)
            found[aspect.source] = sum(rng.random() < 0.2 + 0.8 * mine for _one in range(high))
    return found


def measured(aspect: Measured, mine: float, rng: Random) -> str:
    """A value with as many decimals as the sheet writes its own with, not outside of what can be measured."""
    widest = aspect.bands[-1].within
    digits = max(_digits(one) for one in (aspect.target, *(band.within for band in aspect.bands)))
    off = Fraction(rng.gauss(0, 1.1 - mine)).limit_denominator(1000) * (widest or 1) / 2
    value = min(aspect.high, max(aspect.low, aspect.target + off))
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{digits}f}"


def _digits(value: Fraction) -> int:
    """Decimals that a value is written with."""
    return next((digits for digits in range(6) if (value * 10**digits).denominator == 1), 6)


def _penalise(marks: Mapping[int, dict[str, str]], penalty: Penalty, mine: float, rng: Random) -> None:
    if rng.random() < SLIP * (1 - mine):
        for written in marks.values():
            if rng.random() < SEEN:
                written[penalty.id] = "1"


def _seconds(sheet: Sheet, mine: float, rng: Random) -> int:
    if sheet.timing is None:
        return 0
    return round(sheet.timing.seconds * max(0.4, 1.05 - 0.25 * mine + rng.gauss(0, 0.05)))
