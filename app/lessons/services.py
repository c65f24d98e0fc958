"""Taking a class and its check. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kit import upsert
from app.kit.clock import day_of
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.kit.events import publish
from app.lessons import cases, queries, remembering
from app.lessons.events import CheckFinished, MicroClassCompleted, QuestionAnswered, QuestionMastered
from app.lessons.models import Attempt, Check, Mastery, Memory, MicroClass, MicroClassQuestion, Progress
from app.lessons.remembering import Place
from app.people.models import Person
from app.questions import rulings
from app.questions.queries import version
from quizzes.rules import mastery as rules
from quizzes.rules.grading import unmask

SAFETY_FIRST = _("First the safety: this class opens when the classes on safety before it are mastered.")
NOTHING_TO_ASK = _("This class has no questions yet. Come back later.")
NOT_YET = _("That question is not open. Here is the one that is.")


def open_class(found: MicroClass, person: Person, now: datetime) -> None:
    """Note that the person has opened the class; the first time counts."""
    row = {"person_id": person.id, "micro_class_id": found.id, "opened_at": now}
    session().execute(upsert.insert(Progress).values(row).on_conflict_do_nothing())


def start_check(found: MicroClass, person: Person, now: datetime, seed: int) -> Check:
    """A new sitting, or the one that is open. It asks what is not learned yet; all of it where all is learned.

    Raises Conflict where the class asks nothing, and where it is closed until the classes on safety are completed.
    """
    session().execute(select(Person.id).filter_by(id=person.id).with_for_update())  # one start at a time
    running = queries.open_check(person, found.id)
    if running is not None:
        return running
    if queries.to_come(found, person).safety:
        raise Conflict(SAFETY_FIRST)
    questions = queries.questions_of(found.id)
    if not questions:
        raise Conflict(NOTHING_TO_ASK)
    known = queries.levels(person.id, [question.id for question in questions])
    missing = [question for question in questions if question.id not in known or known[question.id].level == 0]
    check = Check(
        person_id=person.id,
        micro_class_id=found.id,
        seed=seed,
        version_ids=[question.current_id for question in missing or questions],
        started_at=now,
    )
    open_class(found, person, now)
    session().add(check)
    session().flush()
    return check


def answer(
    check_id: int,
    person: Person,
    position: int,
    raw: Any,
    now: datetime,
    step: int | None = None,
    asked_id: int | None = None,
) -> Attempt | None:
    """Take an answer. The first one counts: a repeated one changes nothing and gets the first one's attempt.

    Of a service case `raw` is the decision that is the case's `step`; None: the case goes on. `asked_id`: the version
    that the answer is to; another one may have taken its place meanwhile. A version that was withdrawn counts as not
    asked.

    Raises NotFound for somebody else's check, Invalid for a question that is not open,
    `quizzes.rules.grading.BadResponse` for an answer that the question cannot have, and whatever a listener refuses.
    """
    check = queries.check(check_id, person, for_update=True)
    if 0 <= position < len(check.attempts):
        return check.attempts[position]
    if position != len(check.attempts) or check.finished_at is not None:
        raise Invalid(NOT_YET)
    if asked_id not in (None, check.version_ids[position]):
        raise Invalid(NOT_YET)
    asked = version(check.version_ids[position])
    ruling = rulings.of_versions([asked.id]).get(asked.id)
    response = cases.response(person, asked, unmask(asked.content, question_seed(check, position), raw), step, now)
    if response is None:
        return None
    attempt = Attempt(
        check_id=check.id,
        position=position,
        question_version_id=asked.id,
        response=response,
        correct=rulings.is_correct(asked.content, response, ruling),
        at=now,
    )
    check.attempts.append(attempt)
    if ruling is None or not ruling.is_withdrawn:
        learn(person, asked.question_id, attempt.correct, now, Place.CHECK)
    _finish_if_all_asked(check, person, now)
    return attempt


def _finish_if_all_asked(check: Check, person: Person, now: datetime) -> None:
    finished = len(check.attempts) == len(check.version_ids)
    check.finished_at = now if finished else None
    session().flush()
    _complete(person, check.micro_class_id, now)
    if finished:
        publish(CheckFinished(person.id, check.micro_class_id, now))


def is_outdated(check: Check) -> bool:
    """Whether the check still asks something that was withdrawn."""
    return check.finished_at is None and bool(_withdrawn(check))


def leave_out_withdrawn(check_id: int, person: Person, now: datetime) -> None:
    """Ask no more what was withdrawn since the check began."""
    check = queries.check(check_id, person, for_update=True)
    gone, answered = _withdrawn(check), len(check.attempts)
    if gone and check.finished_at is None:
        check.version_ids = [one for at, one in enumerate(check.version_ids) if at < answered or one not in gone]
        _finish_if_all_asked(check, person, now)


def _withdrawn(check: Check) -> set[int]:
    """Of what is still to be asked."""
    found = rulings.of_versions(check.version_ids[len(check.attempts) :])
    return {version_id for version_id, one in found.items() if one.is_withdrawn}


def question_seed(check: Check, position: int) -> int:
    """What the shuffling of a check's question follows from."""
    return check.seed * 100 + position


