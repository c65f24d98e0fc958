"""Where brought questions belong: classes by the categories of other programs, and what a published question had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from app.kit.database import session
from app.lessons.models import MicroClassQuestion
from app.people.models import Post
from app.questions.models import Question, question_posts
from app.studio import queries

AT_ONCE = 500


class Places:
    """The classes and sections by their names in either language and by their keys."""

    def __init__(self) -> None:
        self.classes: dict[str, int] = {}
        for one in queries.classes():
            assert one.current is not None
            for name in (one.key, *one.current.content["title"].values()):
                self.classes.setdefault(_plain(name), one.id)
        self.sections = {_plain(name) for one in queries.sections() for name in (one.key, *one.title.values())}

    def find(self, category: Sequence[str]) -> tuple[int | None, list[str]]:
        """(class, tags): the innermost name that is a class; names that are neither class nor section are tags."""
        named = [self.classes[_plain(name)] for name in category if _plain(name) in self.classes]
        strange = [name for name in category if _plain(name) not in self.classes and _plain(name) not in self.sections]
        return (named[-1] if named else None), strange


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


def posts_of(question_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The codes of the posts that each of these is asked."""
    found: dict[int, list[str]] = {}
    for batch in _batches(question_ids):
        rows = session().execute(
            select(question_posts.c.question_id, Post.code)
            .join(Post, Post.id == question_posts.c.post_id)
            .where(question_posts.c.question_id.in_(batch))
            .order_by(question_posts.c.question_id, Post.code)
        )
        for number, code in rows:
            found.setdefault(number, []).append(code)
    return {number: tuple(codes) for number, codes in found.items()}


def classes_of(question_ids: Sequence[int]) -> dict[int, int]:
    """The class in which each of these is asked; of several the first."""
    asked = MicroClassQuestion
    found: dict[int, int] = {}
    for batch in _batches(question_ids):
        query = select(asked.question_id, asked.micro_class_id).where(asked.question_id.in_(batch))
        found.update(session().execute(query.order_by(asked.micro_class_id.desc())).all())
    return found


def ends_of(question_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these is asked no more, of those that have an end."""
    found: dict[int, datetime] = {}
    for batch in _batches(question_ids):
        query = select(Question.id, Question.expires_at).where(Question.id.in_(batch), Question.expires_at.is_not(None))
        found.update({number: end for number, end in session().execute(query) if end})
    return found


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
