"""The demo's checks: the sittings in which people answered what they know, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from app.kit.database import session
from app.lessons.models import Attempt, Check
from app.questions.models import Question
from app.questions.queries import versions
from quizzes.rules.grading import key
from quizzes.rules.machine import mistake

SEED = 17
LASTED = timedelta(minutes=3)


@dataclass(frozen=True)
class Sitting:
    """Somebody answered the questions of a class then; these of them rightly."""

    person_id: int
    micro_class_id: int
    asked: Sequence[int]
    right: Sequence[int]
    at: datetime


def store(sittings: Sequence[Sitting]) -> None:
    """Finished checks of what is asked now."""
    rng, checks, attempts = Random(SEED), [], []
    asked_now = select(Question.id, Question.current_id).where(Question.current_id.is_not(None))
    current = {question_id: version_id or 0 for question_id, version_id in session().execute(asked_now)}
    first = (session().scalar(select(func.max(Check.id))) or 0) + 1
    for number, sitting in enumerate(sorted(sittings, key=lambda one: (one.at, one.person_id)), first):
        row, answers = _sat(number, sitting, [current[one] for one in sitting.asked], rng)
        checks.append(row)
        attempts += answers
    for model, rows in ((Check, checks), (Attempt, attempts)):
        if rows:
            session().execute(insert(model), rows)


def _sat(number: int, sitting: Sitting, version_ids: Sequence[int], rng: Random) -> tuple[dict[str, Any], list[Any]]:
    row = {
        "id": number,
        "person_id": sitting.person_id,
        "micro_class_id": sitting.micro_class_id,
        "seed": rng.getrandbits(60),
        "version_ids": list(version_ids),
        "started_at": sitting.at - LASTED,
        "finished_at": sitting.at,
    }
    asked = versions(version_ids)
    return row, [
        {
            "check_id": number,
            "position": position,
            "question_version_id": one.id,
            "response": key(one.content) if one.question_id in sitting.right else mistake(one.content, rng),
            "correct": one.question_id in sitting.right,
            "at": sitting.at,
        }
        for position, one in enumerate(asked)
    ]
