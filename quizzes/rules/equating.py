"""Making marks of different panels comparable, where the rules of a final say so.

A station that runs in several rooms has several panels of judges, and one may be stricter than the other. `mean` moves
each panel's scores so that all panels have the same mean; `linear` also stretches them to the same standard deviation
(mean and linear equating of random groups; Kolen and Brennan, Test Equating, Scaling, and Linking, 2014, chapter 2).
Competitors must have come to the panels by lot. What a critical fault left at nought stays there and counts in no mean.

All arithmetic is in fractions; square roots are taken of whole numbers, so that every machine finds the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isqrt

FULL, ZERO = Fraction(100), Fraction(0)
FEWEST = 5  # scores of a panel: with fewer its mean says little, and it is left as it is
FINE = 10**6  # roots are taken to six places


class Equating(StrEnum):
    NONE = "none"
    MEAN = "mean"
    LINEAR = "linear"


@dataclass(frozen=True)
class Raw:
    """What a panel gave a competitor at a station. `void`: a critical fault left nothing."""

    number: int
    panel: str
    points: Fraction
    void: bool = False


@dataclass(frozen=True)
class Moments:
    count: int
    mean: Fraction
    deviation: Fraction


def equated(scores: Sequence[Raw], way: Equating) -> dict[int, Fraction]:
    """The points of each competitor of a station, 0 to 100, by number."""
    panels: dict[str, list[Fraction]] = defaultdict(list)
    for one in scores:
        if not one.void:
            panels[one.panel].append(one.points)
    known = {panel: moments(some) for panel, some in panels.items()}
    pooled = moments([one.points for one in scores if not one.void])
    return {one.number: _moved(one, known, pooled, way) for one in scores}


def _moved(one: Raw, panels: Mapping[str, Moments], pooled: Moments, way: Equating) -> Fraction:
    if one.void or way is Equating.NONE or len(panels) < 2 or panels[one.panel].count < FEWEST:
        return one.points
    own = panels[one.panel]
    stretch = Fraction(1)
    if way is Equating.LINEAR and own.deviation and pooled.deviation:
        stretch = pooled.deviation / own.deviation
    return min(FULL, max(ZERO, pooled.mean + (one.points - own.mean) * stretch))


def moments(scores: Sequence[Fraction]) -> Moments:
    """How many, their mean, and the standard deviation (of the whole, not of a sample), to six places."""
    if not scores:
        return Moments(0, ZERO, ZERO)
    mean = sum(scores, ZERO) / len(scores)
    variance = sum(((one - mean) ** 2 for one in scores), ZERO) / len(scores)
    root = isqrt(variance.numerator * FINE**2 // variance.denominator)
    return Moments(len(scores), mean, Fraction(root, FINE))
