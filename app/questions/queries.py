"""What can be asked, and the versions that were asked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, func, select

from app.kit.database import session
from app.kit.errors import NotFound
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


class Shelf:
    """The versions read lately, by id. They never change, so they may be kept as long as there is room."""

    def __init__(self, room: int = KEPT) -> None:
        self._room = room
        self._versions: OrderedDict[int, Version] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, ids: Iterable[int]) -> dict[int, Version]:
        """Of these versions the ones that are here."""
        with self._lock:
            found = {one: self._versions[one] for one in ids if one in self._versions}
            for one in found:
                self._versions.move_to_end(one)
        return found

    def keep(self, versions: Iterable[Version]) -> None:
        with self._lock:
            self._versions.update((version.id, version) for version in versions)
            while len(self._versions) > self._room:
                self._versions.popitem(last=False)


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
    shelf: Shelf = current_app.extensions.setdefault("question_versions", Shelf())
    found = shelf.find(ids)
    missing = sorted(set(ids) - found.keys())
    if missing:
        read = _read(missing)
        shelf.keep(read)
        found |= {one.id: one for one in read}
    if len(found) < len(set(ids)):
        raise NotFound
    return [found[one] for one in ids]


def _read(ids: Sequence[int]) -> list[Version]:
    rows = session().execute(
        select(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.content)
        .where(QuestionVersion.id.in_(ids))
        .order_by(QuestionVersion.id)
    )
    return [Version(*row) for row in rows]
