"""Publishing one class from the studio, and retiring it. Progress and what was answered stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, insert, select

from app.kit.database import session
from app.lessons.models import (
    MicroClass,
    MicroClassQuestion,
    MicroClassVersion,
    Section,
    micro_class_posts,
    requirements,
)
from app.people.models import Post
from app.questions.models import Question


@dataclass(frozen=True)
class Lesson:
    """A class as it was approved. `questions`: keys, in order; `left`: of those that it asks no more."""

    section: str
    order: int
    posts: Sequence[str]
    requires: Sequence[str]
    questions: Sequence[str]
    left: Collection[str]
    content: dict[str, Any]
    fingerprint: str


def begin(key: str, section: Section) -> MicroClass:
    """A class that nobody sees yet, at the end of its section: what is written for it can refer to it."""
    last = session().scalar(select(func.max(MicroClass.position)).filter_by(section_id=section.id))
    found = MicroClass(key=key, section_id=section.id, position=1 if last is None else last + 1, in_studio=True)
    session().add(found)
    session().flush()
    return found


def lock_road() -> None:
    """Classes are published one after the other, so that no two of them come to wait for each other."""
    session().execute(select(Section.id).order_by(Section.id).with_for_update())


def publish(found: MicroClass, lesson: Lesson, now: datetime) -> MicroClassVersion:
    """Learners see it from now on, in this form; from now on the studio keeps it."""
    found.section_id = session().scalars(select(Section.id).filter_by(key=lesson.section)).one()
    found.position, found.in_studio = lesson.order, True
    version = _version(found, lesson, now)
    session().flush()
    posts = session().scalars(select(Post.id).where(Post.code.in_(lesson.posts)).order_by(Post.id))
    _connect(micro_class_posts, found.id, [{"post_id": one} for one in posts])
    before = session().scalars(select(MicroClass.id).where(MicroClass.key.in_(lesson.requires)).order_by(MicroClass.id))
    _connect(requirements, found.id, [{"requires_id": one} for one in before])
    ids = _questions(found.id, lesson)
    session().execute(delete(MicroClassQuestion).where(MicroClassQuestion.question_id.in_(ids)))
    rows = [{"question_id": one, "position": place} for place, one in enumerate(ids)]
    _connect(MicroClassQuestion.__table__, found.id, rows)
    return version


def _version(found: MicroClass, lesson: Lesson, now: datetime) -> MicroClassVersion:
    current = found.current
    if current is not None and current.fingerprint == lesson.fingerprint:
        return current
    newest = session().scalar(select(func.max(MicroClassVersion.number)).filter_by(micro_class_id=found.id))
    found.current = MicroClassVersion(
        micro_class_id=found.id,
        number=(newest or 0) + 1,
        content=lesson.content,
        fingerprint=lesson.fingerprint,
        created_at=now,
    )
    return found.current


def _questions(class_id: int, lesson: Lesson) -> list[int]:
    """Those named, in order, then those that came into the class meanwhile."""
    ids = dict(session().execute(select(Question.key, Question.id).where(Question.key.in_(lesson.questions))).all())
    there = (
        select(Question.id)
        .join(MicroClassQuestion, MicroClassQuestion.question_id == Question.id)
        .where(MicroClassQuestion.micro_class_id == class_id, Question.key.not_in(lesson.left))
        .order_by(MicroClassQuestion.position)
    )
    named = [ids[key] for key in lesson.questions if key in ids]
    return list(dict.fromkeys([*named, *session().scalars(there)]))


def _connect(table: Any, class_id: int, rows: list[dict[str, int]]) -> None:
    """Make the connections of a class just these."""
    assert isinstance(table, Table)
    session().execute(delete(table).where(table.c.micro_class_id == class_id))
    if rows:
        session().execute(insert(table), [row | {"micro_class_id": class_id} for row in rows])


def retire(found: MicroClass) -> None:
    """It is not offered any more; versions, progress and answers stay. The studio keeps it."""
    found.current, found.in_studio, found.expires_at = None, True, None
