"""Opening a rehearsed season to real requests: it goes on today, its jobs have run, and people with a password join."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from sqlalchemy import func, insert, select

from app.duels.models import Duel
from app.kit import clock, migrating
from app.kit.database import engine, session, transaction
from app.leaderboards import jobs as leaderboards
from app.leagues import jobs as leagues
from app.people import passwords
from app.people.models import Dealer, Person, Post
from app.seasons.models import Season
from app.teams import jobs as teams
from bench.people import PASSWORD, login
from quizzes.rules.seasonplan import Status

GOES_ON = timedelta(days=30)
JOBS = (teams.count, teams.pair, leagues.turn, leaderboards.walk)


def join(people: int) -> None:
    """Let so many people join the first dealer of the house, unless they have before."""
    migrating.upgrade(engine())
    today = clock.now().date()
    with transaction() as here:
        season = here.scalars(select(Season).order_by(Season.id.desc()).limit(1)).one()
        season.last_day, season.status = max(season.last_day, today + GOES_ON), Status.RUNNING.value
        there = here.scalar(select(func.count()).where(Person.staff_number.like("B_____"))) or 0
        same = {
            "post_id": here.scalars(select(Post.id).where(Post.code == "me-technician")).one(),
            "dealer_id": here.scalars(select(func.min(Dealer.id))).one(),
            "password_hash": passwords.hash_of(PASSWORD),
            "created_at": clock.now(),
            "activated_at": clock.now(),
            "locale": "zh",
        }
        rows = [same | {"staff_number": login(one), "name": f"王{one}"} for one in range(there, people)]
        if rows:
            here.execute(insert(Person), rows)
    for job in JOBS:
        began = time.perf_counter()
        job()
        print(f"{job.__module__}.{job.__name__}: {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)


def size() -> dict[str, int]:
    """How many PKs and people the house has."""
    return {
        "duels": session().scalar(select(func.count(Duel.id))) or 0,
        "people": session().scalar(select(func.count(Person.id))) or 0,
    }
