"""The ranking of a post in the final, with the step that parted each competitor from the one before.

Totals are the stations' points by their weights (which add to 100), in hundredths of a point. Equal totals are parted
by the tie-breaks of the rules, one after the other; whoever is still equal plays off, and until then shares the place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from quizzes.rules.scoresheet import hundredths

TOTAL, PLAY_OFF, SHARED = "total", "play-off", "shared"


class FinalTieBreak(StrEnum):
    """station: more points at the stations, one after the other in the order of the rules (practical work first).
    critical: fewer critical faults. penalties: fewer points taken away. time: less time for all stations together.
    """

    STATIONS = "stations"
    CRITICAL = "critical"
    PENALTIES = "penalties"
    TIME = "time"


@dataclass(frozen=True)
class Weighed:
    """A station of a post and its share of the total, in hundredths."""

    station: str
    weight: int


@dataclass(frozen=True)
class Competitor:
    """A drawn number with what was reached at each station; a station that is missing gave nothing."""

    number: int
    points: Mapping[str, Fraction] = field(hash=False)
    critical: int = 0
    penalties: Fraction = Fraction(0)
    seconds: int = 0
    play_off: int = 0  # the place in a play-off, from 1; 0: none was held


@dataclass(frozen=True)
class Placed:
    """`total` in hundredths. `by`: what parted it from the place before (total, a tie-break, play-off or shared), with
    both values in hundredths, seconds or counts; empty for the first.
    """

    number: int
    place: int
    total: int
    by: str = ""
    mine: int = 0
    theirs: int = 0


def slips(stations: Sequence[Weighed]) -> list[str]:
    """What is wrong with the weights: weights (they do not add to 100), twice, weight."""
    found = [] if sum(one.weight for one in stations) == 100 else ["weights"]
    if len({one.station for one in stations}) < len(stations):
        found.append("twice")
    return found + (["weight"] if any(one.weight <= 0 for one in stations) else [])


def total(one: Competitor, stations: Sequence[Weighed]) -> Fraction:
    return sum((one.points.get(each.station, Fraction(0)) * each.weight / 100 for each in stations), Fraction(0))


def ranking(
    competitors: Sequence[Competitor], stations: Sequence[Weighed], tie_breaks: Sequence[FinalTieBreak]
) -> list[Placed]:
    """The best first; who is equal in everything stands by number and shares the place."""
    worth = {one.number: _worth(one, stations, tie_breaks) for one in competitors}
    line = sorted(competitors, key=lambda one: ([-value for _name, value in worth[one.number]], one.number))
    found: list[Placed] = []
    for place, one in enumerate(line, start=1):
        mine = worth[one.number]
        if not found:
            found.append(Placed(one.number, 1, mine[0][1]))
            continue
        by, value, other = _parted(mine, worth[found[-1].number])
        shares = found[-1].place if by == SHARED else place
        found.append(Placed(one.number, shares, mine[0][1], by, value, other))
    return found


Worth = list[tuple[str, int]]


def _worth(one: Competitor, stations: Sequence[Weighed], tie_breaks: Sequence[FinalTieBreak]) -> Worth:
    """Everything that is compared, in its order; of each, more is better."""
    found = [(TOTAL, hundredths(total(one, stations)))]
    for name in tie_breaks:
        if name is FinalTieBreak.STATIONS:
            found += [(each.station, hundredths(one.points.get(each.station, Fraction(0)))) for each in stations]
        else:
            found.append((name.value, -_cost(one, name)))
    return [*found, (PLAY_OFF, -one.play_off if one.play_off else -(10**6))]


def _cost(one: Competitor, name: FinalTieBreak) -> int:
    costs = {
        FinalTieBreak.CRITICAL: one.critical,
        FinalTieBreak.PENALTIES: hundredths(one.penalties),
        FinalTieBreak.TIME: one.seconds,
    }
    return costs[name]


def _parted(mine: Worth, theirs: Worth) -> tuple[str, int, int]:
    for (name, value), (_same, other) in zip(mine, theirs, strict=True):
        if value != other:
            return name, abs(value), abs(other)
    return SHARED, 0, 0


def undecided(placed: Sequence[Placed], prizes: int) -> list[list[int]]:
    """Who must play off: the numbers that share a place among the first `prizes`."""
    groups: dict[int, list[int]] = {}
    for one in placed:
        if one.place <= prizes:
            groups.setdefault(one.place, []).append(one.number)
    return [some for _place, some in sorted(groups.items()) if len(some) > 1]
