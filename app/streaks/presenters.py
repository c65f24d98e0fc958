"""What the pages of the streak show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString, format_date, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.people.models import Person
from app.seasons.models import Season
from app.streaks import queries
from app.streaks.forms import WEEKDAYS
from app.streaks.models import Leave
from quizzes.rules.streaks import COUNTING, DEFAULT_REST, Mark, Streak, Why

WEEKS = 5
Face = Mark | Why
FACES: dict[Face, tuple[str, LazyString]] = {
    Mark.DONE: ("circle-check", lazy_gettext("done")),
    Mark.MADE_UP: ("rotate-ccw", lazy_gettext("made up")),
    Mark.FROZEN: ("snowflake", lazy_gettext("frozen")),
    Mark.MISSED: ("x", lazy_gettext("missed")),
    Mark.OPEN: ("hourglass", lazy_gettext("open")),
    Why.REST: ("moon-star", lazy_gettext("rest day")),
    Why.LEAVE: ("plane", lazy_gettext("leave")),
    Why.HOLIDAY: ("landmark", lazy_gettext("holiday")),
    Why.OUTAGE: ("wifi-off", lazy_gettext("service down")),
}


@dataclass(frozen=True)
class Day:
    """A place of the calendar; `face` is None before the season and where nothing is known of a day ahead."""

    day: date
    face: Face | None
    is_today: bool
    is_past: bool = False  # it was done in a streak that ended

    @property
    def icon(self) -> str:
        return FACES[self.face][0] if self.face else "minus"

    @property
    def said(self) -> str:
        word = FACES[self.face][1] if self.face else _("not counted")
        said = f"{format_date(self.day, 'medium')}: {word}"
        return f"{said}, {_('of a streak that ended')}" if self.is_past else said


@dataclass(frozen=True)
class StreakPage:
    season: Season
    streak: Streak
    weeks: Sequence[Sequence[Day]]
    weekdays: Sequence[str]
    rests: Sequence[str]
    rests_from: date | None
    rest_days: Sequence[date]
    leaves: Sequence[Leave]

    @property
    def past(self) -> int:
        """How many days of the calendar were done in a streak that ended."""
        return sum(day.is_past for week in self.weeks for day in week)

    @property
    def begins(self) -> date | None:
        """Since when the streak counts, where one came before it."""
        return date.fromordinal(self.streak.begins) if self.streak.begins and self.streak.past else None

    @property
    def key(self) -> list[tuple[str, str, int]]:
        """What the calendar shows: icon, word, and on how many days."""
        counts = Counter(day.face for week in self.weeks for day in week)
        return [(icon, str(word), counts[face]) for face, (icon, word) in FACES.items() if counts[face]]


def streak_page(person: Person, season: Season, now: datetime) -> StreakPage:
    days, read = queries.stretch(season, now), queries.read_one(person, season)
    streak, today = days.streak(read), days.today
    pattern = queries.pattern_of(person)
    bits = DEFAULT_REST if pattern is None else pattern.weekdays
    begins_later = pattern is not None and pattern.from_day > today
    return StreakPage(
        season,
        streak,
        _weeks(faces(streak, read.calendar.neutral(days.first, _monday(today) + 6)), streak.past, today),
        [str(choice.label) for choice in WEEKDAYS],
        [choice.value for choice in WEEKDAYS if bits >> int(choice.value) & 1],
        date.fromordinal(pattern.from_day) if pattern and begins_later else None,
        [date.fromordinal(day) for day in queries.rest_days_of(person, today + 1)],
        queries.leaves_of(person, today),
    )


def faces(streak: Streak, neutral: Mapping[int, Why]) -> dict[int, Face]:
    """What became of each day, and why one asks nothing, also of days ahead.

    Before the first day that was done nothing was missed.
    """
    found: dict[int, Face] = dict(neutral)
    first = min((day for day, mark in streak.marks.items() if mark in COUNTING), default=None)
    for day, mark in streak.marks.items():
        if mark is not Mark.NEUTRAL and (mark is not Mark.MISSED or (first is not None and day > first)):
            found[day] = mark
    return found


def span(first: int, last: int) -> str:
    """From when until when, in words."""
    begin, end = (str(format_date(date.fromordinal(day), "medium")) for day in (first, last))
    return begin if first == last else f"{begin} – {end}"


def _monday(day: int) -> int:
    return day - (day - 1) % 7


def _weeks(of_days: Mapping[int, Face], past: Collection[int], today: int) -> list[list[Day]]:
    """The last weeks, Monday first, the newest last."""
    monday = _monday(today)
    return [
        [Day(date.fromordinal(day), of_days.get(day), day == today, day in past) for day in range(start, start + 7)]
        for start in range(monday - 7 * (WEEKS - 1), monday + 1, 7)
    ]


def said(streak: Streak) -> str:
    """What is at stake today, in a sentence."""
    if streak.earn_back:
        return _earn_back(streak)
    if streak.done_today:
        return _("Today is done.")
    if not streak.is_open:
        return _("Today asks nothing: your streak waits.")
    if streak.ends_today:
        return _("It ends tonight unless you do today's set.")
    if not streak.days:
        return _("It begins with the first day you do.")
    return ngettext(
        "%(num)d freeze holds it, if you miss a day.", "%(num)d freezes hold it, if you miss a day.", streak.freezes
    )


def _earn_back(streak: Streak) -> str:
    assert streak.earn_back
    day = format_date(date.fromordinal(streak.earn_back.day), "medium")
    if streak.done_today:
        return _("Make up %(day)s, and your streak is %(days)s days long again.", day=day, days=streak.earn_back.days)
    return _(
        "Do today's set, then make up %(day)s: your streak is %(days)s days long again.",
        day=day,
        days=streak.earn_back.days,
    )
