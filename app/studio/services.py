"""Writing, sending, approving. Callers open the transaction; every change is guarded by the draft's version."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from pydantic import ValidationError
from sqlalchemy import func, select

from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.lessons.models import MicroClass, MicroClassQuestion
from app.people.models import Person
from app.questions import services as bank
from app.questions.models import Question
from app.studio import health, queries
from app.studio.models import Deed, Draft, Remark, State
from quizzes.formats import curriculum, drafting
from quizzes.formats.questions import KINDS

OPEN = (State.DRAFT.value, State.REVIEW.value)
LONGEST_REMARK = 1000

NOT_OPEN = _("This question is not being written any more. Nothing was changed.")
NOT_HEALTHY = _("Something is still missing. It is listed beside the question; nothing was changed.")
NOT_IN_REVIEW = _("This question is not in review now. Have a look at how it stands.")
OWN_WORK = _("A second person approves what you wrote or sent. Ask another trainer.")
SAY_WHY = _("Say in a few words what should change.")
CHANGED = _("Somebody changed it while you looked at it. Have a look at how it stands now.")


def create(kind: str, author: Person, now: datetime) -> Draft:
    """A new question. Raises Invalid for a kind that there is not."""
    if kind not in KINDS:
        raise Invalid
    return add(f"studio-{secrets.token_hex(5)}", kind, drafting.blank(kind), (), author, now)


def add(
    key: str, kind: str, content: dict[str, Any], posts: Sequence[str], author: Person, now: datetime, **more: Any
) -> Draft:
    draft = Draft(
        key=key,
        kind=kind,
        content=content,
        posts=list(posts),
        older=[],
        author_id=author.id,
        changed_by_id=author.id,
        created_at=now,
        changed_at=now,
        **more,
    )
    session().add(draft)
    session().flush()
    return draft


def revise(question: Question, author: Person, now: datetime) -> Draft:
    """A draft of what is published (or was, the last time), to be changed; the one that there is, where somebody is at
    it already.
    """
    found = session().scalar(select(Draft).where(Draft.key == question.key, Draft.state.in_(OPEN)))
    if found is not None:
        return found
    newest = question.current or queries.versions_of(question.id)[0]
    content = drafting.of_stored(newest.content)
    place = select(MicroClassQuestion.micro_class_id).filter_by(question_id=question.id).limit(1)
    more = {"question_id": question.id, "micro_class_id": session().scalar(place)}
    return add(question.key, question.kind, content, health.posts_of(question), author, now, **more)


def copy(draft: Draft, author: Person, now: datetime) -> Draft:
    """The same as a new question."""
    key = f"studio-{secrets.token_hex(5)}"
    return add(key, draft.kind, draft.content, draft.posts, author, now, micro_class_id=draft.micro_class_id)


@dataclass(frozen=True)
class Written:
    """What an author typed."""

    content: dict[str, Any]
    posts: list[str]
    micro_class_id: int | None


def save(draft_id: int, version: int, written: Written, by: Person, now: datetime) -> Draft:
    """Keep what was typed. What was in review is a draft again.

    Raises Conflict (code "changed") where somebody else has saved in between: nothing is overwritten.
    """
    draft = locked(draft_id)
    if draft.state not in OPEN:
        raise Conflict(NOT_OPEN)
    if Written(draft.content, draft.posts, draft.micro_class_id) == written:
        return draft
    if draft.version != version:
        raise Conflict(CHANGED, code="changed")
    draft.older = sorted(drafting.older(draft.content, written.content, frozenset(draft.older)))
    draft.content, draft.posts, draft.micro_class_id = written.content, written.posts, written.micro_class_id
    draft.state, draft.sent_by_id = State.DRAFT.value, None
    draft.version, draft.changed_by_id, draft.changed_at = draft.version + 1, by.id, now
    session().flush()
    return draft


def send(draft_id: int, by: Person, now: datetime) -> Draft:
    """To review. Raises Conflict where it is not a draft, Invalid where something is still missing."""
    draft = locked(draft_id)
    if draft.state != State.DRAFT.value:
        raise Conflict(NOT_OPEN)
    _require_healthy(draft)
    draft.state, draft.sent_by_id = State.REVIEW.value, by.id
    _note(draft, by, Deed.SENT, "", now)
    return draft


def return_(draft_id: int, words: str, by: Person, now: datetime) -> Draft:
    """Back to its author, with what should change. Raises Conflict, Invalid."""
    draft = locked(draft_id)
    if draft.state != State.REVIEW.value:
        raise Conflict(NOT_IN_REVIEW)
    if not words.strip():
        raise Invalid(SAY_WHY)
    draft.state, draft.sent_by_id = State.DRAFT.value, None
    _note(draft, by, Deed.RETURNED, words, now)
    return draft


def approve(draft_id: int, version: int, by: Person, now: datetime) -> Draft:
    """Publish it: asked from now on, in this form. A second person does that.

    Raises Conflict where it is not in review or was changed since it was looked at, Forbidden for one's own work.
    """
    draft = locked(draft_id)
    if draft.state != State.REVIEW.value:
        raise Conflict(NOT_IN_REVIEW)
    if by.id in (draft.sent_by_id, draft.author_id, draft.changed_by_id):
        raise Forbidden(OWN_WORK)
    if draft.version != version:
        raise Conflict(CHANGED)
    _require_healthy(draft)
    question = bank.publish(_whole(draft), now)
    _place(question, draft.micro_class_id)
    draft.question_id, draft.state, draft.approved_by_id = question.id, State.PUBLISHED.value, by.id
    _note(draft, by, Deed.PUBLISHED, "", now)
    return draft


def drop(draft_id: int, by: Person, now: datetime) -> None:
    """Throw a draft away; what is published stays as it is."""
    draft = locked(draft_id)
    if draft.state not in OPEN:
        raise Conflict(NOT_OPEN)
    draft.state, draft.sent_by_id, draft.changed_by_id, draft.changed_at = State.DROPPED.value, None, by.id, now


def say(draft_id: int, words: str, by: Person, now: datetime) -> None:
    """A remark for everybody who works on it."""
    if not words.strip():
        raise Invalid(SAY_WHY)
    _note(locked(draft_id), by, Deed.SAID, words, now)


def retire(question_id: int) -> Question:
    """A published question is not asked any more. Raises NotFound."""
    question = session().get(Question, question_id, with_for_update=True, populate_existing=True)
    if question is None or question.current_id is None:
        raise NotFound
    bank.retire(question)
    return question


def locked(draft_id: int) -> Draft:
    draft = session().get(Draft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound
    return draft


def _require_healthy(draft: Draft) -> None:
    if any(one.blocks for one in health.of_draft(draft)):
        raise Invalid(NOT_HEALTHY, code="not-healthy")


def _whole(draft: Draft) -> bank.Draft:
    try:
        found = drafting.whole(draft.kind, draft.key, tuple(draft.posts), draft.content)
    except ValidationError as error:  # the health check knows all that can be missing; this is the last lock
        raise Invalid(NOT_HEALTHY, code="not-healthy") from error
    content = found.content()
    return bank.Draft(draft.key, tuple(found.posts), content, curriculum.fingerprint(content))


def _place(question: Question, micro_class_id: int | None) -> None:
    """Where the question is asked in a check: at the end of its class; of none where none is chosen."""
    rows = session().scalars(select(MicroClassQuestion).filter_by(question_id=question.id)).all()
    if micro_class_id in {row.micro_class_id for row in rows}:
        return
    for row in rows:
        session().delete(row)
    if micro_class_id is not None and session().get(MicroClass, micro_class_id) is not None:
        last = select(func.max(MicroClassQuestion.position)).filter_by(micro_class_id=micro_class_id)
        position = session().scalar(last)
        row = MicroClassQuestion(micro_class_id=micro_class_id, question_id=question.id)
        row.position = 0 if position is None else position + 1
        session().add(row)


def _note(draft: Draft, by: Person, deed: Deed, words: str, now: datetime) -> None:
    plain = re.sub(r"\s+", " ", words).strip()[:LONGEST_REMARK]
    session().add(Remark(draft_id=draft.id, person_id=by.id, deed=deed.value, words=plain, at=now))
    session().flush()
