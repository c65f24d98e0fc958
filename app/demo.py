"""The demo's contents: a network of dealers, people with some weeks of learning behind them, and one account a role.

People come by a roster; what they learned and did is written in bulk and reckoned by the real rules and jobs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from app.badges.seeding import seed_demo as seed_badges
from app.days.seeding import played
from app.days.seeding import seed_demo as seed_days
from app.duels import rerating
from app.duels.seeding import seed_demo as seed_duels
from app.items.seeding import seed_demo as seed_items
from app.kit import clock
from app.kit.database import session, transaction
from app.leagues.seeding import seed_demo as seed_leagues
from app.lessons.seeding import Fact
from app.lessons.seeding import seed_demo as seed_learning
from app.notifications.seeding import seed_demo as seed_notices
from app.people import roster
from app.people.models import Grant, Person, Post, Role
from app.people.roster_sample import sample
from app.people.seeding import seed_posts
from app.points.seeding import seed_demo as pay
from app.rehearsal.making import seed_demo as seed_final
from app.reports.jobs import count as count_figures
from app.seasons.seeding import seed_demo_season
from app.stories.seeding import seed_demo as seed_stories
from app.streaks.seeding import seed_demo as seed_streaks
from app.teams.seeding import seed_demo as seed_teams
from app.tour.seeding import seed_demo as seed_journeys

PEOPLE, DEALERS, SEED = 600, 24, 7
LEARNERS = 220
DILIGENT = {"DEMO-TECH": 5, "DEMO-ORGANIZER": 6}  # the others of the cast show how all looks on the first day
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
    DemoPerson("DEMO-ORGANIZER-2", "钱颖", "Qian Ying", "parts-manager", Role.ORGANIZER),
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
        learned = _learn(now)
        seed_days(now)
        seed_duels(played())
        pay(learned, now)
        seed_streaks(now)
        seed_journeys(now)
        seed_teams(now)
        seed_stories(now)
        seed_leagues(now)
        seed_badges(now)  # it looks at all the others
        seed_notices(now)
    rerating.rebuild()
    count_figures()
    seed_items(now)
    seed_final(now, say)


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


def _learn(now: datetime) -> Sequence[Fact]:
    rng = Random(SEED)
    people = session().scalars(select(Person).where(Person.staff_number.like("P%")).order_by(Person.id)).all()
    learners = rng.sample(people, LEARNERS)
    for person in learners:
        person.shows_name = rng.random() < 0.6
        person.activated_at = now - timedelta(days=21)
    cast = session().scalars(select(Person).where(Person.staff_number.in_(DILIGENT)).order_by(Person.id))
    return seed_learning([(person, DILIGENT[person.staff_number]) for person in cast], learners, now)
