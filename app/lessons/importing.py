"""Bringing the curriculum's files into the database: idempotent by id, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.lessons.models import (
    MicroClass,
    MicroClassQuestion,
    MicroClassVersion,
    Section,
    micro_class_posts,
    requirements,
)
from app.lessons.picturing import Pictures
from app.media import services as media
from app.media.keys import keys_in
from app.media.models import What
from app.people.models import Post
from app.questions.models import Question
from app.questions.services import Changes, Draft, store
from quizzes.formats import curriculum as files
from quizzes.formats.fingerprints import fingerprint


@dataclass(frozen=True)
class Imported:
    """What an import changed: classes and questions, by key."""

    classes: Changes
    questions: Changes

    def lines(self) -> list[str]:
        """What changed, in words."""
        return [
            f"{name}: " + ", ".join(f"{count} {what}" for what, count in changes.counts().items())
            for name, changes in (("classes", self.classes), ("questions", self.questions))
        ]


def import_curriculum(curriculum: files.Curriculum, now: datetime, pictures: Pictures | None = None) -> Imported:
    """Make the database say what the files say. What was answered stays tied to the version answered.

    Sections that the studio has changed, and classes and questions that it has published or retired, stay as they are.
    `pictures`: those of the curriculum, made ready, where it has any.
    """
    shown = pictures or Pictures()
    written = [(section, piece) for section in curriculum.sections for piece in section.classes]
    sections = {section.id: _store_section(section) for section in curriculum.sections}
    session().flush()
    changes = Changes()
    known = {found.key: found for found in _all_classes()}
    for section, piece in written:
        _store_class(known, sections[section.id], piece, _content(piece, shown, now), now, changes)
    for key in known.keys() - {piece.id for _, piece in written}:
        _retire(known[key], changes)
    asked = [question for _, piece in written for question in piece.questions]
    questions = store([_draft(question, shown, now) for question in (*asked, *curriculum.loose)], now)
    session().flush()
    _connect([piece for _, piece in written])
    return Imported(changes, questions)


def _all_classes() -> Iterable[MicroClass]:
    return session().scalars(select(MicroClass).options(joinedload(MicroClass.current)))


def _store_section(section: Any) -> Section:
    found = session().scalar(select(Section).filter_by(key=section.id)) or Section(key=section.id)
    if found.in_studio:
        return found
    found.number = section.number
    found.title, found.summary = section.title.model_dump(), section.summary.model_dump()
    session().add(found)
    return found


def _content(piece: Any, pictures: Pictures, now: datetime) -> dict[str, Any]:
    content: dict[str, Any] = piece.content()
    shows_a_picture = piece.figure is not None and piece.figure.data
    return content | {"figure": pictures.plate(piece.figure, now)} if shows_a_picture else content


def _store_class(
    known: dict[str, MicroClass],
    section: Section,
    piece: Any,
    content: dict[str, Any],
    now: datetime,
    changes: Changes,
) -> None:
    found = known.get(piece.id)
    if found is None:
        found = MicroClass(key=piece.id, section_id=section.id, position=piece.order)
        session().add(found)
        session().flush()
    if found.in_studio:
        changes.unchanged += 1
        return
    found.section_id, found.position = section.id, piece.order
    print_of_it = fingerprint(content)
    if found.current is not None and found.current.fingerprint == print_of_it:
        changes.unchanged += 1
        return
    newest = _newest_number(found)
    found.current = MicroClassVersion(
        micro_class_id=found.id, number=newest + 1, content=content, fingerprint=print_of_it, created_at=now
    )
    media.note_uses(What.CLASS, found.id, keys_in(content))
    (changes.changed if newest else changes.added).append(piece.id)


def _newest_number(found: MicroClass) -> int:
    numbers = session().scalars(select(MicroClassVersion.number).filter_by(micro_class_id=found.id))
    return max(numbers, default=0)


def _retire(found: MicroClass, changes: Changes) -> None:
    if found.current_id is not None and not found.in_studio:
        found.current = None
        changes.retired.append(found.key)


def _draft(question: Any, pictures: Pictures, now: datetime) -> Draft:
    content = question.content()
    if question.picture:
        content["media"] = pictures.plate(question.picture, now)
    return Draft(question.id, tuple(question.posts), content, fingerprint(content))


def _connect(pieces: list[Any]) -> None:
    """Which questions, posts and requirements each class has. What the studio keeps has those that it had."""
    classes = dict(session().execute(select(MicroClass.key, MicroClass.id)).all())
    studios = set(session().scalars(select(MicroClass.id).where(MicroClass.in_studio)))
    pieces = [piece for piece in pieces if classes[piece.id] not in studios]
    questions = dict(session().execute(select(Question.key, Question.id)).all())
    posts = dict(session().execute(select(Post.code, Post.id)).all())
    filed = [
        {"micro_class_id": classes[piece.id], "question_id": questions[question.id], "position": place}
        for piece in pieces
        for place, question in enumerate(piece.questions)
    ]
    kept = _of_studio()
    placed = {row["question_id"] for row in kept}
    placed |= set(session().scalars(select(Question.id).where(Question.in_studio)))
    asked = [row for row in filed if row["question_id"] not in placed]
    _replace(MicroClassQuestion.__table__, [*asked, *kept], set())
    _replace(
        micro_class_posts,
        [{"post_id": posts[code], "micro_class_id": classes[piece.id]} for piece in pieces for code in piece.posts],
        studios,
    )
    _replace(
        requirements,
        [
            {"micro_class_id": classes[piece.id], "requires_id": classes[key]}
            for piece in pieces
            for key in piece.requires
        ],
        studios,
    )


def _of_studio() -> list[dict[str, int]]:
    """Where questions that the studio keeps are asked, and what its classes ask."""
    rows = session().execute(
        select(MicroClassQuestion.micro_class_id, MicroClassQuestion.question_id, MicroClassQuestion.position)
        .join(Question, Question.id == MicroClassQuestion.question_id)
        .join(MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id)
        .where(or_(Question.in_studio, MicroClass.in_studio))
        .order_by(MicroClassQuestion.micro_class_id, MicroClassQuestion.position)
    )
    return [{"micro_class_id": one, "question_id": other, "position": position} for one, other, position in rows]


def _replace(table: Any, rows: list[dict[str, int]], kept: Collection[int]) -> None:
    """Make a table of connections hold just these rows, and those that the `kept` classes have."""
    assert isinstance(table, Table)
    session().execute(delete(table).where(table.c.micro_class_id.not_in(kept)))
    if rows:
        session().execute(insert(table), rows)
