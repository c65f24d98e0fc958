"""The job at a fifth of the full size. The figures are in docs/parts/leagues.md; here is a wide net under them."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

from sqlalchemy import insert, select

from app.kit.database import session, transaction
from app.leagues import jobs
from app.leagues.models import LeagueGroup, LeagueMember, LeaguePlayer
from app.people.models import Person
from app.points.models import Standing
from app.seasons.queries import day_of, week_of
from tests.factories import make_dealer, make_post, make_season

PEOPLE, FAMILIES, ACTIVE = 4_000, ("technical", "service", "parts", "body", "lead"), 0.9


def fill(season, clock, weeks):
    """A network whose people have had points in most of these weeks."""
    posts, dealer, rng = [make_post(f"post-{family}", family) for family in FAMILIES], make_dealer(), Random(5)
    with transaction() as here:
        rows = [
            {
                "staff_number": f"C{number}",
                "name": f"某{number}",
                "post_id": posts[number % len(posts)].id,
                "dealer_id": dealer.id,
                "created_at": clock.now(),
            }
            for number in range(PEOPLE)
        ]
        here.execute(insert(Person), rows)
        people = here.execute(select(Person.id, Person.post_id)).all()
        place = {"season_id": season.id, "region_id": dealer.region_id, "dealer_id": dealer.id}
        standings = [
            place | {"period": week, "person_id": one, "post_id": post, "points": rng.randrange(1, 900), "mastered": 3}
            for week in weeks
            for one, post in people
            if rng.random() < ACTIVE
        ]
        here.execute(insert(Standing), standings)


def test_four_thousand_people_are_turned_within_ten_seconds(app, clock):
    season = make_season()
    week = week_of(season, day_of(season, clock.now()))
    fill(season, clock, range(week - 1, week + 2))
    jobs.turn(clock.now())  # makes up the weeks before
    clock.move(days=7)
    began = time.perf_counter()
    assert jobs.turn(clock.now()) == 1
    took = time.perf_counter() - began
    assert took < 10

    members = LeagueMember.week == week + 1
    sizes = Counter(
        session().execute(select(LeagueGroup.tier, LeagueMember.group_id).join(LeagueMember).where(members))
    )
    assert sum(sizes.values()) == session().query(LeagueMember).where(members).count() > PEOPLE * ACTIVE
    assert all(20 <= size <= 40 for size in sizes.values())
    assert {tier for tier, _group in sizes} == {1, 2, 3}
    assert session().query(LeaguePlayer).where(LeaguePlayer.tier > LeaguePlayer.best).count() == 0
