"""What the pages of the streak show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date, lazy_gettext, ngettext
from flask_babel import gettext as _

from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import day_of
from app.streaks import queries
from app.streaks.forms import WEEKDAYS
from app.streaks.models import Leave
from quizzes.rules.streaks import DEFAULT_REST, Mark, Streak

WEEKS = 5
WORDS = {
    Mark.DONE: lazy_gettext("done"),
    Mark.MADE_UP: lazy_gettext("made up"),
    Mark.FROZEN: lazy_gettext("frozen"),
    Mark.NEUTRAL: lazy_gettext("asks nothing"),
    Mark.MISSED: lazy_gettext("missed"),
    Mark.OPEN: lazy_gettext("open"),
}
ICONS = {
    Mark.DONE: "check",
    Mark.MADE_UP: "rotate-ccw",
    Mark.FROZEN: "snowflake",
    Mark.NEUTRAL: "coffee",
    Mark.MISSED: "x",
    Mark.OPEN: "hourglass",
}


@dataclass(frozen=True)
class Day:
    """A place of the calendar; `mark` is None before the season and ahead of us."""

    day: date
    mark: Mark | None
    is_today: bool

    @property
    def icon(self) -> str:
        return ICONS[self.mark] if self.mark else "minus"

    @property
    def said(self) -> str:
        word = WORDS[self.mark] if self.mark else _("ahead")
        return f"{format_date(self.day, 'medium')}: {word}"


@dataclass(frozen=True)
class StreakPage:
    season: Season
    streak: Streak
    weeks: Sequence[Sequence[Day]]
    weekdays: Sequence[str]
    rests: Sequence[str]
    rests_from: date | None
    leaves: Sequence[tuple[Leave, date, date]]
    earn_back: date | None


def streak_page(person: Person, season: Season, streak: Streak, now: datetime) -> StreakPage:
    today = day_of(season, now)
    pattern = queries.pattern_of(person)
    bits = DEFAULT_REST if pattern is None else pattern.weekdays
    begins_later = pattern is not None and pattern.from_day > today
    return StreakPage(
        season,
        streak,
        _weeks(streak, today),
        [str(choice.label) for choice in WEEKDAYS],
        [choice.value for choice in WEEKDAYS if bits >> int(choice.value) & 1],
        date.fromordinal(pattern.from_day) if pattern and begins_later else None,
        [
            (one, date.fromordinal(one.first_day), date.fromordinal(one.last_day))
            for one in queries.leaves_of(person, today)
        ],
        date.fromordinal(streak.earn_back.day) if streak.earn_back else None,
    )


def _weeks(streak: Streak, today: int) -> list[list[Day]]:
    """The last weeks, Monday first, the newest last."""
    monday = today - (today - 1) % 7
    return [
        [Day(date.fromordinal(day), streak.marks.get(day), day == today) for day in range(start, start + 7)]
        for start in range(monday - 7 * (WEEKS - 1), monday + 1, 7)
    ]


def said(streak: Streak) -> str:
    """What is at stake today, in a sentence."""
    if streak.done_today:
        return _("Today is done.")
    if streak.ends_today:
        return _("It ends at midnight unless you do today's set.")
    if not streak.days:
        return _("It begins with the first day you do.")
    return ngettext(
        "%(num)d freeze holds it, if you miss a day.", "%(num)d freezes hold it, if you miss a day.", streak.freezes
    )
