"""What people do for a day's set."""

from __future__ import annotations

from itertools import count
from random import Random

from app.days import services
from app.days.models import DaySet, ReviewAnswer
from app.duels.events import Against, DuelFinished, SeatResult
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons import services as lessons
from app.lessons.events import MicroClassCompleted
from app.lessons.remembering import Place
from app.points.models import Entry
from app.questions.queries import version
from quizzes.rules import machine
from quizzes.rules.grading import key, mask
from tests.factories import make_question

DAY, MADE_UP = 10, 5
NUMBERS = count(1)


def open_day(person, season) -> DaySet:
    with transaction():
        return services.open_day(person, season, time.now(), 7)


def the_set(person, day=None) -> DaySet:
    session().expire_all()
    query = session().query(DaySet).filter_by(person_id=person.id)
    return (query.filter_by(day=day) if day else query.order_by(DaySet.id.desc())).first()


def learn(person, *questions, right: bool = True) -> None:
    with transaction():
        for question in questions:
            lessons.learn(person, question.id, right, time.now(), Place.CHECK)


def answer_of(found, position: int, *, right: bool):
    content = version(found.version_ids[position]).content
    given = key(content) if right else machine.mistake(content, Random(1))
    return mask(content, services.question_seed(found, position), given)


def answer(person, found, position: int, *, right: bool = True) -> ReviewAnswer:
    with transaction():
        raw = answer_of(found, position, right=right)
        return services.answer_review(found.id, person, position, raw, time.now())


def play(*people, right: int = 3, friendly: bool = False, missed=()) -> None:
    """A PK of the first of them ends."""
    person, now = people[0], time.now()
    mine = SeatResult(person.id, "won", 300, right, Against.MACHINE, missed=tuple(one.current_id for one in missed))
    with transaction():
        publish(
            DuelFinished(
                next(NUMBERS),
                now,
                (mine, SeatResult(None, "lost", 0, 0, Against.PERSON)),
                friendly=friendly,
                rated=False,
            )
        )


def take(person, micro_class) -> None:
    with transaction():
        publish(MicroClassCompleted(person.id, micro_class.id, time.now()))


def points(person) -> list[int]:
    session().expire_all()
    paid = session().query(Entry).filter_by(person_id=person.id, reason="day").order_by(Entry.id)
    return [entry.points for entry in paid]


def due(person, count: int, clock) -> list:
    """Questions that were missed yesterday and are due today."""
    questions = [make_question() for _ in range(count)]
    learn(person, *questions, right=False)
    clock.move(days=1)
    return questions
