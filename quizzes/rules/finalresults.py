"""From all sheets of a post to its ranking, with every step kept: what the panels gave, what equating made of it, the
places. The same sheets give the same outcome, to the byte, on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizzes.rules import equating, finalranking
from quizzes.rules.equating import Equating, Raw
from quizzes.rules.finalranking import Competitor, FinalTieBreak, Placed, Weighed
from quizzes.rules.judging import Score, Time
from quizzes.rules.scoresheet import total


@dataclass(frozen=True)
class Work:
    """What a competitor did at a station, as its panel scored it."""

    number: int
    station: str
    panel: str
    score: Score
    time: Time | None = None

    @property
    def seconds(self) -> int:
        return max(0, self.time.used_seconds - self.time.given_back_seconds) if self.time else 0


@dataclass(frozen=True)
class Rules:
    """`stations` in the order in which they part equal totals."""

    stations: tuple[Weighed, ...]
    tie_breaks: tuple[FinalTieBreak, ...]
    equating: Equating = Equating.NONE


@dataclass(frozen=True)
class Outcome:
    """`points`: number and station -> points after equating; `placed`: the best first."""

    points: Mapping[tuple[int, str], Fraction]
    placed: tuple[Placed, ...]


def outcome(numbers: Sequence[int], works: Sequence[Work], rules: Rules, play_offs: Mapping[int, int]) -> Outcome:
    """The ranking of these numbers. Works of anybody else count nowhere; a station without work gave nothing."""
    counted = [one for one in works if one.number in set(numbers)]
    points: dict[tuple[int, str], Fraction] = {}
    for each in rules.stations:
        here = [one for one in counted if one.station == each.station]
        raw = [Raw(one.number, one.panel, one.score.points, bool(one.score.critical)) for one in here]
        moved = equating.equated(raw, rules.equating)
        points |= {(number, each.station): value for number, value in moved.items()}
    competitors = [_competitor(number, counted, points, play_offs) for number in sorted(set(numbers))]
    return Outcome(points, tuple(finalranking.ranking(competitors, rules.stations, rules.tie_breaks)))


def _competitor(
    number: int, works: Sequence[Work], points: Mapping[tuple[int, str], Fraction], play_offs: Mapping[int, int]
) -> Competitor:
    mine = [one for one in works if one.number == number]
    return Competitor(
        number,
        {station: value for (who, station), value in points.items() if who == number},
        critical=sum(len(one.score.critical) for one in mine),
        penalties=total(taken.points for one in mine for taken in one.score.deductions),
        seconds=sum(one.seconds for one in mine),
        play_off=play_offs.get(number, 0),
    )
