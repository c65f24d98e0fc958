"""Looking at what learners flagged, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from app.items.models import FlagReason, Outcome, QuestionFlag
from app.items.queries import of_section
from app.kit.database import session
from app.kit.i18n import pick
from app.people.models import Person, Post
from app.questions.models import Question, QuestionVersion, question_posts

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
class Look:
    """What the trainers' list is narrowed to, and its order; every part of it stands in the address."""

    state: str = "open"
    sort: str = "urgent"
    reason: str = ""
    section: str = ""
    post: str = ""
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, str]) -> Self:
        page = args.get("page", "1")
        return cls(
            state=args["state"] if args.get("state") in STATES else "open",
            sort=args["sort"] if args.get("sort") in SORTS else "urgent",
            reason=args["reason"] if args.get("reason") in REASONS else "",
            section=args.get("section", "")[:60],
            post=args.get("post", "")[:40],
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10_000 else 1,
        )

    @property
    def args(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in ("state", "sort", "reason", "section", "post")}
        usual = {"state": "open", "sort": "urgent"}
        return {name: value for name, value in given.items() if value and value != usual.get(name)}

    def on(self, page: int) -> Look:
        return replace(self, page=page)


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
    if look.section:
        found.append(QuestionFlag.question_id.in_(of_section(look.section)))
    if look.post:
        of_post = select(question_posts.c.question_id).join(Post, Post.id == question_posts.c.post_id)
        found.append(QuestionFlag.question_id.in_(of_post.where(Post.code == look.post)))
    return found


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
