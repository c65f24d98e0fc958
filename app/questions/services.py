"""Keeping the bank: storing questions as they were written, version by version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.people.models import Post
from app.questions.models import Question, QuestionVersion, question_posts


@dataclass(frozen=True)
class Draft:
    """A question as its author wrote it. `posts` are the codes of the posts that it is for."""

    key: str
    posts: tuple[str, ...]
    content: dict[str, Any]
    fingerprint: str


@dataclass
class Changes:
    """What storing changed, by key."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "retired": len(self.retired),
            "unchanged": self.unchanged,
        }


def store(drafts: Sequence[Draft], now: datetime) -> Changes:
    """Make the bank say what the drafts say: new versions for what changed, nothing for what did not.

    Questions that no draft names are retired: they are not asked any more, their versions stay.
    """
    changes = Changes()
    known = {question.key: question for question in _all_questions()}
    numbers = _newest_numbers()
    for draft in drafts:
        question = known.get(draft.key) or _add(draft)
        _store_version(question, draft, numbers.get(question.id, 0), now, changes)
    _retire((known[key] for key in known.keys() - {draft.key for draft in drafts}), changes)
    session().flush()
    _set_posts(drafts)
    return changes


def _all_questions() -> Sequence[Question]:
    return session().scalars(select(Question).options(joinedload(Question.current))).all()


def _newest_numbers() -> dict[int, int]:
    rows = session().execute(select(QuestionVersion.question_id, QuestionVersion.number).order_by("number"))
    return dict(rows.all())


def _add(draft: Draft) -> Question:
    question = Question(key=draft.key, kind=draft.content["kind"], difficulty=draft.content["difficulty"])
    session().add(question)
    session().flush()
    return question


def _store_version(question: Question, draft: Draft, newest: int, now: datetime, changes: Changes) -> None:
    current = question.current
    if current is not None and current.fingerprint == draft.fingerprint:
        changes.unchanged += 1
        return
    question.kind, question.difficulty = draft.content["kind"], draft.content["difficulty"]
    question.current = QuestionVersion(
        question_id=question.id,
        number=newest + 1,
        content=draft.content,
        fingerprint=draft.fingerprint,
        created_at=now,
    )
    (changes.changed if newest else changes.added).append(draft.key)


def _retire(questions: Iterable[Question], changes: Changes) -> None:
    for question in questions:
        if question.current_id is not None:
            question.current = None
            changes.retired.append(question.key)


def _set_posts(drafts: Sequence[Draft]) -> None:
    posts = {post.code: post.id for post in session().scalars(select(Post))}
    ids = dict(session().execute(select(Question.key, Question.id)).all())
    wanted = {(posts[code], ids[draft.key]) for draft in drafts for code in draft.posts}
    stored = set(session().execute(select(question_posts.c.post_id, question_posts.c.question_id)).all())
    for post_id, question_id in stored - wanted:
        session().execute(delete(question_posts).filter_by(post_id=post_id, question_id=question_id))
    if wanted - stored:
        rows = [{"post_id": post, "question_id": question} for post, question in sorted(wanted - stored)]
        session().execute(insert(question_posts), rows)