def learn(person: Person, question_id: int, correct: bool, now: datetime, place: Place) -> int | None:
    """Let an answer move mastery and memory; the level that it reached for the first time, if any.

    Raises whatever a listener of QuestionAnswered refuses.
    """
    publish(QuestionAnswered(person.id, question_id, now))
    kept, memory = _known(person.id, question_id)
    first = kept.attempts == 0
    before = rules.Mastery(level=kept.level, best=kept.best, day=kept.day)
    after, reached = rules.advance(before, correct, day_of(now))
    kept.level, kept.best, kept.day = after.level, after.best, after.day
    kept.attempts += 1
    session().flush()
    remembering.remember(person.id, question_id, correct, day_of(now), place, memory)
    if reached is not None:
        publish(QuestionMastered(person.id, question_id, reached, first, now))
    return reached


def _known(person_id: int, question_id: int) -> tuple[Mastery, Memory | None]:
    """Mastery (a new one where there is none) and memory of a question."""
    found = session().execute(
        select(Mastery, Memory)
        .outerjoin(Memory, (Memory.person_id == Mastery.person_id) & (Memory.question_id == Mastery.question_id))
        .where(Mastery.person_id == person_id, Mastery.question_id == question_id)
        .with_for_update(of=Mastery)
        .execution_options(populate_existing=True)
    )
    both = found.one_or_none()
    if both is not None:
        return both[0], both[1]
    memory = session().get(Memory, (person_id, question_id), populate_existing=True)
    mastery = Mastery(person_id=person_id, question_id=question_id, level=0, best=0, attempts=0, day=None)
    session().add(mastery)
    return mastery, memory


def complete_classes_of(person: Person, question_id: int, now: datetime) -> None:
    """Complete the classes that waited for this question only: it was answered rightly outside their checks."""
    session().flush()
    begun = (
        select(Progress.micro_class_id)
        .join(MicroClassQuestion, MicroClassQuestion.micro_class_id == Progress.micro_class_id)
        .where(Progress.person_id == person.id, Progress.completed_at.is_(None))
        .where(MicroClassQuestion.question_id == question_id)
        .order_by(Progress.micro_class_id)
    )
    for micro_class_id in session().scalars(begun).all():
        _complete(person, micro_class_id, now)


def classes_that_wait_for(person_id: int, question_id: int) -> list[int]:
    """Classes that the person has begun and that lack nothing but this question."""
    begun = (
        select(Progress.micro_class_id)
        .join(MicroClassQuestion, MicroClassQuestion.micro_class_id == Progress.micro_class_id)
        .where(Progress.person_id == person_id, Progress.completed_at.is_(None))
        .where(MicroClassQuestion.question_id == question_id)
        .order_by(Progress.micro_class_id)
    )
    return [one for one in session().scalars(begun).all() if _knows_all(person_id, one, without=question_id)]


def people_in_classes_with(question_id: int, person_ids: Collection[int]) -> set[int]:
    """Those of these people who have begun a class that asks this question, and not completed it."""
    asks = (MicroClassQuestion.micro_class_id == Progress.micro_class_id, MicroClassQuestion.question_id == question_id)
    begun = select(Progress.person_id).where(Progress.person_id.in_(person_ids), Progress.completed_at.is_(None), *asks)
    return set(session().scalars(begun))


def _knows_all(person_id: int, micro_class_id: int, without: int | None = None) -> bool:
    asked = [question.id for question in queries.questions_of(micro_class_id) if question.id != without]
    known = queries.levels(person_id, asked)
    return all(question_id in known and known[question_id].best >= 1 for question_id in asked)


def _complete(person: Person, micro_class_id: int, now: datetime) -> None:
    """Complete the class once every question it asks was answered rightly at least once."""
    if not _knows_all(person.id, micro_class_id):
        return
    progress = session().get(Progress, (person.id, micro_class_id), with_for_update=True, populate_existing=True)
    if progress is None or progress.completed_at is not None:
        return
    progress.completed_at = now
    publish(MicroClassCompleted(person.id, micro_class_id, now))


def missed(check: Check) -> Sequence[Attempt]:
    """The attempts of a check that went wrong."""
    return [attempt for attempt in check.attempts if not attempt.correct]
