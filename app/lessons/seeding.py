"""The demo's learning: classes that were taken in the last weeks, and what was mastered by them. Facts to be paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app.kit import clock
from app.kit.database import session
from app.lessons import sittings
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.lessons.models import Mastery, MicroClass, MicroClassQuestion, Progress, Section
from app.lessons.sittings import Sitting
from app.people.models import Person
from app.questions.models import question_posts

Class = tuple[int, list[int]]  # its id, and the questions that it asks of a post
Fact = QuestionMastered | MicroClassCompleted
SEED, DAYS = 7, 20
EVERY_DAYS = 3  # of the diligent
TODAY = 0.3  # share of the classes that were taken just now, so that this week's boards live
KNOWN, SPREAD = 0.85, 0.3  # share of the questions that are right, and how much people differ


@dataclass
class _Learned:
    """Rows of a few hundred people, stored at once; `facts` in the order of time."""

    progress: list[dict[str, Any]] = field(default_factory=list)
    mastery: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)

    def take(self, person: Person, micro_class: Class, right: Sequence[int], at: datetime) -> None:
        """A class and its check: it is completed where every question was right."""
        class_id, asked = micro_class
        whole = len(right) == len(asked)
        row = {"person_id": person.id, "micro_class_id": class_id, "opened_at": at}
        self.progress.append(row | {"completed_at": at if whole else None})
        self.sittings.append(Sitting(person.id, class_id, asked, right, at))
        for question_id in right:
            self._master(person.id, question_id, at)
        if whole:
            self.facts.append(MicroClassCompleted(person.id, class_id, at))

    def _master(self, person_id: int, question_id: int, at: datetime) -> None:
        if (person_id, question_id) in self.mastery:
            return
        levels = {"level": 1, "best": 1, "attempts": 1, "day": clock.day_of(at)}
        self.mastery[person_id, question_id] = {"person_id": person_id, "question_id": question_id} | levels
        self.facts.append(QuestionMastered(person_id, question_id, 1, True, at))

    def store(self) -> list[Fact]:
        for model, rows in ((Progress, self.progress), (Mastery, list(self.mastery.values()))):
            if rows:
                session().execute(insert(model), rows)
        sittings.store(self.sittings)
        return sorted(self.facts, key=lambda fact: fact.at)


def seed_demo(diligent: Iterable[tuple[Person, int]], others: Sequence[Person], now: datetime) -> list[Fact]:
    """`diligent` completed their first so many classes, the last one yesterday; the others some, now and then."""
    rng, learned, offered = Random(SEED), _Learned(), _by_post()
    for person, count in diligent:
        for number, one in enumerate(reversed(offered.get(person.post_id, [])[:count])):
            learned.take(person, one, one[1], now - timedelta(days=1 + number * EVERY_DAYS, minutes=20))
    for person in others:
        classes = offered.get(person.post_id, [])
        for one in rng.sample(classes, min(len(classes), 1 + int(rng.expovariate(0.45)))):
            days = 0 if rng.random() < TODAY else rng.randrange(1, DAYS)
            right = [question_id for question_id in one[1] if rng.random() < _knows(person)]
            learned.take(person, one, right, now - timedelta(days=days, minutes=rng.randrange(90)))
    return learned.store()


def _knows(person: Person) -> float:
    """Some know more than others, the same everywhere."""
    return KNOWN + SPREAD * (Random(f"{SEED}:{person.id}").random() - 0.5)


def _by_post() -> dict[int, list[Class]]:
    """For each post the classes that ask it something, in the order of the sections."""
    rows = session().execute(
        select(question_posts.c.post_id, MicroClass.id, MicroClassQuestion.question_id)
        .join(MicroClassQuestion, MicroClassQuestion.micro_class_id == MicroClass.id)
        .join(question_posts, question_posts.c.question_id == MicroClassQuestion.question_id)
        .join(Section, Section.id == MicroClass.section_id)
        .where(MicroClass.current_id.is_not(None))
        .order_by(question_posts.c.post_id, Section.number, MicroClass.position, MicroClassQuestion.position)
    )
    found: dict[int, dict[int, list[int]]] = {}
    for post_id, class_id, question_id in rows:
        found.setdefault(post_id, {}).setdefault(class_id, []).append(question_id)
    return {post_id: list(classes.items()) for post_id, classes in found.items()}
