"""What becomes of a draft when it is published. Callers open the transaction and have made sure that it may be."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.kit.database import session
from app.kit.errors import Invalid
from app.kit.events import publish
from app.lessons import publishing as lessons
from app.lessons.models import MicroClass, MicroClassQuestion
from app.media import services as media
from app.media.keys import keys_in
from app.media.models import What
from app.questions import services as bank
from app.questions.models import Question
from app.studio import health
from app.studio.events import QuestionPublished
from app.studio.models import Draft
from quizzes.formats import classdrafting, drafting, pieces
from quizzes.formats.fingerprints import fingerprint

NOT_HEALTHY = _("Something is still missing. It is listed beside the form; nothing was changed.")


def require_healthy(draft: Draft) -> None:
    if any(one.blocks for one in health.of_draft(draft)):
        raise Invalid(NOT_HEALTHY, code="not-healthy")


def go_live(draft: Draft, now: datetime) -> None:
    """Learners meet it from now on, in this form; what was published before stays as a version. Raises Invalid."""
    if draft.is_class:
        _class(draft, now)
    else:
        _question(draft, now)


def lock(draft: Draft) -> None:
    """Look at what is around a class only when nobody else is about to change it."""
    if draft.is_class:
        lessons.lock_road()


def _class(draft: Draft, now: datetime) -> None:
    found = session().get_one(MicroClass, draft.micro_class_id, with_for_update=True, populate_existing=True)
    content = draft.content
    try:
        stored = classdrafting.stored(draft.key, tuple(draft.posts), content)
    except pieces.Unfit as error:
        raise Invalid(NOT_HEALTHY, code="not-healthy") from error
    named = {name: content[name] for name in ("section", "order", "requires", "questions", "left")}
    print_of_it = fingerprint(stored)
    lesson = lessons.Lesson(posts=draft.posts, content=stored, fingerprint=print_of_it, **named)
    draft.number = lessons.publish(found, lesson, now).number
    found.expires_at = draft.expires_at
    media.note_uses(What.CLASS, found.id, keys_in(stored))
    media.note_uses(What.DRAFT, draft.id, ())


def _question(draft: Draft, now: datetime) -> None:
    question = bank.publish(_whole(draft), now)
    assert question.current is not None
    question.expires_at = draft.expires_at
    _place(question, draft.micro_class_id)
    draft.question_id, draft.number = question.id, question.current.number
    media.note_uses(What.DRAFT, draft.id, ())  # its question holds on to what it shows
    publish(QuestionPublished(draft.id, question.id, now))


def _whole(draft: Draft) -> bank.Draft:
    try:
        found = drafting.whole(draft.kind, draft.key, tuple(draft.posts), draft.content)
    except pieces.Unfit as error:  # the health check knows all that can be missing; this is the last lock
        raise Invalid(NOT_HEALTHY, code="not-healthy") from error
    content = found.content()
    return bank.Draft(draft.key, tuple(found.posts), content, fingerprint(content))


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
