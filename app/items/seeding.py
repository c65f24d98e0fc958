"""The demo's figures of questions, and some flags that learners have set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app.items import jobs
from app.items.models import FlagReason, ItemAnswer, Outcome, Place, QuestionFlag
from app.kit.database import session, transaction
from app.people.models import Person
from app.questions.models import Question, QuestionVersion

SEED = 19
OTHERS = 5  # questions that are flagged beside the one that rests
MANY, FEW = 6, 3
WORDS = {
    FlagReason.WRONG_KEY: "我认为正确的是另一项。",
    FlagReason.UNCLEAR: "看不出问的是哪一侧。",
    FlagReason.OUTDATED: "新车型已经不这样做了。",
}
ANSWER = {
    "zh": "标准原文如此，答案不变；出处写在解析下面。",
    "en": "The standard says so word by word; the source stands below the answer.",
}

Row = dict[str, Any]


def seed_demo(now: datetime, hero: str = "DEMO-TECH", trainer: str = "DEMO-TRAINER") -> None:
    """Counted from the demo's checks and PKs, as in the night. Opens its own transactions."""
    jobs.reckon()
    with transaction():
        rows = _flags(Random(SEED), now)
        rows += _of_hero(_person_id(hero), _person_id(trainer), now)
        if rows:
            session().execute(insert(QuestionFlag), rows)


def _flags(rng: Random, now: datetime) -> list[Row]:
    """Many on the question that rests, a few on others, by people who met them in a class."""
    resting = session().scalars(select(Question.quarantined_id).where(Question.quarantined_id.is_not(None))).first()
    met = _met()
    others = [one for one in met if one != resting]
    chosen = [*([resting] if resting in met else []), *rng.sample(others, min(OTHERS, len(others)))]
    rows = []
    for version_id in chosen:
        count = MANY if version_id == resting else rng.randint(1, FEW)
        for person_id in rng.sample(met[version_id][1], min(count, len(met[version_id][1]))):
            reason = FlagReason.WRONG_KEY if version_id == resting else rng.choice(list(FlagReason))
            at = now - timedelta(hours=rng.randrange(1, 20))
            rows.append(_row(person_id, version_id, met[version_id][0], reason, at))
    return rows


def _met() -> dict[int, tuple[int, list[int]]]:
    """By version its question, and who has answered it in a class."""
    rows = session().execute(
        select(ItemAnswer.question_version_id, QuestionVersion.question_id, ItemAnswer.person_id)
        .join(QuestionVersion, QuestionVersion.id == ItemAnswer.question_version_id)
        .join(Person, Person.id == ItemAnswer.person_id)
        .where(ItemAnswer.place == Place.CLASS.value, ItemAnswer.first, Person.staff_number.like("P%"))
        .order_by(ItemAnswer.question_version_id, ItemAnswer.person_id)
    )
    found: dict[int, tuple[int, list[int]]] = {}
    for version_id, question_id, person_id in rows:
        found.setdefault(version_id, (question_id, []))[1].append(person_id)
    return found


def _of_hero(person_id: int, trainer_id: int, now: datetime) -> list[Row]:
    """One of two flags has its answer."""
    rows: Sequence[Any] = (
        session()
        .execute(
            select(ItemAnswer.question_version_id, QuestionVersion.question_id)
            .join(QuestionVersion, QuestionVersion.id == ItemAnswer.question_version_id)
            .where(ItemAnswer.person_id == person_id, ItemAnswer.place == Place.CLASS.value, ItemAnswer.first)
            .order_by(ItemAnswer.question_version_id.desc())
            .limit(2)
        )
        .all()
    )
    found = [
        _row(person_id, one, question_id, FlagReason.OUTDATED, now - timedelta(days=2)) for one, question_id in rows
    ]
    for row in found[:1]:
        row |= {"outcome": Outcome.STAYS.value, "answer": ANSWER, "answered_by_id": trainer_id}
        row |= {"answered_at": now - timedelta(days=1)}
    return found


def _row(person_id: int, version_id: int, question_id: int, reason: FlagReason, at: datetime) -> Row:
    return {
        "person_id": person_id,
        "question_version_id": version_id,
        "question_id": question_id,
        "reason": reason.value,
        "words": WORDS.get(reason, ""),
        "at": at,
        "outcome": None,
        "answer": {},
        "answered_by_id": None,
        "answered_at": None,
    }


def _person_id(staff_number: str) -> int:
    return session().scalars(select(Person.id).filter_by(staff_number=staff_number)).one()
