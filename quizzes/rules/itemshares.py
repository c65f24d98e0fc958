"""How sure a share and a correlation are, by how many people they rest on; and the times of answers in short.

The interval of a share is Wilson's (Probable inference, the law of succession, and statistical inference, 1927): it
stays within 0 and 1 and says something even where all were right. That of a correlation is Fisher's (On the probable
error of a coefficient of correlation, 1921). Times of answers are log-normal (van der Linden, A lognormal model for
response times on test items, 2006).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

Z = 1.959964  # of the interval that holds in 95 cases of 100


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Times:
    """In milliseconds. `log_mean` and `log_spread`: of the natural logarithms."""

    people: int
    first_quarter: int
    median: int
    third_quarter: int
    log_mean: float
    log_spread: float


def share_interval(right: int, people: int) -> Interval | None:
    """Where the share lies in 95 cases of 100; None before anybody answered."""
    if not people:
        return None
    share, squared = right / people, Z * Z
    middle = (share + squared / (2 * people)) / (1 + squared / people)
    spread = share * (1 - share) / people + squared / (4 * people * people)
    away = Z * math.sqrt(spread) / (1 + squared / people)
    return Interval(max(0.0, middle - away), min(1.0, middle + away))


def correlation_interval(correlation: float, people: int) -> Interval | None:
    """Where a correlation lies in 95 cases of 100; None of fewer than four people."""
    if people < 4:
        return None
    middle = math.atanh(max(-0.999999, min(0.999999, correlation)))
    away = Z / math.sqrt(people - 3)
    return Interval(math.tanh(middle - away), math.tanh(middle + away))


def times(milliseconds: Sequence[int]) -> Times | None:
    """None where nobody's time is known."""
    ordered = sorted(one for one in milliseconds if one > 0)
    if not ordered:
        return None
    logs = [math.log(one) for one in ordered]
    first, median, third = (round(quantile(ordered, share)) for share in (0.25, 0.5, 0.75))
    return Times(len(ordered), first, median, third, fmean(logs), pstdev(logs))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two values at whose height the share lies."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
