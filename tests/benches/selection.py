"""The snapshot of a selection and a run of its rules, at full size: 20,000 people with a season behind them.

`python -m tests.benches.selection [postgresql]` prints the seconds of each. It takes about a minute, on SQLite or on a
PostgreSQL of its own, in folders that it removes.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from random import Random

from sqlalchemy import insert

from app.factory import create_app
from app.finals import rulesets, selecting, services, snapshots
from app.finals.ruleforms import proposed
from app.kit.clock import HandClock
from app.kit.database import engine, session, transaction
from app.models import Base
from app.people.models import Person, Role
from app.points.models import Entry
from app.seasons.models import Season
from config import Settings
from quizzes.formats.selectionrules import read
from tests.benches.house import house
from tests.conftest import NOON
from tests.factories import make_dealer, make_person, make_post, make_region, make_season

PEOPLE, ENTRIES = 20_000, 50


def fill(season: Season) -> None:
    """A network of 11 posts in 5 regions, and fifty entries of the ledger for each person: a million."""
    rng = Random(7)
    posts = [make_post(f"post-{number}") for number in range(11)]
    dealers = [make_dealer(f"D{number}", make_region(f"region-{number % 5}")) for number in range(585)]
    people = [
        {
            "staff_number": f"C{number}",
            "name": f"某{number}",
            "post_id": rng.choice(posts).id,
            "dealer_id": rng.choice(dealers).id,
            "hired_on": date(2010, 1, 1) + timedelta(days=rng.randrange(5_000)),
            "created_at": NOON,
        }
        for number in range(PEOPLE)
    ]
    first = season.first_day.toordinal()
    with transaction() as here:
        here.execute(insert(Person), people)
        ids = here.scalars(Person.__table__.select().with_only_columns(Person.id)).all()
        for nth in range(ENTRIES):
            here.execute(insert(Entry), [_entry(season, one, nth, first, rng) for one in ids])


def _entry(season: Season, person_id: int, nth: int, first: int, rng: Random) -> dict[str, object]:
    return {
        "season_id": season.id,
        "person_id": person_id,
        "reason": "class",
        "source_id": nth,
        "points": rng.randrange(1, 30),
        "mastered": rng.randrange(2),
        "day": first + nth % 27,
        "detail": [],
        "at": NOON - timedelta(days=26 - nth % 27),
    }


def _took(began: float, worked: float) -> str:
    return f"{time.perf_counter() - began:.1f} s, {time.process_time() - worked:.1f} s of them work of this process"


def main() -> None:
    with house() as given:
        app = create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}), HandClock(NOON))
        with app.app_context():
            Base.metadata.create_all(engine())
            season, by = make_season(), make_person(Role.ORGANIZER)
            fill(season)
            values = {"season_id": season.id, "name_en": "F", "name_zh": "F", "time_zone": season.time_zone}
            with transaction():
                final = services.new(values, by, NOON)
            began, worked = time.perf_counter(), time.process_time()
            with transaction():
                count = snapshots.take(final.id, by, NOON)
            print(f"snapshot of {count} people: {_took(began, worked)}")
            content = read(proposed(final, NOON), rulesets.known(final)).content
            assert content
            with transaction():
                rules = rulesets.keep(final.id, "bench", content, by, NOON)
            began, worked = time.perf_counter(), time.process_time()
            run = selecting.run(final, rules)
            print(f"a run that seats {len(run.seats())}: {_took(began, worked)}")
            session().close()


if __name__ == "__main__":
    main()
