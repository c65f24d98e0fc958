"""The season that led to the final: over, closed, with the points by which finalists are chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from app.kit.database import session
from app.people.models import Person
from app.points import ledger
from app.points.models import Entry, Reason
from app.points.seeding import entry_row
from app.seasons.models import Season, Stage
from quizzes.rules.points import PointsRules, class_points, mastery_points
from quizzes.rules.seasonplan import Status, ends, instant, proposed_stages

DAYS = 184
BEFORE_FINAL = timedelta(days=35)  # so long before the final's first day it ended
ZONE = "Asia/Shanghai"
CLASSES, QUESTIONS = 24, 2  # that there were, and how many questions each
IDLE = 0.1  # share of people who took no part
AT_ONCE = 5_000


def make(final_day: date, now: datetime) -> Season:
    """The season without anybody's points."""
    last_day = final_day - BEFORE_FINAL
    first_day = last_day - timedelta(days=DAYS - 1)
    season = Season(
        key=f"final-{final_day:%Y%m%d}",
        name_en="Beijing to Munich: the season before",
        name_zh="从北京到慕尼黑：上一赛季",
        first_day=first_day,
        last_day=last_day,
        time_zone=ZONE,
        rules=PointsRules().to_json(),
        status=Status.CLOSED.value,
        audience={},
        legs=[],
        stages=_stages(first_day, last_day, min(now, ends(last_day, ZONE))),
    )
    session().add(season)
    session().flush()
    return season


def _stages(first_day: date, last_day: date, now: datetime) -> list[Stage]:
    """Tour and regional round; the final comes after the season."""
    found = []
    for place, plan in enumerate(proposed_stages(first_day, last_day, ZONE)[:2]):
        opens, closes = instant(plan.opens, ZONE), instant(plan.closes, ZONE)
        stage = Stage(position=place, kind=plan.kind, name_en=plan.name.en, name_zh=plan.name.zh)
        stage.opens_at, stage.closes_at, stage.opened_at, stage.closed_at = opens, closes, opens, min(closes, now)
        found.append(stage)
    return found


def play(season: Season, people: Collection[Person], heroes: Collection[int], rng: Random, now: datetime) -> set[int]:
    """Pay what these people learned in it; who took part. `heroes` (ids) are among the best."""
    rows: list[dict[str, Any]] = []
    for one in people:
        if one.id in heroes or rng.random() >= IDLE:
            rows += _learned(season, one.id, 0.97 if one.id in heroes else rng.betavariate(2, 2), rng)
    rows.sort(key=lambda row: (row["at"], row["person_id"]))
    for start in range(0, len(rows), AT_ONCE):
        session().execute(insert(Entry), rows[start : start + AT_ONCE])
    ledger.rebuild(now)
    return {row["person_id"] for row in rows}


def _learned(season: Season, person_id: int, zeal: float, rng: Random) -> Iterator[dict[str, Any]]:
    """Some of the classes, and the more of their questions the more zeal there is."""
    rules = PointsRules.from_json(season.rules)
    days = [season.first_day + timedelta(days=rng.randrange(DAYS)) for _class in range(1 + round(zeal * (CLASSES - 1)))]
    for number, day in enumerate(sorted(days), 1):
        at = datetime.combine(day, time(1), UTC) + timedelta(seconds=rng.randrange(12 * 3600))
        yield entry_row(season, person_id, Reason.CLASS, number, class_points(rules), day.toordinal(), at)
        for question in range((number - 1) * QUESTIONS + 1, number * QUESTIONS + 1):
            if rng.random() < 0.3 + 0.7 * zeal:
                award = mastery_points(1, rng.random() < zeal, rules)
                yield entry_row(season, person_id, Reason.LEVEL_1, question, award, day.toordinal(), at)
