"""What the pages of learning show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from app.kit import markdown
from app.kit.i18n import pick
from app.lessons import cases, queries
from app.lessons.models import Check, MicroClass, Section
from app.lessons.services import question_seed
from app.media.texts import shown_in_text
from app.people.models import Person
from app.questions import casewords, rulings
from app.questions import presenters as questions
from app.questions.queries import version, versions
from app.questions.rows import Row
from app.questions.sights import Sight, sight
from quizzes.rules.grading import BadResponse, shown

REFUSED = {
    "incomplete": lazy_gettext("There is no answer yet. Choose one, then send it."),
    "not-a-number": lazy_gettext("That is not a number. Write it like 12.6."),
    "twice": lazy_gettext("Each one goes in just one place."),
    "empty-gap": lazy_gettext("A gap is still empty. Write what you think."),
    "too-long": lazy_gettext("That is longer than a short answer. A few words are enough."),
}
UNKNOWN = lazy_gettext("That answer is not one of those on show. Please choose again.")


@dataclass(frozen=True)
class ClassPage:
    key: str
    section: Section
    title: dict[str, str]
    minutes: int
    body: Markup
    figure: dict[str, Any] | None
    sources: list[str]
    questions: int
    learned: int
    completed: bool
    resumes: bool
    requires: list[MicroClass]


@dataclass(frozen=True)
class QuestionPage:
    """The question of a check that is open. `case`: how far it was played, where it is a service case."""

    check: Check
    title: dict[str, str]
    key: str
    position: int
    count: int
    asked_id: int
    question: dict[str, Any]
    question_id: int
    case: cases.Played | None


@dataclass(frozen=True)
class Closed:
    """A question that was answered, with everything that can be learned from it; `version_id`: to flag it by."""

    text: str
    correct: bool
    rows: list[Row]
    why: str | None
    explanation: str
    source: str
    case: casewords.Report | None = None
    sight: Sight | None = None
    theirs: None = None
    their_icon: str = "user"
    note: str = ""  # of a question that was found wrong
    version_id: int = 0


@dataclass(frozen=True)
class FeedbackPage:
    check: Check
    title: dict[str, str]
    key: str
    position: int
    count: int
    question: Closed
    question_id: int
    at: datetime


@dataclass(frozen=True)
class DonePage:
    check_id: int
    title: dict[str, str]
    key: str
    section: Section
    micro_class_id: int
    right: int
    questions: list[Closed]
    question_ids: list[int]
    completed: bool
    following: MicroClass | None
    since: datetime


def class_page(found: MicroClass, person: Person, requires: list[MicroClass]) -> ClassPage:
    """`requires`: the classes before it that the person has yet to complete."""
    assert found.current is not None
    content = found.current.content
    asked = queries.questions_of(found.id)
    known = queries.levels(person.id, [question.id for question in asked])
    return ClassPage(
        key=found.key,
        section=found.section,
        title=content["title"],
        minutes=content["minutes"],
        body=body_of(pick(content["body"])),
        figure=figure_of(content["figure"]),
        sources=content["sources"],
        questions=len(asked),
        learned=sum(mastery.level >= 1 for mastery in known.values()),
        completed=queries.is_completed(found.id, person),
        resumes=queries.open_check(person, found.id) is not None,
        requires=requires,
    )


def body_of(text: str) -> Markup:
    """The text of a class, with the media that it names."""
    return shown_in_text(markdown.render(text))


def figure_of(figure: dict[str, Any] | None) -> dict[str, Any] | None:
    """A drawing has `svg`; a picture of the library has the `plate` that shows it."""
    if figure is None or "key" in figure:
        return figure and {"alt": figure["alt"], "svg": None, "plate": figure}
    return {"alt": figure["alt"], "svg": Markup(figure["svg"]), "plate": None}  # noqa: S704  (checked by the importer)


def question_page(check: Check) -> QuestionPage:
    position = len(check.attempts)
    asked = version(check.version_ids[position])
    found, seed = queries.class_of(check), question_seed(check, position)
    return QuestionPage(
        check,
        _title(found),
        found.key,
        position,
        len(check.version_ids),
        asked.id,
        shown(asked.content, seed),
        asked.question_id,
        cases.played(check.person_id, asked, seed),
    )


def feedback_page(check: Check, position: int) -> FeedbackPage:
    found = queries.class_of(check)
    asked = version(check.version_ids[position])
    return FeedbackPage(
        check,
        _title(found),
        found.key,
        position,
        len(check.version_ids),
        _closed(check, position, rulings.of_versions([asked.id])),
        asked.question_id,
        check.attempts[position].at,
    )


def done_page(check: Check, person: Person) -> DonePage:
    found, ruled = queries.class_of(check), rulings.of_versions(check.version_ids)
    return DonePage(
        check_id=check.id,
        title=_title(found),
        key=found.key,
        section=found.section,
        micro_class_id=found.id,
        right=sum(attempt.correct for attempt in check.attempts),
        questions=[_closed(check, position, ruled) for position in range(len(check.attempts))],
        question_ids=[asked.question_id for asked in versions(check.version_ids)],
        completed=queries.is_completed(found.id, person),
        following=queries.class_after(found),
        since=check.started_at,
    )


def _closed(check: Check, position: int, ruled: rulings.Rulings) -> Closed:
    asked, attempt = version(check.version_ids[position]), check.attempts[position]
    seed = question_seed(check, position)
    found = closed(asked.content, seed, attempt.response, attempt.correct, ruled.get(asked.id))
    return replace(found, version_id=asked.id)


def closed(
    content: dict[str, Any], seed: int, response: Any, correct: bool, ruling: rulings.Ruling | None = None
) -> Closed:
    """A question that was answered so, in the reader's language; with the right key, where it was found wrong."""
    content, response = rulings.as_shown(content, response, ruling)
    return Closed(
        text=questions.words(content),
        correct=correct,
        rows=questions.rows(content, seed, response),
        why=None if correct else questions.why_of_kind(content),
        explanation=pick(content["explanation"]),
        source=content["source"],
        case=casewords.report(content, response) if content["kind"] == "case" else None,
        note=rulings.note(ruling),
        sight=sight(content, response),
    )


def _title(found: MicroClass) -> dict[str, str]:
    """The title, also of a class that was retired while somebody was checking what they know of it."""
    title: dict[str, str] = found.current.content["title"] if found.current else {"en": found.key, "zh": found.key}
    return title


def why_refused(bad: BadResponse) -> str:
    """What is wrong with an answer that was sent, and what to do."""
    return _("%(what)s Nothing is lost.", what=REFUSED.get(bad.code, UNKNOWN))
