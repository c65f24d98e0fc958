"""What the pages of the daily set show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from app.days import queries, services
from app.days.models import DaySet
from app.kit.clock import day_of as service_day_of
from app.kit.i18n import pick
from app.lessons.remembering import count_due
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import day_of, rules_of
from quizzes.rules.dayset import GRACE_HOURS, MAKE_UP_DAYS, MOST_REVIEWS, PK_MINUTES, REVIEW_SECONDS, missed_days


@dataclass(frozen=True)
class Step:
    """A part of the set: what it asks, why, where it is done, and about how many minutes are left of it. `asked`: the
    set asks it, on this day.
    """

    icon: str
    title: str
    why: str
    url: str
    label: str
    done: bool
    minutes: int
    asked: bool = True


@dataclass(frozen=True)
class Missed:
    """A day that can be made up; `can`: now. `begun`: it is being made up."""

    day: date
    can: bool
    begun: bool


@dataclass(frozen=True)
class DayPage:
    """A set as it stands. `missed`: days that can still be made up; `why_not`: why none can now. `is_late`: it is
    yesterday's, to be finished in the hours after midnight; `saved`: yesterday's was finished so. `tomorrow`: how many
    questions come back then, once the set is done.
    """

    set: DaySet
    steps: Sequence[Step]
    day: date
    pays: int
    missed: Sequence[Missed]
    pays_made_up: int
    why_not: LazyString | None
    is_late: bool
    saved: date | None
    url_today: str
    tomorrow: int
    grace: str = f"{GRACE_HOURS:02}:00"

    @property
    def minutes(self) -> int:
        """About how many are left."""
        return sum(step.minutes for step in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.done), None)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


@dataclass(frozen=True)
class Card:
    """The day in short, for the page "today". `set` is None before it was opened."""

    set: DaySet | None
    steps: Sequence[Step]

    @property
    def made_up(self) -> date | None:
        """The missed day that is being made up."""
        return date.fromordinal(self.set.day) if self.set is not None and self.set.made_up else None

    @property
    def url(self) -> str:
        return url_for("days.today") if self.set is None else url_of(self.set)

    @property
    def is_done(self) -> bool:
        return self.set is not None and self.set.done_at is not None

    @property
    def minutes(self) -> int:
        """About how many are left."""
        return sum(step.minutes for step in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.done), None)


def chosen(sets: Sequence[DaySet], asked_for: str | None, season: Season, now: datetime) -> DaySet | None:
    """Which of the sets that are worked on now is shown: the one of the day that was asked for, else what ends first.

    None: today's, which is not there yet.
    """
    for one in sets:
        if date.fromordinal(one.day).isoformat() == asked_for:
            return one
    today = day_of(season, now)
    late = (one for one in sets if asked_for is None and services.is_late(one, season, now))
    return next(late, next((one for one in sets if one.day == today), None))


def url_of(found: DaySet) -> str:
    """The page of this set."""
    return url_for("days.today", day=date.fromordinal(found.day).isoformat())


def steps(found: DaySet) -> list[Step]:
    return [_class_step(found), _review_step(found), _pk_step(found)]


def _class_step(found: DaySet) -> Step:
    done = found.class_done_at is not None or found.micro_class_id is None
    micro_class = found.micro_class
    if micro_class is None or micro_class.current is None:
        text = _("No new class is open to you: you have taken them all.")
        url = url_for("lessons.sections")
        return Step("book-open", _("Micro-class"), text, url, _("Look around"), done, 0, asked=False)
    why = _("Next on your road: %(section)s", section=pick(micro_class.section.title))
    title = pick(micro_class.current.content["title"])
    url = url_for("lessons.micro_class", key=micro_class.key)
    return Step("book-open", title, why, url, _("Take the class"), done, 0 if done else _class_minutes(found))


def _review_step(found: DaySet) -> Step:
    count, done = len(found.version_ids), found.review_done_at is not None
    url = url_for("days.review", set_id=found.id)
    if not count:
        text = _("Nothing is due for review today.")
        return Step("refresh-cw", _("Review"), text, url, _("Review"), done, 0, asked=False)
    title = ngettext("%(num)d question to review", "%(num)d questions to review", count)
    why = _("What you missed, and what you would soon forget.")
    label = _("Go on") if found.answers else _("Review")
    if found.answers and not done:
        why = _("%(done)d of %(all)d answered.", done=len(found.answers), all=count)
    return Step("refresh-cw", title, why, url, label, done, _review_minutes(count - len(found.answers)))


def _pk_step(found: DaySet) -> Step:
    why = _("A colleague or the machine, with one right answer. Friendly ones do not count.")
    done = found.pk_done_at is not None
    return Step("swords", _("One PK"), why, url_for("duels.lobby"), _("Play a PK"), done, 0 if done else PK_MINUTES)


def _class_minutes(found: DaySet) -> int:
    return found.minutes - PK_MINUTES - _review_minutes(len(found.version_ids))


def _review_minutes(questions: int) -> int:
    return -(-questions * REVIEW_SECONDS // 60)


def card(person: Person, season: Season, now: datetime) -> Card:
    """One statement; nothing is opened by looking. After today's set a missed day that is being made up is shown."""
    sets = queries.worked_on(person.id, season, queries.days_open(season, now))
    mine = chosen(sets, None, season, now)
    if mine is not None and mine.done_at is not None:
        mine = next((one for one in sets if one.made_up and one.done_at is None), mine)
    if mine is None:
        return Card(None, ())
    return Card(mine, steps(mine))


def day_page(found: DaySet, person: Person, season: Season, now: datetime) -> DayPage:
    today, rules = day_of(season, now), rules_of(season)
    done = queries.days_done(person.id, season, today - MAKE_UP_DAYS)
    why_not = services.why_no_make_up(person, season, today)
    sets = queries.worked_on(person.id, season, queries.days_open(season, now))
    open_now = next((one.day for one in sets if one.made_up), None)
    late = {one.day for one in sets if services.is_late(one, season, now)}
    missed = [
        Missed(date.fromordinal(day), why_not is None or day == open_now, day == open_now)
        for day in missed_days(today, season.first_day.toordinal(), done | late)
    ]
    return DayPage(
        found,
        steps(found),
        date.fromordinal(found.day),
        rules.day_made_up if found.made_up else rules.day_completed,
        missed,
        rules.day_made_up,
        why_not,
        found.day in late,
        _saved(sets, season, today),
        url_for("days.today", day=date.fromordinal(today).isoformat()),
        min(MOST_REVIEWS, count_due(person.id, service_day_of(now) + 1)) if found.done_at else 0,
    )


def _saved(sets: Sequence[DaySet], season: Season, today: int) -> date | None:
    """The day of yesterday's set, where it was finished after midnight."""
    midnight = queries.begins(season, today)
    after = (one.day for one in sets if one.worked_on < today and one.done_at and one.done_at >= midnight)
    return next((date.fromordinal(day) for day in after), None)
