"""Streaks with mercy. A streak counts the days done, one after the other; it is never stored, always reckoned anew.

- A day that is neutral (a rest day of the person's shifts, leave, a holiday of the dealer, a day on which the service
  was down) neither breaks a streak nor adds to it; a set done on it counts.
- A streak comes with two freezes. A missed day uses one by itself, and the streak holds. Seven days done since a freeze
  was used, or the last one came back, bring one back, two at most.
- Without a freeze a missed day ends the streak; the next one may begin with any day done, and the longest that holds
  until today counts. (So it never harms to have done more.)
- A missed day that is made up within the next two days that are not neutral counts as done, as if it had not been
  missed: so a streak is earned back, and a freeze too. What is made up later counts among the last thirty days only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from quizzes.rules.dayset import MAKE_UP_DAYS

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


class Why(StrEnum):
    """Why a day is neutral; where there are several reasons, the last one here is given."""

    REST = "rest"
    LEAVE = "leave"
    HOLIDAY = "holiday"
    OUTAGE = "outage"


COUNTING = (Mark.DONE, Mark.MADE_UP)


@dataclass(frozen=True)
class EarnBack:
    """The day to make up, and how long the streak would be then, with today's set done."""

    day: int
    days: int


@dataclass(frozen=True)
class Streak:
    """`ends_today`: it is over at midnight unless today's set is done. `lately`: days done of the last thirty.

    `freeze_in`: in how many days done a used freeze comes back; None while all are there. `begins`: the first day that
    it counts; what was done before it belongs to streaks that ended.
    """

    days: int
    best: int
    freezes: int
    done_today: bool
    ends_today: bool
    lately: int
    marks: Mapping[int, Mark]
    earn_back: EarnBack | None = None
    freeze_in: int | None = None
    begins: int | None = None

    @property
    def past(self) -> frozenset[int]:
        """The days done of streaks that ended."""
        done = (day for day, mark in self.marks.items() if mark in COUNTING)
        return frozenset(day for day in done if self.begins is None or day < self.begins)

    @property
    def is_open(self) -> bool:
        """Whether today asks for its set, and it is not done yet."""
        return Mark.OPEN in self.marks.values()


def streak(done: Mapping[int, int], neutral: Collection[int], first_day: int, today: int) -> Streak:
    """The streak as it stands. Days are ordinals.

    `done`: each day done, and on which day that was: the same, or a later one on which it was made up. `neutral`: days
    that ask nothing. Days before `first_day` and after `today` count for nothing.
    """
    found = standing(done, neutral, first_day, today)
    return replace(found, earn_back=_earn_back(found, done, neutral, first_day, today))


def standing(done: Mapping[int, int], neutral: Collection[int], first_day: int, today: int) -> Streak:
    """As `streak`, without looking for a day that would earn it back."""
    marks = {day: _mark(day, today, done, neutral) for day in range(first_day, today + 1)}
    lately = sum(first_day <= day <= today and today - day < LATELY for day in done)
    best, held, frozen, begins = 0, NOTHING, _Frozen(), None
    for start in _starts(marks):
        held = _hold(marks, start, today)
        best = max(best, held.days)
        frozen.add(start, held)
        if held.until is None:
            begins = start
            break
    else:
        held = NOTHING
    return Streak(
        held.days,
        best,
        held.freezes,
        today in done,
        bool(held.days) and not held.freezes and marks.get(today) is Mark.OPEN,
        lately,
        marks | dict.fromkeys(frozen.days, Mark.FROZEN),
        freeze_in=FREEZE_AFTER - held.since if held.freezes < FREEZES else None,
        begins=begins,
    )


def _earn_back(
    found: Streak, done: Mapping[int, int], neutral: Collection[int], first_day: int, today: int
) -> EarnBack | None:
    """The missed day that makes the streak longest (of several the last), where that is more than the day itself.

    Today's set comes first.
    """
    missed = [
        day
        for day in range(max(first_day, today - MAKE_UP_DAYS), today)
        if found.marks[day] in (Mark.MISSED, Mark.FROZEN) and _days_between(day, today, neutral) <= EARN_BACK_DAYS
    ]
    if not missed:
        return None
    plain = {**done, today: today}
    without = standing(plain, neutral, first_day, today).days
    best: EarnBack | None = None
    for day in missed:
        mended = standing({**plain, day: today}, neutral, first_day, today).days
        if mended > without + 1 and mended >= (best.days if best else 0):
            best = EarnBack(day, mended)
    return best


