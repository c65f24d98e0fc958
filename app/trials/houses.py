"""The database of a trial: an empty one, SQLite in a folder or any other by its address, and the season in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import inspect

from app.kit import bus, clock, database, migrating
from app.kit.database import make_engine, session, transaction
from app.kit.errors import Conflict
from app.lessons.commands import import_if_changed
from app.people import roster
from app.people.roster_sample import sample
from app.people.seeding import seed_posts
from app.seasons.models import Season
from quizzes.formats.route import route
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonplan import Status

FIRST_DAY = date(2026, 5, 6)  # always the same, so that a seed gives the same season on whatever day it is tried
ZONE = "Asia/Shanghai"
KEY = "trial"
PEOPLE_A_DEALER = 34
TAKEN = "There are tables in this database already. A trial needs an empty one."


@contextmanager
def empty(folder: Path, url: str | None) -> Iterator[None]:
    """Until the end of the block everything happens in this database; it stays there. Raises Conflict unless it is
    empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = url or f"sqlite:///{folder / 'paddock.db'}"
    made = make_engine(url)
    if inspect(made).get_table_names():
        made.dispose()
        raise Conflict(TAKEN, code="taken")
    migrating.create(made)
    made.dispose()
    settings = current_app.config["SETTINGS"]
    current_app.config["SETTINGS"] = replace(settings, home=folder, database_url=url, smtp_url=None)
    try:
        with database.elsewhere(url), bus.apart():
            yield
    finally:
        current_app.config["SETTINGS"] = settings


def rules_of_season(key: str) -> dict[str, Any]:
    """What the season of this house pays, to be tried out. Raises Conflict where there is none."""
    season = session().query(Season).filter_by(key=key).one_or_none()
    if season is None:
        raise Conflict(f"There is no season {key}.", code="no-season")
    return dict(season.rules)


def evening(days: int) -> datetime:
    """The last evening of the season: then it still runs, and all is played."""
    return datetime.combine(FIRST_DAY + timedelta(days=days - 1), time(15, 30), UTC)


def furnish(people: int, days: int, rules: dict[str, Any] | None) -> Season:
    """Curriculum, people of a made-up roster, and a season; the clock stands at its last evening."""
    import_if_changed()
    with transaction() as here:
        seed_posts()
        text = io.StringIO()
        csv.writer(text).writerows(sample(people, max(1, round(people / PEOPLE_A_DEALER)), 1))
        roster.apply(roster.plan(text.getvalue().encode()), by=None, file_name="trial.csv", now=clock.now())
        season = season_of(days, rules)
        here.add(season)
    return season


def season_of(days: int, rules: dict[str, Any] | None = None) -> Season:
    return Season(
        key=KEY,
        name_en="A season tried out",
        name_zh="试演的赛季",
        first_day=FIRST_DAY,
        last_day=FIRST_DAY + timedelta(days=days - 1),
        time_zone=ZONE,
        rules=rules or PointsRules().to_json(),
        status=Status.RUNNING.value,
        audience={},
        legs=[{"section": section, "until": until, "opens_on": None} for section, until in route().legs],
        stages=[],
    )
