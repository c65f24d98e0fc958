"""From the marks of several judges to the points of a competitor at a station, with every step to be read.

Of five marks for an aspect or more, the highest and the lowest are dropped; what is left is averaged (as in gymnastics
and diving: the trimmed mean; Tukey, 1962). Judged marks that lie more than 1 apart call for talk and a new mark before
the sheet can be signed (as WorldSkills does with its judgement marking of 0 to 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizzes.rules.scoresheet import Aspect, Judged, Sheet, Timing, share, total

TRIMS_FROM = 5
WIDEST = 1  # spread of judged marks that needs no talk
ZERO = Fraction(0)

Marks = Mapping[str, Mapping[int, Fraction]]  # aspect, penalty or critical fault -> judge -> mark


@dataclass(frozen=True)
class Line:
    """What became of an aspect: the marks that counted, those that were dropped, and the points they gave."""

    aspect_id: str
    counted: tuple[Fraction, ...]
    dropped: tuple[Fraction, ...]
    points: Fraction
    most: int


@dataclass(frozen=True)
class Deduction:
    """Points taken away: by a penalty (so many times), or for time ("time": seconds over)."""

    id: str
    count: int
    points: Fraction


@dataclass(frozen=True)
class Score:
    """`raw` is what the aspects gave; `points` what is left after deductions, nought at least. A critical fault named
    in `critical` leaves nothing.
    """

    lines: tuple[Line, ...]
    deductions: tuple[Deduction, ...]
    critical: tuple[str, ...]
    raw: Fraction
    points: Fraction


@dataclass(frozen=True)
class Time:
    """How long the work took, and the seconds given back for what was not the competitor's fault."""

    used_seconds: int = 0
    given_back_seconds: int = 0


def needs_talk(sheet: Sheet, marks: Marks) -> list[str]:
    """The judged aspects whose marks lie too far apart."""
    judged = (one.id for one in sheet.aspects if isinstance(one, Judged))
    return [one for one in judged if spread(tuple(marks.get(one, {}).values())) > WIDEST]


def spread(marks: Sequence[Fraction]) -> Fraction:
    return max(marks) - min(marks) if marks else ZERO


def missing(sheet: Sheet, marks: Marks, judges: Sequence[int]) -> list[tuple[str, int]]:
    """Which judge has yet to mark which aspect. Measured ones are measured once, by whoever of the judges."""
    found: list[tuple[str, int]] = []
    for one in sheet.aspects:
        given = marks.get(one.id, {})
        if isinstance(one, Judged):
            found += [(one.id, judge) for judge in judges if judge not in given]
        elif not given:
            found += [(one.id, judge) for judge in judges[:1]]
    return found


def score(sheet: Sheet, marks: Marks, time: Time | None = None) -> Score:
    """What the marks are worth. An aspect that nobody has marked gives nothing."""
    lines = tuple(_line(one, marks.get(one.id, {})) for one in sheet.aspects)
    deductions = (*_penalties(sheet, marks), *_for_time(sheet.timing, time))
    critical = tuple(one.id for one in sheet.critical if any(marks.get(one.id, {}).values()))
    raw = total(line.points for line in lines)
    left = max(ZERO, raw - total(one.points for one in deductions))
    return Score(lines, deductions, critical, raw, ZERO if critical else left)


def _line(aspect: Aspect, given: Mapping[int, Fraction]) -> Line:
    counted, dropped = trimmed([given[judge] for judge in sorted(given)])
    if not counted:
        return Line(aspect.id, (), dropped, ZERO, aspect.weight)
    mean = total(share(aspect, mark) for mark in counted) / len(counted)
    return Line(aspect.id, counted, dropped, mean * aspect.weight, aspect.weight)


def trimmed(marks: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """The marks that count, in order, and those that are dropped: of five or more the lowest and the highest."""
    ordered = tuple(sorted(marks))
    if len(ordered) < TRIMS_FROM:
        return ordered, ()
    return ordered[1:-1], (ordered[0], ordered[-1])


def _penalties(sheet: Sheet, marks: Marks) -> list[Deduction]:
    """A penalty counts as often as most judges say: the median of what they wrote, the lower one of two."""
    found = []
    for one in sheet.penalties:
        given = sorted(marks.get(one.id, {}).values())
        count = int(given[(len(given) - 1) // 2]) if given else 0
        if count:
            found.append(Deduction(one.id, count, Fraction(one.points * count)))
    return found


def _for_time(timing: Timing | None, time: Time | None) -> list[Deduction]:
    if timing is None or time is None or not timing.step_seconds:
        return []
    over = time.used_seconds - time.given_back_seconds - timing.seconds
    if over <= 0:
        return []
    steps = -(-over // timing.step_seconds)
    return [Deduction("time", over, Fraction(min(timing.most, steps * timing.points)))]
