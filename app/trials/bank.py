"""What a simulated season asks: the questions of each post and its classes, read once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import select

from app.days import queries as days
from app.days.planning import next_class
from app.kit.database import session
from app.lessons.models import MicroClass, MicroClassQuestion
from app.people.models import Person
from app.questions.models import Question, QuestionVersion, is_asked
from app.questions.queries import NOT_IN_PKS, in_common, pool
from app.seasons.models import Season
from quizzes.rules.choosing import Shelves, shelved
from quizzes.rules.dayset import Offer
from quizzes.rules.grading import grade, key
from quizzes.rules.machine import DIFFICULTY, Known, guess, known_of, mistake
from quizzes.rules.scoring import limit_ms

MISTAKES = 4  # wrong answers that are kept for each question


@dataclass(frozen=True)
class Asked:
    """A question as it is asked now, with what people answer to it."""

    question_id: int
    version_id: int
    content: dict[str, Any]
    hard: float
    floor: float
    right: Any
    wrong: tuple[Any, ...]
    limit: int
    reading: float
    known: Known

    @property
    def is_case(self) -> bool:
        return bool(self.content["kind"] == NOT_IN_PKS)


@dataclass(frozen=True)
class Bank:
    """`pools`: of a post, as a PK chooses from; `offers`: its classes in their order."""

    asked: Mapping[int, Asked]
    pools: Mapping[int, Shelves]
    offers: Mapping[int, Sequence[Offer]]
    classes: Mapping[int, Sequence[int]]
    shared: Mapping[tuple[int, int], int]

    def classes_with(self, question_id: int, among: Collection[int]) -> list[int]:
        return [one for one in sorted(among) if question_id in self.classes.get(one, ())]


def read(season: Season, post_ids: Collection[int]) -> Bank:
    """All that these posts can be asked in the season."""
    asked = {one.question_id: one for one in _asked()}
    ids = sorted(post_ids)
    return Bank(
        asked=asked,
        pools={one: shelved((question_id, hard) for question_id, _version, hard in pool(one)) for one in ids},
        offers={one: _in_order(one, season) for one in ids},
        classes=_classes(asked),
        shared=in_common(ids),
    )


def _asked() -> list[Asked]:
    rows = session().execute(
        select(Question.id, QuestionVersion.id, QuestionVersion.content)
        .join(QuestionVersion, QuestionVersion.id == Question.current_id)
        .where(is_asked())
        .order_by(Question.id)
    )
    return [_one(*row) for row in rows]


def _one(question_id: int, version_id: int, content: dict[str, Any]) -> Asked:
    rng = Random(f"mistakes:{question_id}")
    wrong = [mistake(content, rng) for _each in range(MISTAKES)]
    wrong = [one for one in wrong if not grade(content, one).correct] or [None]
    is_case, here = content["kind"] == NOT_IN_PKS, Known(0.0, guess(content), key(content))
    if not is_case:
        here = known_of(content)
    return Asked(
        question_id=question_id,
        version_id=version_id,
        content=content,
        hard=DIFFICULTY[content["difficulty"]],
        floor=here.floor,
        right=here.right,
        wrong=tuple(wrong),
        limit=0 if is_case else limit_ms(content),
        reading=here.reading,
        known=here,
    )


def _classes(asked: Mapping[int, Asked]) -> dict[int, list[int]]:
    """The questions of each class that is shown now, in their order."""
    rows = session().execute(
        select(MicroClassQuestion.micro_class_id, MicroClassQuestion.question_id)
        .join(MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id)
        .where(MicroClass.current_id.is_not(None))
        .order_by(MicroClassQuestion.micro_class_id, MicroClassQuestion.position)
    )
    found: dict[int, list[int]] = {}
    for class_id, question_id in rows:
        if question_id in asked:
            found.setdefault(class_id, []).append(question_id)
    return found


def _in_order(post_id: int, season: Season) -> list[Offer]:
    """The classes of a post in the order in which days ask them, when nobody has begun one."""
    someone = session().scalar(select(Person).where(Person.post_id == post_id).order_by(Person.id).limit(1))
    left: list[tuple[Offer, datetime | None]] = []
    if someone is not None:
        left = [(offer, None) for offer, _at in days.offers(someone)]
    found: list[Offer] = []
    while left:
        one = next_class(left, season, season.last_day.toordinal())
        if one is None:
            break
        found.append(one)
        left = [other for other in left if other[0].id != one.id]
    return found
