"""Looking at what learners flagged, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from app.items import looks
from app.items.models import FlagReason, Outcome, QuestionFlag
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Person
from app.questions.models import Question, QuestionVersion

PAGE = 50
BURST, BURST_TIME = 3, timedelta(days=1)  # so many flags in so short a time raise a question in the list
STATES = ("open", "answered")
SORTS: dict[str, Any] = {
    "urgent": lazy_gettext("Many in a short time first"),
    "count": lazy_gettext("Most flags"),
    "newest": lazy_gettext("Newest"),
    "oldest": lazy_gettext("Waiting longest"),
}
REASONS: dict[str, Any] = {
    FlagReason.WRONG_KEY.value: lazy_gettext("The right answer is wrong"),
    FlagReason.UNCLEAR.value: lazy_gettext("It is unclear"),
    FlagReason.OUTDATED.value: lazy_gettext("It is outdated"),
    FlagReason.TYPO.value: lazy_gettext("A typo"),
    FlagReason.PICTURE.value: lazy_gettext("Picture or translation"),
}
OUTCOMES: dict[str, Any] = {
    Outcome.MENDED.value: lazy_gettext("Mended"),
    Outcome.STAYS.value: lazy_gettext("Stays as it is"),
    Outcome.WITHDRAWN.value: lazy_gettext("Withdrawn"),
}


@dataclass(frozen=True)
class Look(looks.Look):
    """What the list of flags is narrowed to, and its order."""

    CHOICES = {"state": STATES, "sort": SORTS, "reason": ("", *REASONS)}

    state: str = "open"
    sort: str = "urgent"
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """A question with its flags. `urgent`: many came in a short time."""

    question_id: int
    text: str
    key: str
    count: int
    newest: datetime
    urgent: bool
    reasons: str


def lines(look: Look, now: datetime) -> list[Line]:
    """A page of the list and one line more."""
    of_late = func.sum(case((QuestionFlag.at > now - BURST_TIME, 1), else_=0))
    count, newest, oldest = func.count(), func.max(QuestionFlag.at), func.min(QuestionFlag.at)
    orders = {
        "urgent": (of_late < BURST, count.desc()),
        "count": (count.desc(),),
        "newest": (newest.desc(),),
        "oldest": (oldest,),
    }
    rows = (
        session()
        .execute(
            select(QuestionFlag.question_id, Question.key, count, newest, of_late)
            .join(Question, Question.id == QuestionFlag.question_id)
            .where(*_narrowed(look))
            .group_by(QuestionFlag.question_id, Question.key)
            .order_by(*orders[look.sort], newest.desc(), QuestionFlag.question_id)
            .limit(PAGE + 1)
            .offset(PAGE * (look.page - 1))
        )
        .all()
    )
    ids = [row[0] for row in rows]
    texts, reasons = _texts(ids), _reasons(ids, look)
    return [
        Line(one, texts[one], key, flags, last, (lately or 0) >= BURST and look.state == "open", reasons[one])
        for one, key, flags, last, lately in rows
    ]


def _narrowed(look: Look) -> list[ColumnElement[bool]]:
    is_open = QuestionFlag.outcome.is_(None)
    found: list[ColumnElement[bool]] = [is_open if look.state == "open" else ~is_open]
    if look.reason:
        found.append(QuestionFlag.reason == look.reason)
    return found + look.of_place(QuestionFlag.question_id)


def _texts(ids: Sequence[int]) -> dict[int, str]:
    """The questions as they read now, or read last."""
    newest = select(func.max(QuestionVersion.id)).where(QuestionVersion.question_id.in_(ids))
    query = select(QuestionVersion.question_id, QuestionVersion.content["text"])
    rows = session().execute(query.where(QuestionVersion.id.in_(newest.group_by(QuestionVersion.question_id))))
    return {question_id: pick(text) for question_id, text in rows}


def _reasons(ids: Sequence[int], look: Look) -> dict[int, str]:
    """What is said to be wrong, most often first."""
    count = func.count()
    rows = session().execute(
        select(QuestionFlag.question_id, QuestionFlag.reason, count)
        .where(QuestionFlag.question_id.in_(ids), *_narrowed(look))
        .group_by(QuestionFlag.question_id, QuestionFlag.reason)
        .order_by(QuestionFlag.question_id, count.desc(), QuestionFlag.reason)
    )
    found: dict[int, list[str]] = {}
    for question_id, reason, number in rows:
        found.setdefault(question_id, []).append(f"{REASONS[reason]} ({number})")
    return {question_id: " · ".join(words) for question_id, words in found.items()}


def of_question(question_id: int) -> Sequence[QuestionFlag]:
    """The open ones first, the newest first."""
    query = select(QuestionFlag).filter_by(question_id=question_id)
    query = query.options(
        joinedload(QuestionFlag.person).joinedload(Person.post), joinedload(QuestionFlag.version),
        joinedload(QuestionFlag.answered_by),
    )  # fmt: skip
    order = (QuestionFlag.outcome.is_not(None), QuestionFlag.at.desc(), QuestionFlag.id)
    return session().scalars(query.order_by(*order).limit(200)).all()


def open_count() -> int:
    """How many questions have open flags."""
    query = select(func.count(QuestionFlag.question_id.distinct())).where(QuestionFlag.outcome.is_(None))
    return session().scalar(query) or 0


def mine(person: Person) -> Sequence[QuestionFlag]:
    """What a person flagged, the newest first."""
    query = select(QuestionFlag).filter_by(person_id=person.id).options(joinedload(QuestionFlag.version))
    return session().scalars(query.order_by(QuestionFlag.id.desc()).limit(100)).all()


def outcome_words(outcome: str, number: int | None) -> str:
    """What became of a flag, for who set it."""
    if outcome == Outcome.MENDED:
        return _("Mended in version %(number)s. Thank you.", number=number)
    if outcome == Outcome.WITHDRAWN:
        return _("The question is withdrawn. Thank you.")
    return _("It stays as it is.")
