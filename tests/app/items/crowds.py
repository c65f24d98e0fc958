"""People who have answered: checks and PKs written straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.duels.models import Duel, Kind, Status
from app.kit import clock
from app.kit.clock import milliseconds
from app.kit.database import session, transaction
from app.lessons.models import Attempt, Check, MicroClass
from app.people.models import Person
from app.questions.models import Question
from app.questions.queries import versions
from quizzes.rules import duel as rules
from quizzes.rules.grading import grade, key

TOOK_MS = 8_000


def check(
    person: Person,
    micro_class: MicroClass,
    given: dict[Question, bool],
    at: datetime | None = None,
    response: Any = None,
) -> None:
    """A finished check: of each question whether the answer was right; a wrong one is option b."""
    at = at or clock.now()
    with transaction() as here:
        ids = [question.current_id for question in given]
        made = Check(
            person_id=person.id, micro_class_id=micro_class.id, seed=1, version_ids=ids, started_at=at, finished_at=at
        )
        here.add(made)
        here.flush()
        for position, (question, right) in enumerate(given.items()):
            sent = response or (key(question.current.content) if right else "b")
            row = {"response": sent, "correct": right, "at": at}
            here.add(Attempt(check_id=made.id, position=position, question_version_id=question.current_id, **row))


def pk(person: Person, given: Sequence[tuple[int, bool | None]], at: datetime | None = None, **fields: Any) -> Duel:
    """A finished PK against the machine: (version, whether right; None: no answer in time) for each question."""
    at = at or clock.now()
    ids = [version_id for version_id, _right in given]
    contents = [one.content for one in versions(ids)]
    answers = tuple(_given(content, right) for content, (_one, right) in zip(contents, given, strict=True))
    limits = (30_000,) * len(ids)
    seats = (
        rules.Seat(rules.Kind.HUMAN, limits, answers=answers),
        rules.Seat(rules.Kind.MACHINE, limits, answers=answers, planned=answers),
    )
    opened = fields.pop("opened", len(ids))
    state = rules.State(
        rules.Rules(len(ids)), seats, rules.Phase.FINISHED, opened - 1, milliseconds(at), milliseconds(at), opened
    )
    with transaction() as here:
        row = {"kind": Kind.MACHINE, "status": Status.FINISHED, "level": 1, "seed": 1, "version_ids": ids}
        row |= {"first_person_id": person.id, "outcome": "won", "first_score": 1}
        row |= {"state": rules.to_json(state), "started_at": at - timedelta(minutes=2), "touched_at": at}
        made = Duel(**(row | {"post_id": person.post_id, "finished_at": at} | fields))
        here.add(made)
    session().commit()
    return made


def typed_check(person: Person, micro_class: MicroClass, question: Question, response: Any) -> None:
    """A finished check of one question that was answered so, graded as the house grades it."""
    right = grade(question.current.content, response).correct
    check(person, micro_class, {question: right}, response=response)


def _given(content: dict[str, Any], right: bool | None) -> rules.Given:
    if right is None:
        return rules.Given(None, False, 30_000, 0)
    return rules.Given(key(content) if right else "b", right, TOOK_MS, 100 if right else 0)
