"""What the pages of a review show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.days import services
from app.days.models import DaySet
from app.days.presenters import url_of
from app.lessons import cases
from app.lessons.presenters import Closed, closed
from app.lessons.remembering import Place
from app.questions import rulings
from app.questions.queries import version, versions
from quizzes.rules.grading import shown


@dataclass(frozen=True)
class QuestionPage:
    """The open question of a review. `why`: why it is asked today; `case`: how far a service case was played."""

    set: DaySet
    position: int
    count: int
    asked_id: int
    question: dict[str, Any]
    why: str
    back: str
    question_id: int
    case: cases.Played | None


@dataclass(frozen=True)
class FeedbackPage:
    set: DaySet
    position: int
    count: int
    question: Closed
    question_id: int
    at: datetime
    practice: bool
    back: str


@dataclass(frozen=True)
class AlongPage:
    """The questions of a review that are still open, to be answered without a line. `results`: what was sent so."""

    set: DaySet | None
    questions: Sequence[tuple[int, dict[str, Any], str]]
    results: Sequence[Closed]


def question_page(found: DaySet) -> QuestionPage:
    position = len(found.answers)
    asked = version(found.version_ids[position])
    seed = services.question_seed(found, position)
    count, reason = len(found.version_ids), why(found, position)
    case = cases.played(found.person_id, asked, seed)
    return QuestionPage(
        found, position, count, asked.id, shown(asked.content, seed), reason, url_of(found), asked.question_id, case
    )


def feedback_page(found: DaySet, position: int) -> FeedbackPage:
    asked, answer = version(found.version_ids[position]), found.answers[position]
    return FeedbackPage(
        found,
        position,
        len(found.version_ids),
        _closed(found, position, rulings.of_versions([asked.id])),
        asked.question_id,
        answer.at,
        answer.practice,
        url_of(found),
    )


def along_page(found: DaySet | None) -> AlongPage:
    if found is None:
        return AlongPage(None, (), ())
    open_ones = []
    for position in range(len(found.answers), len(found.version_ids)):
        asked = version(found.version_ids[position])
        if cases.is_case(asked):
            break  # it is played with a line, scene by scene
        question = shown(asked.content, services.question_seed(found, position))
        open_ones.append((asked.id, question, why(found, position)))
    practised = [answer.position for answer in found.answers if answer.practice]
    ruled = rulings.of_versions([found.version_ids[position] for position in practised])
    return AlongPage(found, open_ones, [_closed(found, position, ruled) for position in practised])


def reviewed(found: DaySet) -> list[tuple[Closed, int]]:
    """Every answered question of the set, with its id."""
    asked, ruled = versions(found.version_ids), rulings.of_versions(found.version_ids)
    return [(_closed(found, answer.position, ruled), asked[answer.position].question_id) for answer in found.answers]


def _closed(found: DaySet, position: int, ruled: rulings.Rulings) -> Closed:
    asked, answer = version(found.version_ids[position]), found.answers[position]
    seed = services.question_seed(found, position)
    shows = closed(asked.content, seed, answer.response, answer.correct, ruled.get(asked.id))
    return replace(shows, version_id=asked.id)


def why(found: DaySet, position: int) -> str:
    """Why a question is asked in this set, in words."""
    reason = found.whys[position]
    when = _when(found.worked_on - int(reason["day"]))
    if reason.get("right"):
        return _("You knew this %(when)s. Does it still hold?", when=when)
    if reason.get("place") == Place.PK.value:
        return _("You missed this in a PK %(when)s.", when=when)
    if reason.get("place") == Place.REVIEW.value:
        return _("You missed this in your review %(when)s.", when=when)
    return _("You missed this in a class %(when)s.", when=when)


def _when(days: int) -> str:
    if days < 1:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("%(num)d day ago", "%(num)d days ago", days)
