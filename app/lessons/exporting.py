"""What is published as the files of a curriculum: brought in again, nothing changes, and it is written the same."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.kit.database import session
from app.lessons.models import (
    MicroClass,
    MicroClassQuestion,
    MicroClassVersion,
    Section,
    micro_class_posts,
    requirements,
)
from app.media import queries as media
from app.media.keys import keys_in
from app.media.models import Medium, MediumKind
from app.people.models import Post
from app.questions.models import Question, QuestionVersion, question_posts
from quizzes.formats import folder

if TYPE_CHECKING:
    from quizzes.formats.folder import Files

BEGINNING = (1980, 1, 1, 0, 0, 0)  # of all files in an archive, so that the same content is the same archive


@dataclass(frozen=True)
class Exported:
    """`left_out`: classes that ask nothing and that a folder cannot hold, by id. `in_library`: media that the files
    only name: recordings, films, and what texts show.
    """

    files: Files
    left_out: list[str]
    in_library: list[str]


def export() -> Exported:
    """All that is published now."""
    classes, placed = _classes()
    loose = [one for number, one in _questions().items() if number not in placed]
    sections = [
        folder.Section(
            one.key, one.number, one.title, one.summary, [each for each in classes[one.id] if each.questions]
        )
        for one in session().scalars(select(Section).order_by(Section.number, Section.key))
    ]
    kept = [one for one in sections if one.classes]
    left_out = sorted(one.key for some in classes.values() for one in some if not one.questions)
    shown = [content for one in kept for each in one.classes for content in _contents(each)]
    keys = keys_in([*shown, *(one.content for one in loose)])
    pictures = _pictures(keys)
    return Exported(folder.write(kept, loose, pictures), left_out, sorted(keys - pictures.keys()))


def _contents(one: folder.Class) -> list[folder.Content]:
    return [one.content, *(question.content for question in one.questions)]


def archive(files: Files) -> bytes:
    """The files as a zip: the same files, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"curriculum/{name}", BEGINNING)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            into.writestr(entry, data)
    return out.getvalue()


def _questions() -> dict[int, folder.Question]:
    """Every question that is asked now, by its number, in the order of the keys."""
    posts = defaultdict(list)
    rows = select(question_posts.c.question_id, Post.code).join(Post, Post.id == question_posts.c.post_id)
    for number, code in session().execute(rows.order_by(Post.code)):
        posts[number].append(code)
    found = session().execute(
        select(Question.id, Question.key, QuestionVersion.content)
        .join(QuestionVersion, QuestionVersion.id == Question.current_id)
        .order_by(Question.key)
    )
    return {number: folder.Question(key, posts[number], content) for number, key, content in found}


def _classes() -> tuple[dict[int, list[folder.Class]], set[int]]:
    """The classes that are shown now, by section, and the numbers of the questions that they ask."""
    questions, posts, before = _questions(), _posts_of_classes(), _requirements()
    asked: dict[int, list[int]] = defaultdict(list)
    places = select(MicroClassQuestion).order_by(MicroClassQuestion.micro_class_id, MicroClassQuestion.position)
    for place in session().scalars(places.order_by(MicroClassQuestion.question_id)):
        asked[place.micro_class_id].append(place.question_id)
    found: dict[int, list[folder.Class]] = defaultdict(list)
    placed: set[int] = set()
    rows = session().execute(
        select(MicroClass, MicroClassVersion.content)
        .join(MicroClassVersion, MicroClassVersion.id == MicroClass.current_id)
        .order_by(MicroClass.position, MicroClass.key)
    )
    for one, content in rows:
        numbers = [number for number in asked[one.id] if number in questions and number not in placed]
        placed.update(numbers)
        own = [questions[number] for number in numbers]
        each = folder.Class(one.key, one.position, posts[one.id], before[one.id], content, own)
        found[one.section_id].append(each)
    return found, placed


def _posts_of_classes() -> dict[int, list[str]]:
    found = defaultdict(list)
    rows = select(micro_class_posts.c.micro_class_id, Post.code).join(Post, Post.id == micro_class_posts.c.post_id)
    for number, code in session().execute(rows.order_by(Post.code)):
        found[number].append(code)
    return found


def _requirements() -> dict[int, list[str]]:
    """The classes that come before, as far as they are shown and ask something."""
    other = aliased(MicroClass)
    asks = select(MicroClassQuestion.micro_class_id).join(Question, Question.id == MicroClassQuestion.question_id)
    found = defaultdict(list)
    rows = session().execute(
        select(requirements.c.micro_class_id, other.key)
        .join(other, other.id == requirements.c.requires_id)
        .where(other.current_id.is_not(None), other.id.in_(asks.where(Question.current_id.is_not(None))))
        .order_by(other.key)
    )
    for number, key in rows:
        found[number].append(key)
    return found


def _pictures(keys: Collection[str]) -> dict[str, folder.Picture]:
    """The files of these media that are pictures."""
    query = select(Medium).where(Medium.key.in_(keys), Medium.kind == MediumKind.PICTURE.value)
    return {one.key: _picture(one) for one in session().scalars(query.order_by(Medium.id))}


def _picture(one: Medium) -> folder.Picture:
    name, data = media.original(one)
    return folder.Picture(data, PurePath(name).suffix.lower())
