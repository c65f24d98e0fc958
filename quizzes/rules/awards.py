"""Who is crowned, by rules as data: places of a post, best region, best dealer, best newcomer, long service.

Each award says how it was found, and what decided between equals. Nobody is crowned by the lot: who is still equal
shares the award.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from quizzes.rules.selection import years

Key = TypeVar("Key", int, str)


class AwardKind(StrEnum):
    PLACE = "place"
    BEST_REGION = "best-region"
    BEST_DEALER = "best-dealer"
    BEST_NEWCOMER = "best-newcomer"
    LONG_SERVICE = "long-service"
    LONG_SERVICE_DEALER = "long-service-dealer"


@dataclass(frozen=True)
class AwardRule:
    """`post` and `place` (1 to 3) belong to PLACE. `least`: finalists that a region or dealer must have. `years`: a
    newcomer has fewer, a long service more.
    """

    key: str
    kind: AwardKind
    post: str = ""
    place: int = 0
    least: int = 1
    years: int = 0


@dataclass(frozen=True)
class Finalist:
    """A competitor whose ranking is published. `total` in hundredths; `place` within the post."""

    person_id: int
    post: str
    region: str
    dealer: str
    total: int
    place: int
    hired_on: date | None = None


@dataclass(frozen=True)
class Winner:
    """`person_id`, or `group` (a region's or dealer's code). `value` says how: see `worth`, a number that more is
    better of: hundredths of a point, or years.
    """

    rule: str
    value: int
    person_id: int | None = None
    group: str = ""


@dataclass(frozen=True)
class House:
    """A dealer and the day it was opened."""

    code: str
    opened_on: date | None


def winners(
    rules: Sequence[AwardRule], finalists: Sequence[Finalist], houses: Sequence[House], on: date
) -> list[Winner]:
    """The winners in the order of the rules; within a rule by number or code."""
    return [one for rule in rules for one in _of_rule(rule, finalists, houses, on)]


def _of_rule(rule: AwardRule, finalists: Sequence[Finalist], houses: Sequence[House], on: date) -> Iterable[Winner]:
    match rule.kind:
        case AwardKind.PLACE:
            return _placed(rule, finalists)
        case AwardKind.BEST_REGION:
            return _best_group(rule, finalists, lambda one: one.region)
        case AwardKind.BEST_DEALER:
            return _best_group(rule, finalists, lambda one: one.dealer)
        case AwardKind.BEST_NEWCOMER:
            return _newcomers(rule, finalists, on)
        case AwardKind.LONG_SERVICE:
            return _long(rule, ((one.person_id, "", one.hired_on) for one in finalists), on)
        case AwardKind.LONG_SERVICE_DEALER:
            return _long(rule, ((None, one.code, one.opened_on) for one in houses), on)


def _placed(rule: AwardRule, finalists: Sequence[Finalist]) -> list[Winner]:
    mine = [one for one in finalists if (one.post, one.place) == (rule.post, rule.place)]
    return [Winner(rule.key, one.total, one.person_id) for one in sorted(mine, key=lambda one: one.person_id)]


def _best_group(rule: AwardRule, finalists: Sequence[Finalist], group: Callable[[Finalist], str]) -> list[Winner]:
    """The mean total of its finalists; between equals the one with more first places, then with more finalists."""
    groups: dict[str, list[Finalist]] = defaultdict(list)
    for one in finalists:
        groups[group(one)].append(one)
    worth = {code: _worth(some) for code, some in groups.items() if len(some) >= rule.least}
    best = _best(worth)
    return [Winner(rule.key, round_half_up(worth[code][0]), group=code) for code in best]


def _worth(some: Sequence[Finalist]) -> tuple[Fraction, int, int]:
    mean = Fraction(sum(one.total for one in some), len(some))
    return mean, sum(one.place == 1 for one in some), len(some)


def round_half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _newcomers(rule: AwardRule, finalists: Sequence[Finalist], on: date) -> list[Winner]:
    """The best total of those who have been there for fewer years, of any post; a better place parts equals."""
    known = (one for one in finalists if one.hired_on is not None and years(one.hired_on, on) < rule.years)
    worth = {one.person_id: (one.total, -one.place) for one in known}
    return [Winner(rule.key, worth[one][0], one) for one in _best(worth)]


def _best(worth: Mapping[Key, tuple[Fraction | int, ...]]) -> list[Key]:
    """Those with the highest worth, in their order."""
    top = max(worth.values(), default=None)
    return sorted(one for one, value in worth.items() if value == top)


def _long(rule: AwardRule, served: Iterable[tuple[int | None, str, date | None]], on: date) -> list[Winner]:
    """Everybody with more than so many years, the longest first: from the day after that anniversary."""
    before = on - timedelta(days=1)
    found = [
        (person_id, code, years(since, on)) for person_id, code, since in served if years(since, before) >= rule.years
    ]
    found.sort(key=lambda one: (-one[2], one[0] or 0, one[1]))
    return [Winner(rule.key, whole, person_id, code) for person_id, code, whole in found]
