"""What the pages of the daily set show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import LazyString, format_date, ngettext
from flask_babel import gettext as _

from app.days import queries, services
from app.days.models import DaySet
from app.kit.i18n import pick
from app.lessons.presenters import Closed, closed
from app.lessons.remembering import Place
from app.people.models import Person
from app.questions.queries import version, versions
from app.seasons.models import Season
from app.seasons.queries import day_of, rules_of
from quizzes.rules.dayset import MAKE_UP_DAYS, PK_MINUTES, REVIEW_SECONDS, missed_days
from quizzes.rules.grading import shown


@dataclass(frozen=True)
class Step:
    """A part of the set: what it asks, why, and where it is done."""

    icon: str
    title: str
    why: str
    url: str
    label: str
    done: bool


@dataclass(frozen=True)
class Missed:
    day: date
    can: bool


@dataclass(frozen=True)
class DayPage:
    """A set as it stands. `missed`: days that can still be made up; `why_not`: why none can now."""

    set: DaySet
    steps: Sequence[Step]
    minutes: int
    day: date
    pays: int
    missed: Sequence[Missed]
    pays_made_up: int
    why_not: LazyString | None

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
    minutes: int

    @property
    def is_done(self) -> bool:
        return self.set is not None and self.set.done_at is not None

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.done), None)


@dataclass(frozen=True)
class QuestionPage:
    """The open question of a review. `why`: why it is asked today."""

    set: DaySet
    position: int
    count: int
    question: dict[str, Any]
    why: str


@dataclass(frozen=True)
class FeedbackPage:
    set: DaySet
    position: int
    count: int
    question: Closed
    question_id: int
    at: datetime
    practice: bool


@dataclass(frozen=True)
class AlongPage:
    """The questions of a review that are still open, to be answered without a line. `results`: what was sent so."""

    set: DaySet | None
    questions: Sequence[tuple[int, dict[str, Any], str]]
    results: Sequence[Closed]


def steps(found: DaySet) -> list[Step]:
    return [_class_step(found), _review_step(found), _pk_step(found)]


def _class_step(found: DaySet) -> Step:
    done = found.class_done_at is not None or found.micro_class_id is None
    micro_class = found.micro_class
    if micro_class is None or micro_class.current is None:
        text = _("No new class for your post: you have taken them all.")
        return Step("book-open", _("Micro-class"), text, url_for("lessons.sections"), _("Look around"), done)
    why = _("The next one on your road.") if not done else _("Done.")
    title = pick(micro_class.current.content["title"])
    return Step("book-open", title, why, url_for("lessons.micro_class", key=micro_class.key), _("Take the class"), done)


def _review_step(found: DaySet) -> Step:
    count, done = len(found.version_ids), found.review_done_at is not None
    url = url_for("days.review", set_id=found.id)
    if not count:
        return Step("refresh-cw", _("Review"), _("Nothing is due for review today."), url, _("Review"), done)
    title = ngettext("%(num)d question to review", "%(num)d questions to review", count)
    why = _("What you missed, and what you would soon forget.")
    label = _("Go on") if found.answers else _("Review")
    if found.answers and not done:
        why = _("%(done)d of %(all)d answered.", done=len(found.answers), all=count)
    return Step("refresh-cw", title, why, url, label, done)


def _pk_step(found: DaySet) -> Step:
    why = _("Against a colleague or the machine, with at least one right answer. A friendly one does not count.")
    return Step("swords", _("One PK"), why, url_for("duels.lobby"), _("Play a PK"), found.pk_done_at is not None)


def minutes_left(found: DaySet) -> int:
    """About how many minutes the open parts take."""
    reviews = len(found.version_ids) - len(found.answers)
    all_reviews = -(-len(found.version_ids) * REVIEW_SECONDS // 60)
    of_class = found.minutes - all_reviews - PK_MINUTES
    left = 0 if found.class_done_at or found.micro_class_id is None else of_class
    return left + -(-reviews * REVIEW_SECONDS // 60) + (0 if found.pk_done_at else PK_MINUTES)


def card(person: Person, season: Season, now: datetime) -> Card:
    """One statement; nothing is opened by looking."""
    today = day_of(season, now)
    sets = queries.worked_on(person.id, season, today)
    mine = next((one for one in sets if one.day == today), None)
    if mine is None:
        return Card(None, (), 0)
    return Card(mine, steps(mine), minutes_left(mine))


def day_page(found: DaySet, person: Person, season: Season, now: datetime) -> DayPage:
    today, rules = day_of(season, now), rules_of(season)
    done = queries.days_done(person.id, season, today - MAKE_UP_DAYS)
    why_not = services.why_no_make_up(person, season, today)
    open_now = next((one.day for one in queries.worked_on(person.id, season, today) if one.made_up), None)
    missed = [
        Missed(date.fromordinal(day), why_not is None or day == open_now)
        for day in missed_days(today, season.first_day.toordinal(), done)
    ]
    return DayPage(
        found,
        steps(found),
        minutes_left(found),
        date.fromordinal(found.day),
        rules.day_made_up if found.made_up else rules.day_completed,
        missed,
        rules.day_made_up,
        why_not,
    )


def question_page(found: DaySet) -> QuestionPage:
    position = len(found.answers)
    asked = version(found.version_ids[position])
    question = shown(asked.content, services.question_seed(found, position))
    return QuestionPage(found, position, len(found.version_ids), question, why(found.whys[position]))


def feedback_page(found: DaySet, position: int) -> FeedbackPage:
    asked, answer = version(found.version_ids[position]), found.answers[position]
    return FeedbackPage(
        found,
        position,
        len(found.version_ids),
        _closed(found, position),
        asked.question_id,
        answer.at,
        answer.practice,
    )


def along_page(found: DaySet | None) -> AlongPage:
    if found is None:
        return AlongPage(None, (), ())
    open_ones = []
    for position in range(len(found.answers), len(found.version_ids)):
        asked = version(found.version_ids[position])
        question = shown(asked.content, services.question_seed(found, position))
        open_ones.append((position, question, why(found.whys[position])))
    practised = [answer.position for answer in found.answers if answer.practice]
    return AlongPage(found, open_ones, [_closed(found, position) for position in practised])


def reviewed(found: DaySet) -> list[tuple[Closed, int]]:
    """Every answered question of the set, with its id."""
    asked = versions(found.version_ids)
    return [(_closed(found, answer.position), asked[answer.position].question_id) for answer in found.answers]


def _closed(found: DaySet, position: int) -> Closed:
    asked, answer = version(found.version_ids[position]), found.answers[position]
    return closed(asked.content, services.question_seed(found, position), answer.response, answer.correct)


def why(reason: Mapping[str, Any]) -> str:
    """Why a question is asked today, in words."""
    day = format_date(date.fromordinal(int(reason["day"])), "medium")
    if reason.get("right"):
        return _("You knew this on %(day)s. Does it still hold?", day=day)
    if reason.get("place") == Place.PK.value:
        return _("You missed this in a PK on %(day)s.", day=day)
    if reason.get("place") == Place.REVIEW.value:
        return _("You missed this in your review on %(day)s.", day=day)
    return _("You missed this in a class on %(day)s.", day=day)