def _days_between(day: int, later: int, neutral: Collection[int]) -> int:
    """How many days after `day`, until `later`, asked for their set."""
    return sum(one not in neutral for one in range(day + 1, later + 1))


@dataclass(frozen=True)
class _Held:
    """A streak as far as it goes. `since`: days done on the way to the next freeze; `until`: the day that ended it."""

    days: int
    freezes: int
    since: int
    frozen: tuple[int, ...] = ()
    until: int | None = None


NOTHING = _Held(0, FREEZES, 0)


@dataclass
class _Frozen:
    """The days on which a freeze was used, of the streak that holds and of those that ended before it began."""

    days: set[int] = field(default_factory=set)
    until: int = 0

    def add(self, start: int, held: _Held) -> None:
        if held.until is None:
            self.days = {day for day in self.days if day < start} | set(held.frozen)
        elif start >= self.until:
            self.days.update(held.frozen)
            self.until = held.until


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
                return _Held(days, 0, 0, tuple(frozen), until=day)
            freezes, since = freezes - 1, 0
            frozen.append(day)
    return _Held(days, freezes, since, tuple(frozen))


def _mark(day: int, today: int, done: Mapping[int, int], neutral: Collection[int]) -> Mark:
    worked_on = done.get(day)
    if worked_on is not None and worked_on <= day:
        return Mark.DONE
    if worked_on is not None and _days_between(day, worked_on, neutral) <= EARN_BACK_DAYS:
        return Mark.MADE_UP
    if day in neutral:
        return Mark.NEUTRAL
    return Mark.OPEN if day == today else Mark.MISSED


@dataclass(frozen=True)
class Calendar:
    """What a person need not do. Days are ordinals.

    `patterns`: (from which day on, the weekdays of rest as bits, Monday is 1); the latest that has begun holds, and
    `DEFAULT_REST` before the first. `rest_days`: single ones. `spans`: (why, first, last) of leave, holidays, outages.
    """

    patterns: Collection[tuple[int, int]] = ()
    rest_days: Collection[int] = ()
    spans: Collection[tuple[Why, int, int]] = ()

    def neutral(self, first_day: int, last_day: int) -> dict[int, Why]:
        """The days of a stretch that ask nothing, each with why. Of a week's rest days the first three count."""
        found: dict[int, Why] = {}
        week: list[int] = []
        for day in sorted(self.rests(_monday(first_day), last_day)):
            week = [one for one in week if one >= _monday(day)]
            if len(week) < MOST_A_WEEK:
                week.append(day)
                if day >= first_day:
                    found[day] = Why.REST
        for why in (Why.LEAVE, Why.HOLIDAY, Why.OUTAGE):
            for reason, first, last in self.spans:
                if reason is why:
                    found.update(dict.fromkeys(range(max(first, first_day), min(last, last_day) + 1), why))
        return found

    def rests(self, first_day: int, last_day: int) -> set[int]:
        """The rest days that are entered."""
        found = {day for day in self.rest_days if first_day <= day <= last_day}
        begun = sorted([(-1, DEFAULT_REST), *self.patterns])
        for day in range(first_day, last_day + 1):
            while len(begun) > 1 and begun[1][0] <= day:
                begun.pop(0)
            if begun[0][1] >> ((day - 1) % 7) & 1:
                found.add(day)
        return found

    def rests_of_week(self, day: int) -> set[int]:
        """Those of that day's week."""
        return self.rests(_monday(day), _monday(day) + 6)


def _monday(day: int) -> int:
    return day - (day - 1) % 7


DEFAULT_REST = 0b1100000  # Saturday and Sunday: who says nothing loses no streak by a free weekend
MOST_REST_DAYS = 2  # weekdays of a pattern
MOST_A_WEEK = 3  # with single days, Monday to Sunday
