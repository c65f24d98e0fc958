"""What can be asked, and the versions that were asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, func, select

from app.kit.database import session
from app.kit.errors import NotFound
from app.kit.shelf import Shelf
from app.questions.models import Calibration, Question, QuestionVersion, is_asked, question_posts

KEPT = 4096
NOT_IN_PKS = "case"  # a story takes longer than the clock of a PK
CALIBRATED = select(Calibration.question_version_id, Calibration.difficulty).where(  # built once: every start runs it
    Calibration.question_version_id.in_(bindparam("version_ids", expanding=True))
)


@dataclass(frozen=True)
class Version:
    """A question as it was asked. Nobody changes `content`: it is shared by everybody who reads it."""

    id: int
    question_id: int
    content: dict[str, Any]


def pool(*post_ids: int) -> list[tuple[int, int, int]]:
    """What PKs ask all of these posts now: (question id, version id, difficulty), ordered by question."""
    asked = {f"post_{number}": post_id for number, post_id in enumerate(sorted(set(post_ids)))}
    rows = session().execute(_pool(len(asked)), asked)
    return [(question_id, version_id, difficulty) for question_id, version_id, difficulty in rows if version_id]


@cache
def _pool(posts: int) -> Select[int, int | None, int]:
    """Parameters: post_0, post_1 … Built once for each number of posts: every start runs it."""
    query = select(Question.id, Question.current_id, Question.difficulty)
    query = query.where(is_asked(), Question.kind != NOT_IN_PKS)
    for number in range(posts):
        theirs = question_posts.alias()
        query = query.join(
            theirs, (theirs.c.question_id == Question.id) & (theirs.c.post_id == bindparam(f"post_{number}"))
        )
    return query.order_by(Question.id)


def in_common(post_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """How many questions of PKs each two of these posts share now, the smaller number first; those that share some."""
    ids, one, other = set(post_ids), question_posts.alias(), question_posts.alias()
    query = (
        select(one.c.post_id, other.c.post_id, func.count())
        .join(other, (other.c.question_id == one.c.question_id) & (one.c.post_id < other.c.post_id))
        .join(Question, Question.id == one.c.question_id)
        .where(one.c.post_id.in_(ids), other.c.post_id.in_(ids))
        .where(is_asked(), Question.kind != NOT_IN_PKS)
        .group_by(one.c.post_id, other.c.post_id)
    )
    return {(first, second): count for first, second, count in session().execute(query)}


def calibrated(version_ids: Sequence[int]) -> list[float | None]:
    """How hard these versions are, in logits, as people's answers say; None where the author's word holds."""
    known = dict(session().execute(CALIBRATED, {"version_ids": version_ids}).all())
    return [known.get(one) for one in version_ids]


def version(version_id: int) -> Version:
    """One version. NotFound where there is none."""
    return versions([version_id])[0]


def versions(ids: Sequence[int]) -> list[Version]:
    """These versions, in the order asked for. Those read before cost no statement. NotFound where one is missing."""
    shelf: Shelf[Version] = current_app.extensions.setdefault("question_versions", Shelf(KEPT))
    found = shelf.get(ids, _read)
    if len(found) < len(set(ids)):
        raise NotFound
    return [found[one] for one in ids]


def _read(ids: Collection[int]) -> dict[int, Version]:
    rows = session().execute(
        select(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.content)
        .where(QuestionVersion.id.in_(ids))
        .order_by(QuestionVersion.id)
    )
    return {row[0]: Version(*row) for row in rows}
