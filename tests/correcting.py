"""A small world in which a question turns out to be wrong: checks, PKs, a proposal and its second signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.corrections import jobs, services
from app.corrections.models import Correction, Kind
from app.corrections.services import Proposal
from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel, Status
from app.duels.models import Kind as DuelKind
from app.duels.rerating import differences as wrong_ratings
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons import services as lessons
from app.lessons.models import Check, MicroClass
from app.people.models import Person
from app.points import ledger
from app.points.models import Entry, Standing
from app.questions.models import Question
from app.questions.queries import version
from app.tour.rebuilding import differences as wrong_journeys
from quizzes.rules import duel as rules
from quizzes.rules.grading import grade, mask
from quizzes.rules.scoring import score

WHY = {"en": "The workshop manual says otherwise.", "zh": ""}
LIMIT = 20_000


def check(person: Person, micro_class: MicroClass, question: Question, response: Any, at: datetime) -> int:
    """A check of this one question; its id."""
    assert question.current_id is not None
    with transaction() as here:
        sitting = Check(
            person_id=person.id, micro_class_id=micro_class.id, seed=1, version_ids=[question.current_id], started_at=at
        )
        here.add(sitting)
        here.flush()
        raw = mask(version(question.current_id).content, lessons.question_seed(sitting, 0), response)
        lessons.answer(sitting.id, person, 0, raw, at)
    return sitting.id


def duel(
    one: Person,
    other: Person,
    version_ids: Sequence[int],
    responses: tuple[Sequence[Any], Sequence[Any]],
    at: datetime,
    used_ms: tuple[int, int] = (5_000, 5_000),
    **fields: Any,
) -> int:
    """A finished live PK in which these were the answers, stated as the game states it; its id."""
    contents = [version(one).content for one in version_ids]
    answers = [
        tuple(_given(content, response, used) for content, response in zip(contents, some, strict=True))
        for some, used in zip(responses, used_ms, strict=True)
    ]
    seats = tuple(rules.Seat(rules.Kind.HUMAN, (LIMIT,) * 5, some) for some in answers)
    state = rules.State(rules.Rules(), (seats[0], seats[1]), rules.Phase.FINISHED, 4, 0, 1, 5)
    with transaction() as here:
        outcomes, people = rules.outcomes(state), (one, other)
        made = Duel(
            kind=DuelKind.LIVE, status=Status.FINISHED, post_id=one.post_id, level=None, seed=1,
            version_ids=list(version_ids), state=rules.to_json(state), started_at=at, touched_at=at, finished_at=at,
            outcome=outcomes[0].value, first_person_id=one.id, second_person_id=other.id,
            first_score=seats[0].total(), second_score=seats[1].total(),
            **fields,
        )  # fmt: skip
        here.add(made)
        here.flush()
        results = [
            SeatResult(
                people[side].id, outcomes[side].value, seats[side].total(), seats[side].right, Against.PERSON,
                missed=tuple(v for v, given in zip(version_ids, answers[side], strict=True) if not given.correct),
            )
            for side in (0, 1)
        ]  # fmt: skip
        publish(DuelFinished(made.id, at, (results[0], results[1]), one.post.family, made.friendly or False))
    return made.id


def _given(content: dict[str, Any], response: Any, used_ms: int) -> rules.Given:
    right = grade(content, response).correct
    return rules.Given(response, right, used_ms, score(right, used_ms, LIMIT, 5))


def propose(question: Question, by: Person, now: datetime, right: Any = None, **more: Any) -> Correction:
    """That `right` is the answer; without it, that the question is withdrawn. What it would change is counted."""
    kind = Kind.WITHDRAW if right is None and not more.get("by_current") else Kind.CORRECT
    ids = more.pop("version_ids", None) or [question.current_id]
    with transaction():
        made = services.propose(question, Proposal(kind, ids, WHY, right, **more), by, now)
    jobs.foresee(now)
    return made


def sign(correction: Correction, by: Person, now: datetime) -> None:
    with transaction():
        services.approve(correction.id, by, now)


def reckon(now: datetime) -> int:
    """The job, once the second signature is old enough."""
    found = jobs.reckon(now + timedelta(minutes=1))
    session().expire_all()
    return found


def is_clean(now: datetime) -> bool:
    """Whether ledger, ratings and journeys are what they should be."""
    session().rollback()
    return not [*ledger.differences(now), *wrong_ratings(), *wrong_journeys(now)]


def points_of(person: Person) -> int:
    """In the season, by the standings."""
    session().rollback()
    query = select(Standing.points).where(Standing.person_id == person.id, Standing.period == 0)
    return session().scalar(query) or 0


def entries_of(person: Person) -> list[tuple[str, int]]:
    session().rollback()
    found = session().scalars(select(Entry).filter_by(person_id=person.id).order_by(Entry.id))
    return [(one.reason, one.points) for one in found]
