"""The organizer's report in a season of full size: 20,000 people at 585 dealers, 184 days of figures of all kinds.

`python -m tests.benches.report [postgresql]` prints the seconds of each page, the first time and the best of three,
beside those of the sign-in page, which reads next to nothing. It takes about half a minute, on SQLite or on a
PostgreSQL of its own, in folders that it removes.
"""

from __future__ import annotations

import csv
import io
import time
from datetime import date, timedelta
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, literal, select

from app.factory import create_app
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.models import Base
from app.people import roster
from app.people.models import Dealer, Grant, Person, Post, Region, Role
from app.people.roster_sample import sample
from app.people.seeding import seed_posts
from app.points.models import SEASON, Standing
from app.reports.models import WHOLE, DayFigure, GroupFigure, What
from app.seasons.models import Season
from app.seasons.seeding import seed_demo_season
from config import Settings
from tests.benches.house import house
from tests.conftest import sign_in

DAYS, WEEKS = 184, 27
ELAPSED = timedelta(weeks=22)  # beside the three weeks that the demo's season has behind it
DECADES, SECTIONS = range(1960, 2010, 10), range(1, 7)


def fill(chance: Random) -> Season:
    """People, and the figures that the night would have counted."""
    with transaction():
        seed_posts()
        season = seed_demo_season(date.today() - ELAPSED)  # nearly over: all its days are drawn
        text = io.StringIO()
        csv.writer(text).writerows(sample(20_000, 585, 1))
        roster.apply(roster.plan(text.getvalue().encode()), by=None, file_name="bench", now=clock.now())
    with transaction() as here:
        regions, posts, dealers = (here.scalars(select(model.id)).all() for model in (Region, Post, Dealer))
        first = season.first_day.toordinal()
        here.execute(
            insert(DayFigure),
            [
                {"season_id": season.id, "day": first + day, "what": what.value, "region_id": region, "post_id": post,
                 "count": chance.randrange(1, 90)}
                for day in range(DAYS) for what in What for region in regions for post in posts
            ],
        )  # fmt: skip
        groups = {"dealer": dealers, "decade": DECADES, "section": SECTIONS}
        here.execute(
            insert(GroupFigure),
            [
                {"season_id": season.id, "dimension": name, "week": week, "what": what.value, "key": key,
                 "count": chance.randrange(1, 50)}
                for name, keys in groups.items() for week in range(1, WEEKS + 1) for what in What for key in keys
            ],
        )  # fmt: skip
        kinds = (GroupFigure.season_id, GroupFigure.dimension, GroupFigure.what, GroupFigure.key)
        whole = select(*kinds, literal(WHOLE), func.sum(GroupFigure.count)).group_by(*kinds)
        here.execute(insert(GroupFigure).from_select(["season_id", "dimension", "what", "key", "week", "count"], whole))
        people = here.execute(select(Person.id, Person.post_id, Person.dealer_id, Dealer.region_id).join(Dealer)).all()
        here.execute(
            insert(Standing),
            [
                {"season_id": season.id, "period": SEASON, "person_id": person, "post_id": post, "dealer_id": dealer,
                 "region_id": region, "points": chance.randrange(9_000), "mastered": 9}
                for person, post, dealer, region in people
            ],
        )  # fmt: skip
    return season


def organizer() -> Person:
    with transaction() as here:
        person = here.scalars(select(Person).order_by(Person.id).limit(1)).one()
        person.grants = [Grant(role=Role.ORGANIZER.value)]
        person.activated_at = clock.now()
    return person


def seconds(client: FlaskClient, path: str) -> list[float]:
    taken = []
    for _time in range(4):
        began = time.perf_counter()
        assert client.get(path).status_code == 200, path
        taken.append(time.perf_counter() - began)
    return taken


def make_app(settings: dict[str, str]) -> Flask:
    app = create_app(Settings.of_environment(settings | {"SECRET_KEY": "bench " * 8}))
    app.testing = True
    return app


def main() -> None:
    with house() as settings, make_app(settings).app_context():
        Base.metadata.create_all(engine())
        season_id = fill(Random(1)).id
        app = make_app(settings)
        client = sign_in(app.test_client(), organizer())
        report = f"/desk/report/{season_id}"
        beside = min(seconds(app.test_client(), "/sign-in"))
        for path in (report, f"{report}?region=1", f"{report}/print", f"{report}/workbook"):
            first, *others = seconds(client, path)
            print(f"{path:32} first {first:.2f} s, then {min(others):.2f} s: {min(others) / beside:.0f} sign-in pages")
        session().close()
        engine().dispose()


if __name__ == "__main__":
    main()
