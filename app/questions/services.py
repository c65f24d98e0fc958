"""Keeping the bank: storing questions as they were written, version by version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.media import services as media
from app.media.keys import keys_in
from app.media.models import What
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

    Questions that no draft names are retired: they are not asked any more, their versions stay. What the studio has
    published is left as it is.
    """
    changes = Changes()
    known = {question.key: question for question in _all_questions()}
    studios = {key for key, question in known.items() if question.in_studio}
    ours = [draft for draft in drafts if draft.key not in studios]
    numbers = _newest_numbers()
    for draft in ours:
        question = known.get(draft.key) or _add(draft)
        _store_version(question, draft, numbers.get(question.id, 0), now, changes)
    changes.unchanged += len(drafts) - len(ours)
    _retire((known[key] for key in known.keys() - studios - {draft.key for draft in drafts}), changes)
    session().flush()
    _set_posts(ours, studios)
    return changes


def publish(draft: Draft, now: datetime) -> Question:
    """A version of one question, asked from now on; from now on the studio keeps it. The others stay as they are."""
    question = session().scalar(select(Question).filter_by(key=draft.key).options(joinedload(Question.current)))
    question = question or _add(draft)
    question.in_studio = True
    numbers = select(QuestionVersion.number).filter_by(question_id=question.id).order_by(QuestionVersion.number.desc())
    _store_version(question, draft, session().scalar(numbers.limit(1)) or 0, now, Changes())
    session().flush()
    session().execute(delete(question_posts).where(question_posts.c.question_id == question.id))
    posts = session().scalars(select(Post.id).where(Post.code.in_(draft.posts)).order_by(Post.id)).all()
    rows: list[dict[str, int]] = [{"post_id": one, "question_id": question.id} for one in posts]
    session().execute(insert(question_posts), rows)
    return question


def retire(question: Question) -> None:
    """It is not asked any more; its versions and what was answered stay. The studio keeps it."""
    question.current, question.in_studio, question.expires_at = None, True, None


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
    media.note_uses(What.QUESTION, question.id, keys_in(draft.content))
    (changes.changed if newest else changes.added).append(draft.key)


def _retire(questions: Iterable[Question], changes: Changes) -> None:
    for question in questions:
        if question.current_id is not None:
            question.current = None
            changes.retired.append(question.key)


def _set_posts(drafts: Sequence[Draft], others: Collection[str]) -> None:
    """Which posts these are for; the `others`, by key, keep theirs."""
    posts = {post.code: post.id for post in session().scalars(select(Post))}
    ids = dict(session().execute(select(Question.key, Question.id)).all())
    wanted = {(posts[code], ids[draft.key]) for draft in drafts for code in draft.posts}
    kept = {ids[key] for key in others}
    there = session().execute(select(question_posts.c.post_id, question_posts.c.question_id)).all()
    stored = {(post_id, question_id) for post_id, question_id in there if question_id not in kept}
    for post_id, question_id in stored - wanted:
        session().execute(delete(question_posts).filter_by(post_id=post_id, question_id=question_id))
    if wanted - stored:
        rows = [{"post_id": post, "question_id": question} for post, question in sorted(wanted - stored)]
        session().execute(insert(question_posts), rows)
