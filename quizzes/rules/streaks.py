"""Streaks with mercy. A streak counts the days done, one after the other; it is never stored, always reckoned anew.

- A day that is neutral (a rest day of the person's shifts, leave, a holiday of the dealer, a day on which the service
  was down) neither breaks a streak nor adds to it; a set done on it counts.
- A streak comes with two freezes. A missed day uses one by itself, and the streak holds. Seven days done since a freeze
  was used, or the last one came back, bring one back, two at most.
- Without a freeze a missed day ends the streak; the next one may begin with any day done, and the longest that holds
  until today counts. (So it never harms to have done more.)
- A missed day that is made up within two days counts as done, as if it had not been missed: so a streak is earned back.
  What is made up later counts among the days of the last thirty only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

FREEZES = 2
FREEZE_AFTER = 7  # days done until a used freeze comes back
EARN_BACK_DAYS = 2
LATELY = 30


class Mark(StrEnum):
    """What became of a day."""

    DONE = "done"
    MADE_UP = "made-up"
    FROZEN = "frozen"
    NEUTRAL = "neutral"
    MISSED = "missed"
    OPEN = "open"  # today, not done yet


COUNTING = (Mark.DONE, Mark.MADE_UP)


@dataclass(frozen=True)
class EarnBack:
    """The day to make up, and how long the streak would be then."""

    day: int
    days: int


@dataclass(frozen=True)
class Streak:
    """`ends_today`: it is over at midnight unless today's set is done. `lately`: days done of the last thirty."""

    days: int
    best: int
    freezes: int
    done_today: bool
    ends_today: bool
    lately: int
    marks: Mapping[int, Mark]
    earn_back: EarnBack | None = None


def streak(done: Mapping[int, int], neutral: Collection[int], first_day: int, today: int) -> Streak:
    """The streak as it stands. Days are ordinals.

    `done`: each day done, and on which day that was: the same, or a later one on which it was made up. `neutral`: days
    that ask nothing. Days before `first_day` and after `today` count for nothing.
    """
    found = _walk(done, neutral, first_day, today)
    lately = range(max(first_day, today - EARN_BACK_DAYS), today)
    for day in (one for one in lately if found.marks[one] in (Mark.MISSED, Mark.FROZEN)):
        mended = _walk({**done, day: today}, neutral, first_day, today)
        if mended.days > found.days + 1:
            return Streak(**(found.__dict__ | {"earn_back": EarnBack(day, mended.days)}))
    return found


def _walk(done: Mapping[int, int], neutral: Collection[int], first_day: int, today: int) -> Streak:
    marks = {day: _mark(day, today, done, neutral) for day in range(first_day, today + 1)}
    lately = sum(first_day <= day <= today and today - day < LATELY for day in done)
    best = 0
    for start in _starts(marks):
        held = _hold(marks, start, today)
        best = max(best, held.days)
        if held.holds:
            ends_today = marks[today] is Mark.OPEN and not held.freezes
            shown = marks | dict.fromkeys(held.frozen, Mark.FROZEN)
            return Streak(held.days, best, held.freezes, today in done, ends_today, lately, shown)
    return Streak(0, best, FREEZES, False, False, lately, marks)


@dataclass(frozen=True)
class _Held:
    days: int
    freezes: int
    frozen: tuple[int, ...]
    holds: bool


def _starts(marks: Mapping[int, Mark]) -> list[int]:
    """The days done with which a streak may begin: later ones of a row only lose what came before."""
    found, behind = [], Mark.MISSED
    for day, mark in marks.items():
        if mark in COUNTING and behind is Mark.MISSED:
            found.append(day)
        behind = behind if mark is Mark.NEUTRAL else mark
    return found


def _hold(marks: Mapping[int, Mark], start: int, today: int) -> _Held:
    """A streak that begins on that day, until it ends or until today."""
    days = since = 0
    freezes = FREEZES
    frozen: list[int] = []
    for day in range(start, today + 1):
        if marks[day] in COUNTING:
            days += 1
            since = since + 1 if freezes < FREEZES else 0
            if since == FREEZE_AFTER:
                freezes, since = freezes + 1, 0
        elif marks[day] is Mark.MISSED:
            if not freezes:
                return _Held(days, 0, tuple(frozen), holds=False)
            freezes, since = freezes - 1, 0
            frozen.append(day)
    return _Held(days, freezes, tuple(frozen), holds=True)


def _mark(day: int, today: int, done: Mapping[int, int], neutral: Collection[int]) -> Mark:
    if day in done and done[day] - day <= EARN_BACK_DAYS:
        return Mark.DONE if done[day] <= day else Mark.MADE_UP
    if day in neutral:
        return Mark.NEUTRAL
    return Mark.OPEN if day == today else Mark.MISSED


def neutral_days(
    patterns: Collection[tuple[int, int]], spans: Collection[tuple[int, int]], first_day: int, last_day: int
) -> set[int]:
    """The days of a stretch that ask nothing.

    `patterns`: (from which day on, the weekdays of rest as bits, Monday is 1); the latest that has begun holds, and
    `DEFAULT_REST` before the first. `spans`: (first, last) days of leave, holidays and outages.
    """
    found: set[int] = set()
    for first, last in spans:
        found.update(range(max(first, first_day), min(last, last_day) + 1))
    begun = sorted([(-1, DEFAULT_REST), *patterns])
    for day in range(first_day, last_day + 1):
        while len(begun) > 1 and begun[1][0] <= day:
            begun.pop(0)
        if begun[0][1] >> ((day - 1) % 7) & 1:
            found.add(day)
    return found


DEFAULT_REST = 0b1100000  # Saturday and Sunday: who says nothing loses no streak by a free weekend
MOST_REST_DAYS = 2  # of a week
