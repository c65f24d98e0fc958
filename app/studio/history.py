"""The versions of a piece: who wrote and approved each, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kit.database import session
from app.kit.errors import NotFound
from app.kit.i18n import pick
from app.lessons.models import MicroClass, MicroClassVersion
from app.people.models import Person
from app.questions.models import Question, QuestionVersion
from app.studio import classes, presenters, queries
from app.studio.models import CLASS, Draft, State
from app.studio.services import Written
from quizzes.formats import drafting
from quizzes.rules import differences
from quizzes.rules.differences import Part

Piece = Question | MicroClass
Content = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """`author`, `approver`: None for what came from the curriculum's files."""

    id: int
    number: int
    content: Content
    created_at: datetime
    is_current: bool
    author: str | None
    approver: str | None


@dataclass(frozen=True)
class Shown:
    """A change for a page: where it is, and its words."""

    where: str
    language: str
    parts: Sequence[Part]
    before: Sequence[Part]
    after: Sequence[Part]


@dataclass(frozen=True)
class History:
    """`one` and `other`: the versions that are compared, the older first; the same where there is only one."""

    versions: Sequence[Version]
    one: Version
    other: Version
    shown: Sequence[Shown]


def history(piece: Piece, first: int | None, second: int | None) -> History:
    """Two versions of a piece by number; usually the newest and the one before it. Raises NotFound."""
    found = versions(piece)
    if not found:
        raise NotFound
    numbers = {one.number: one for one in found}
    other = numbers.get(second or 0, found[0])
    one = numbers.get(first or 0) or next((one for one in found if one.number < other.number), other)
    one, other = sorted((one, other), key=lambda version: version.number)
    return History(found, one, other, compared(one.content, other.content))


def versions(piece: Piece) -> list[Version]:
    """The newest first."""
    model, owner = (
        (QuestionVersion, QuestionVersion.question_id)
        if isinstance(piece, Question)
        else (MicroClassVersion, MicroClassVersion.micro_class_id)
    )
    query = select(model).where(owner == piece.id).order_by(model.number.desc())
    people = _people(piece)

    def shown(one: Any) -> Version:
        author, approver = people.get(one.number, (None, None))
        is_current = one.id == piece.current_id
        return Version(one.id, one.number, one.content, one.created_at, is_current, author, approver)

    return [shown(one) for one in session().scalars(query)]


def version(piece: Piece, number: int) -> Version:
    """Raises NotFound."""
    for one in versions(piece):
        if one.number == number:
            return one
    raise NotFound


def _people(piece: Piece) -> dict[int, tuple[str, str]]:
    """Who wrote and who approved each version that was published in the studio."""
    author, approver = aliased(Person), aliased(Person)
    of_piece = (
        Draft.question_id == piece.id
        if isinstance(piece, Question)
        else (Draft.micro_class_id == piece.id) & (Draft.kind == CLASS)
    )
    rows = session().execute(
        select(Draft.number, author.name, approver.name)
        .join(author, author.id == Draft.author_id)
        .join(approver, approver.id == Draft.approved_by_id)
        .where(of_piece, Draft.state == State.PUBLISHED.value, Draft.number.is_not(None))
        .order_by(Draft.id)
    )
    return {number: (one, other) for number, one, other in rows if number is not None}


def of_draft(draft: Draft) -> Sequence[Shown]:
    """What a draft changes of what is published; nothing for a new piece."""
    if draft.is_class:
        found = draft.micro_class
        if found is None or found.current is None:
            return ()
        return compared(classes.as_written(found, found.current.content), draft.content)
    if draft.question is None or draft.question.current is None:
        return ()
    return compared(drafting.of_stored(draft.question.current.content), draft.content)


def apart(draft: Draft, written: Written) -> Sequence[Shown]:
    """What differs between what is stored and what somebody typed while it was being stored."""
    theirs = Written(draft.content, draft.posts, draft.micro_class_id)
    return compared(_whole(theirs), _whole(written))


def _whole(written: Written) -> Content:
    """With what stands beside the content, in the reader's words."""
    named = {post.code: pick({"en": post.name_en, "zh": post.name_zh}) for post in queries.posts()}
    place = session().get(MicroClass, written.micro_class_id) if written.micro_class_id else None
    title = pick(place.current.content["title"]) if place and place.current else place.key if place else ""
    posts = "\n".join(sorted(named.get(code, code) for code in written.posts))
    return {**written.content, "posts": posts, "micro_class": title}


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Shown]:
    return [
        Shown(
            presenters.where(change.path, change.language),
            {"zh": "zh-CN"}.get(change.language, change.language),
            change.parts,
            change.side(differences.Fate.IN),
            change.side(differences.Fate.OUT),
        )
        for change in differences.changes(before, after)
    ]
