"""The job that turns the week of the leagues, at full size: 20,000 people, nine in ten of them with points.

`python -m tests.benches.leagues [postgresql]` prints the seconds of three weeks, beside what it takes only to read the
rows of a week, write a result to each and insert as many for the next. It takes about a minute, on SQLite or on a
PostgreSQL of its own, in folders that it removes.
"""

from __future__ import annotations

import time

from sqlalchemy import bindparam, insert, select, update

from app.factory import create_app
from app.kit.clock import HandClock
from app.kit.database import engine, session, transaction
from app.leagues import jobs
from app.leagues.models import LeagueGroup, LeagueMember
from app.models import Base
from app.seasons.models import Season
from app.seasons.queries import day_of, week_of
from config import Settings
from tests.app.leagues import test_speed as crowd
from tests.benches.house import house
from tests.conftest import NOON
from tests.factories import make_season

PEOPLE, WEEKS = 20_000, 3


def bare(season: Season, week: int) -> float:
    """Seconds of reading and writing as many rows, with nothing thought about them; all is undone."""
    members, began = LeagueMember.__table__, time.perf_counter()
    mine = (members.c.season_id == season.id, members.c.week == week)
    rows = session().execute(select(members).where(*mine)).all()
    result = {"points": 1, "mastered": 1, "place": 1, "moved": "stayed"}
    each = update(members).where(*mine, members.c.person_id == bindparam("person")).values(**result)
    session().connection().execute(each, [{"person": row.person_id} for row in rows])
    later = [dict(row._mapping) | {"week": week + 100} for row in rows]
    session().execute(insert(members), later)
    session().flush()
    took = time.perf_counter() - began
    session().rollback()
    return took


def main() -> None:
    clock = HandClock(NOON)
    with house() as given:
        app = create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}), clock)
        with app.app_context():
            Base.metadata.create_all(engine())
            season = make_season()
            first = week_of(season, day_of(season, clock.now()))
            crowd.PEOPLE = PEOPLE
            crowd.fill(season, clock, range(first - 1, first + WEEKS + 1))
            jobs.turn(clock.now())  # makes up the weeks before
            for week in range(first, first + WEEKS):
                clock.move(days=7)
                began = time.perf_counter()
                jobs.turn(clock.now())
                took = time.perf_counter() - began
                with transaction() as here:
                    groups = len(here.scalars(select(LeagueGroup.id).where(LeagueGroup.week == week)).all())
                beside = bare(season, week)
                print(f"week {week}: {took:.1f} s for {groups} groups; only reading and writing: {beside:.1f} s")
            session().close()
            engine().dispose()


if __name__ == "__main__":
    main()
