"""The demo's contents: a network of dealers, people with some weeks of learning behind them, and one account a role.

Everything goes through the real services (roster, facts, ledger), so that what the demo shows is what the product does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import insert, select

from app.badges.seeding import seed_demo as seed_badges
from app.days.seeding import seed_demo as seed_days
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.events import publish
from app.leagues.seeding import seed_demo as seed_leagues
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.lessons.models import Mastery, MicroClass, MicroClassQuestion, Progress
from app.notifications.seeding import seed_demo as seed_notices
from app.people import roster
from app.people.models import Grant, Person, Post, Role
from app.people.roster_sample import sample
from app.people.seeding import seed_posts
from app.points.listeners import pay_mastery
from app.points.seeding import seed_demo as pay_days
from app.questions.models import question_posts
from app.seasons.seeding import seed_demo_season
from app.streaks.seeding import seed_demo as seed_streaks
from app.teams.seeding import seed_demo as seed_teams
from app.tour.seeding import seed_demo as seed_journeys

PEOPLE, DEALERS, SEED = 600, 24, 7
LEARNERS = 220
DAYS = 20
LEARNING_CAST, CAST_CLASSES = ("DEMO-TECH", "DEMO-ORGANIZER"), 6
TODAY = 0.3  # share of the classes that were taken just now, so that this week's boards live
Say = Callable[[str], None]


@dataclass(frozen=True)
class DemoPerson:
    staff_number: str
    name: str
    name_latin: str
    post: str
    role: Role | None = None


CAST = (
    DemoPerson("DEMO-TECH", "李晓明", "Li Xiaoming", "me-technician"),
    DemoPerson("DEMO-ADVISOR", "陈静", "Chen Jing", "me-service-advisor"),
    DemoPerson("DEMO-TRAINER", "周文博", "Zhou Wenbo", "me-technician", Role.TRAINER),
    DemoPerson("DEMO-ORGANIZER", "赵敏", "Zhao Min", "aftersales-service-manager", Role.ORGANIZER),
    DemoPerson("DEMO-JUDGE", "刘建国", "Liu Jianguo", "workshop-manager", Role.JUDGE),
    DemoPerson("DEMO-MANAGER", "王丽", "Wang Li", "aftersales-service-manager", Role.MANAGER),
    DemoPerson("DEMO-OPERATOR", "孙浩", "Sun Hao", "workshop-manager", Role.OPERATOR),
)


def load(say: Say) -> None:
    """Fill an empty database with the demo; does nothing where it is there already."""
    if session().scalar(select(Person.id).filter_by(staff_number=CAST[0].staff_number)):
        return
    now = clock.now()
    say(f"  demo: {PEOPLE} people of {DEALERS} dealers …")
    with transaction():
        seed_posts()
        seed_demo_season(now.date())
        _bring_roster(now)
        _bring_cast(now)
    say(f"  demo: three weeks of learning of {LEARNERS} people …")
    with transaction():
        _learn(Random(SEED), now)
        seed_days(now)
        pay_days(now)
        seed_streaks(now)
        seed_journeys(now)
        seed_teams(now)
        seed_leagues(now)
        seed_badges(now)  # it looks at all the others
        seed_notices(now)


def _bring_roster(now: datetime) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(sample(PEOPLE, DEALERS, SEED))
    plan = roster.plan(text.getvalue().encode())
    roster.apply(plan, by=None, file_name="demo.csv", now=now)


def _bring_cast(now: datetime) -> None:
    posts = dict(session().execute(select(Post.code, Post.id)).all())
    dealer_id = session().scalars(select(Person.dealer_id).order_by(Person.staff_number).limit(1)).one()
    for one in CAST:
        person = Person(
            staff_number=one.staff_number,
            name=one.name,
            name_latin=one.name_latin,
            post_id=posts[one.post],
            dealer_id=dealer_id,
            created_at=now,
            activated_at=now,
            shows_name=True,
        )
        person.grants = [Grant(role=one.role.value)] if one.role else []
        session().add(person)
    session().flush()


def _learn(rng: Random, now: datetime) -> None:
    people = session().scalars(select(Person).where(Person.staff_number.like("P%")).order_by(Person.id)).all()
    classes = _classes_by_post()
    for person in _learning_cast():
        for micro_class_id, question_ids in classes.get(person.post_id, [])[:CAST_CLASSES]:
            _take_class(person, micro_class_id, question_ids, rng, now)
    for person in rng.sample(people, LEARNERS):
        person.shows_name = rng.random() < 0.6
        offered = classes.get(person.post_id, [])
        count = min(len(offered), 1 + int(rng.expovariate(0.45)))
        for micro_class_id, question_ids in rng.sample(offered, count):
            _take_class(person, micro_class_id, question_ids, rng, now)


def _learning_cast() -> Sequence[Person]:
    """Those of the cast who have learned something: the others show how everything looks on the first day."""
    return session().scalars(select(Person).where(Person.staff_number.in_(LEARNING_CAST)).order_by(Person.id)).all()


def _take_class(person: Person, micro_class_id: int, question_ids: Sequence[int], rng: Random, now: datetime) -> None:
    """One class and its check as it could have gone on one of the last days."""
    days = 0 if rng.random() < TODAY else rng.randrange(1, DAYS)
    at = now - timedelta(days=days, minutes=rng.randrange(90))
    right = [question_id for question_id in question_ids if rng.random() < 0.85]
    whole = len(right) == len(question_ids)
    session().add(
        Progress(person_id=person.id, micro_class_id=micro_class_id, opened_at=at, completed_at=at if whole else None)
    )
    known = set(session().scalars(select(Mastery.question_id).filter_by(person_id=person.id)))
    for question_id in right:
        if question_id in known:
            continue
        row = {"person_id": person.id, "question_id": question_id, "level": 1, "best": 1, "attempts": 1}
        session().execute(insert(Mastery), [row | {"day": clock.day_of(at)}])
        pay_mastery(QuestionMastered(person.id, question_id, 1, True, at))  # the journeys follow at once for everybody
    if whole:
        publish(MicroClassCompleted(person.id, micro_class_id, at))


def _classes_by_post() -> dict[int, list[tuple[int, list[int]]]]:
    """For each post the classes that ask it something, with their questions."""
    rows = session().execute(
        select(question_posts.c.post_id, MicroClass.id, MicroClassQuestion.question_id)
        .join(MicroClassQuestion, MicroClassQuestion.micro_class_id == MicroClass.id)
        .join(question_posts, question_posts.c.question_id == MicroClassQuestion.question_id)
        .where(MicroClass.current_id.is_not(None))
        .order_by(question_posts.c.post_id, MicroClass.id, MicroClassQuestion.position)
    )
    found: dict[int, dict[int, list[int]]] = {}
    for post_id, micro_class_id, question_id in rows:
        found.setdefault(post_id, {}).setdefault(micro_class_id, []).append(question_id)
    return {post_id: list(classes.items()) for post_id, classes in found.items()}
