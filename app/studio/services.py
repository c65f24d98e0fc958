"""Writing, sending, approving. Callers open the transaction; every change is guarded by the draft's version."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.lessons import publishing as lessons
from app.lessons.models import MicroClass, MicroClassQuestion
from app.media import services as media
from app.media.keys import keys_in
from app.media.models import What
from app.people.models import Person
from app.questions import services as bank
from app.questions.models import Question
from app.studio import health, publishing, queries, snapshots
from app.studio.models import LONGEST_PATH, OPEN, Deed, Draft, Remark, State
from quizzes.formats import classdrafting, drafting, questions

LONGEST_REMARK = 1000

NOT_OPEN = _("This is not being written any more. Nothing was changed.")
NOT_IN_REVIEW = _("This is not in review now. Have a look at how it stands.")
OWN_WORK = _("A second person approves what you wrote or sent. Ask another trainer.")
SAY_WHY = _("Say in a few words what should change.")
CHANGED = _("Somebody changed it while you looked at it. Have a look at how it stands now.")
IS_OVER = _("Its end has passed already. Change its plan first.")
BEING_WRITTEN = _("Somebody is writing a new version of it. Look at that draft first.")


def create(kind: str, author: Person, now: datetime) -> Draft:
    """A new question. Raises Invalid for a kind that there is not."""
    if kind not in questions.KINDS:
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
    _hold_media(draft)
    return draft


def revise(question: Question, author: Person, now: datetime) -> Draft:
    """A draft of what is published (or was, the last time), to be changed; the one that there is, where somebody is at
    it already.
    """
    number = queries.open_draft_of(question.key)
    if number is not None:
        return session().get_one(Draft, number)
    newest = question.current or queries.versions_of(question.id)[0]
    return _draft_of(question, newest.content, author, now)


def restore(question: Question, content: dict[str, Any], author: Person, now: datetime) -> Draft:
    """A draft that holds an older version: it goes the way of approval. Raises Conflict where one is being written."""
    if queries.open_draft_of(question.key) is not None:
        raise Conflict(BEING_WRITTEN, code="being-written")
    return _draft_of(question, content, author, now)


def _draft_of(question: Question, stored: dict[str, Any], author: Person, now: datetime) -> Draft:
    place = select(MicroClassQuestion.micro_class_id).filter_by(question_id=question.id).limit(1)
    more = {"question_id": question.id, "micro_class_id": session().scalar(place), "expires_at": question.expires_at}
    content = drafting.of_stored(stored)
    return add(question.key, stored["kind"], content, health.posts_of(question), author, now, **more)


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
    """Keep what was typed. What was in review, or approved, is a draft again.

    Raises Conflict (code "changed") where somebody else has saved in between: nothing is overwritten.
    """
    draft = locked(draft_id)
    if draft.state not in OPEN:
        raise Conflict(NOT_OPEN)
    if Written(draft.content, draft.posts, draft.micro_class_id) == written:
        return draft
    if draft.version != version:
        raise Conflict(CHANGED, code="changed")
    snapshots.remember(draft, by, now)
    texts = classdrafting.texts if draft.is_class else drafting.texts
    draft.older = sorted(drafting.older(draft.content, written.content, frozenset(draft.older), texts))
    draft.content, draft.posts, draft.micro_class_id = written.content, written.posts, written.micro_class_id
    _back_to_draft(draft)
    draft.version, draft.changed_by_id, draft.changed_at = draft.version + 1, by.id, now
    session().flush()
    _hold_media(draft)
    return draft


def _back_to_draft(draft: Draft) -> None:
    draft.state, draft.sent_by_id, draft.approved_by_id = State.DRAFT.value, None, None


def go_back(draft_id: int, version: int, by: Person, now: datetime) -> Draft:
    """The draft as one of its snapshots has it; how it stands now is kept as one, too. Raises Conflict, NotFound."""
    draft = locked(draft_id)
    found = snapshots.get(draft_id, version)
    snapshots.remember(draft, by, now, always=True)
    written = Written(found.content, found.posts, found.micro_class_id)
    return save(draft_id, draft.version, written, by, now)


def send(draft_id: int, by: Person, now: datetime) -> Draft:
    """To review. Raises Conflict where it is not a draft, Invalid where something is still missing."""
    draft = locked(draft_id)
    if draft.state != State.DRAFT.value:
        raise Conflict(NOT_OPEN)
    publishing.require_healthy(draft)
    draft.state, draft.sent_by_id = State.REVIEW.value, by.id
    note(draft, by, Deed.SENT, "", now)
    return draft


def return_(draft_id: int, words: str, by: Person, now: datetime, path: str = "") -> Draft:
    """Back to its author, with what should change. Raises Conflict, Invalid."""
    draft = locked(draft_id)
    if draft.state not in (State.REVIEW, State.PLANNED):
        raise Conflict(NOT_IN_REVIEW)
    if not words.strip():
        raise Invalid(SAY_WHY)
    _back_to_draft(draft)
    note(draft, by, Deed.RETURNED, words, now, path)
    return draft


def approve(draft_id: int, version: int, by: Person, now: datetime) -> Draft:
    """Publish it, at once or when its plan says so: learners meet it in this form. A second person does that.

    Raises Conflict where it is not in review or was changed since it was looked at, Forbidden for one's own work.
    """
    draft = locked(draft_id)
    if draft.state != State.REVIEW.value:
        raise Conflict(NOT_IN_REVIEW)
    if by.id in (draft.sent_by_id, draft.author_id, draft.changed_by_id):
        raise Forbidden(OWN_WORK)
    if draft.version != version:
        raise Conflict(CHANGED)
    if draft.expires_at is not None and draft.expires_at <= now:
        raise Invalid(IS_OVER)
    publishing.lock(draft)
    publishing.require_healthy(draft)
    waits = draft.publish_at is not None and draft.publish_at > now
    draft.state, draft.approved_by_id = (State.PLANNED if waits else State.PUBLISHED).value, by.id
    if not waits:
        publishing.go_live(draft, now)
    note(draft, by, Deed.APPROVED if waits else Deed.PUBLISHED, "", now)
    return draft


def drop(draft_id: int, by: Person, now: datetime) -> None:
    """Throw a draft away; what is published stays as it is."""
    draft = locked(draft_id)
    if draft.state not in OPEN:
        raise Conflict(NOT_OPEN)
    draft.state, draft.sent_by_id, draft.approved_by_id = State.DROPPED.value, None, None
    draft.changed_by_id, draft.changed_at = by.id, now
    _hold_media(draft)


def forget(draft_id: int, by: Person, now: datetime) -> None:
    """Throw a draft away with its words, also those of before: whoever told them takes them back. What is published
    stays.
    """
    draft = locked(draft_id)
    if draft.state == State.PUBLISHED.value:
        return
    if draft.is_open:
        drop(draft_id, by, now)
    draft.content, draft.older = drafting.blank(draft.kind), []
    snapshots.forget(draft.id)


def say(draft_id: int, words: str, by: Person, now: datetime, path: str = "") -> None:
    """A remark for everybody who works on it. `path`: of the text that it is about."""
    if not words.strip():
        raise Invalid(SAY_WHY)
    note(locked(draft_id), by, Deed.SAID, words, now, path)


def resolve(remark_id: int, by: Person, now: datetime) -> Remark:
    """What a remark asks for is done; said once more, it is open again. Raises NotFound."""
    remark = session().get(Remark, remark_id, with_for_update=True, populate_existing=True)
    if remark is None or not remark.words:
        raise NotFound
    done = remark.resolved_at is None
    remark.resolved_at, remark.resolved_by_id = (now, by.id) if done else (None, None)
    return remark


def retire(question_id: int) -> Question:
    """A published question is not asked any more. Raises NotFound."""
    question = session().get(Question, question_id, with_for_update=True, populate_existing=True)
    if question is None or question.current_id is None:
        raise NotFound
    retire_piece(question)
    return question


def retire_piece(piece: Question | MicroClass) -> None:
    """It is not offered any more; its versions and what was answered stay."""
    if isinstance(piece, Question):
        bank.retire(piece)
    else:
        lessons.retire(piece)


def locked(draft_id: int) -> Draft:
    draft = session().get(Draft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound
    return draft


def _hold_media(draft: Draft) -> None:
    """What the draft shows stays in the library while it is being written; afterwards what it became holds on to it."""
    media.note_uses(What.DRAFT, draft.id, keys_in(draft.content) if draft.is_open else ())


def note(draft: Draft, by: Person | None, deed: Deed, words: str, now: datetime, path: str = "") -> None:
    """What was done, or said; by nobody: by the plan."""
    plain = re.sub(r"\s+", " ", words).strip()[:LONGEST_REMARK]
    person_id = by.id if by else None
    where = path[:LONGEST_PATH]
    session().add(Remark(draft_id=draft.id, person_id=person_id, deed=deed.value, words=plain, path=where, at=now))
    session().flush()
