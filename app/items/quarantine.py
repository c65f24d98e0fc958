"""Questions that rest because the weaker answer them better, until a trainer has looked. Callers open transactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.items.events import QuestionQuarantined
from app.items.models import Decision, ItemStatistics, Quarantine
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.kit.events import publish
from app.lessons.models import MicroClassQuestion
from app.people.models import Person
from app.questions.models import Question, is_asked
from quizzes.rules.itemfindings import goes_to_quarantine

SHORTEST, LONGEST = 10, 500
SAY_WHY = _("Say in a sentence why (10 to 500 characters): it is kept with your name. Nothing changed.")
DECIDED = _("Somebody has decided on this meanwhile. Nothing was changed.")


def look(now: datetime) -> int:
    """Let rest what tells the strong from the weak the wrong way round; how many. Opens its own transactions."""
    found = 0
    for row, question in _backwards():
        if goes_to_quarantine(row.reckoned_people, row.discrimination, _released_at(row.question_version_id)):
            with transaction():
                found += _begin(row, question.id, now)
    return found


def _backwards() -> Sequence[Any]:
    """What is asked now and has a negative discrimination somewhere, the worst first."""
    query = select(ItemStatistics, Question).join(Question, Question.current_id == ItemStatistics.question_version_id)
    query = query.where(ItemStatistics.discrimination < 0, is_asked())
    return session().execute(query.order_by(ItemStatistics.discrimination, Question.id)).all()


def _released_at(version_id: int) -> int | None:
    query = select(func.max(Quarantine.people)).where(Quarantine.question_version_id == version_id)
    return session().scalar(query.where(Quarantine.decision == Decision.RELEASED.value))


def _begin(row: ItemStatistics, question_id: int, now: datetime) -> bool:
    """Unless it is asked no more meanwhile, or a class would be left without a question."""
    question = session().get_one(Question, question_id, with_for_update=True, populate_existing=True)
    if question.current_id != row.question_version_id or question.quarantined_id == question.current_id:
        return False
    if _is_last_of_a_class(question_id) or row.discrimination is None:
        return False
    question.quarantined_id = row.question_version_id
    made = Quarantine(
        question_id=question_id,
        question_version_id=row.question_version_id,
        place=row.place,
        people=row.reckoned_people,
        discrimination=row.discrimination,
        began_at=now,
    )
    session().add(made)
    session().flush()
    publish(QuestionQuarantined(made.id, question_id, now))
    return True


def _is_last_of_a_class(question_id: int) -> bool:
    classes = select(MicroClassQuestion.micro_class_id).where(MicroClassQuestion.question_id == question_id)
    left = (
        select(MicroClassQuestion.micro_class_id)
        .join(Question, Question.id == MicroClassQuestion.question_id)
        .where(MicroClassQuestion.micro_class_id.in_(classes), is_asked())
        .group_by(MicroClassQuestion.micro_class_id)
        .having(func.count() < 2)
    )
    return session().scalar(left.limit(1)) is not None


def release(question_id: int, reason: str, by: Person, now: datetime) -> Quarantine:
    """It is asked again: a trainer has looked, and says why it is right as it is. Raises Invalid or Conflict."""
    words = " ".join(reason.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise Invalid(SAY_WHY)
    found = decide(question_id, Decision.RELEASED, words, by, now)
    if found is None:
        raise Conflict(DECIDED)
    session().get_one(Question, question_id).quarantined_id = None
    return found


def close_settled(now: datetime) -> int:
    """Those whose question was changed or retired meanwhile: that was the decision. How many."""
    query = select(Quarantine, Question.current_id).join(Question, Question.id == Quarantine.question_id)
    query = query.where(Quarantine.decision.is_(None)).order_by(Quarantine.id)
    done = 0
    for found, current_id in session().execute(query).all():
        if current_id != found.question_version_id:
            found.decision = (Decision.REVISED if current_id else Decision.RETIRED).value
            found.decided_at = now
            done += 1
    return done


def decide(question_id: int, decision: Decision, reason: str, by: Person, now: datetime) -> Quarantine | None:
    """Close the quarantine that is open; None where none is."""
    query = select(Quarantine).filter_by(question_id=question_id, decision=None).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is not None:
        found.decision, found.reason, found.by_id, found.decided_at = decision.value, reason, by.id, now
        session().flush()
    return found
