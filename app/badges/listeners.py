"""Facts that can earn a badge: each looks only at the counts that it can have changed.

Mastering a question is left to the nightly job: it happens too often to look each time.
"""

from __future__ import annotations

from datetime import datetime

from app.badges import counts, services
from app.days.events import DaySetCompleted
from app.duels.events import Against, DuelFinished
from app.lessons.events import MicroClassCompleted
from app.seasons.queries import running
from app.teams.events import KudosGiven
from app.tour.events import StopReached
from quizzes.rules.badges import BADGES, affected, earned

STOPS = {badge.count for badge in BADGES if badge.count.startswith("stop:")}
SECTIONS = tuple(badge.count for badge in BADGES if badge.count.startswith("section:"))


def after_class(fact: MicroClassCompleted) -> None:
    _look(fact.person_id, fact.at, ("classes", "sections"), "classes", *SECTIONS)


def after_pk(fact: DuelFinished) -> None:
    if fact.friendly:
        return
    for seat in sorted(fact.seats, key=lambda seat: seat.person_id or 0):
        if seat.person_id is not None and seat.outcome == "won" and seat.against is Against.PERSON:
            _look(seat.person_id, fact.at, ("pks",), *counts.PK_COUNTS)


def after_day(fact: DaySetCompleted) -> None:
    _look(fact.person_id, fact.at, ("days", "streak", "reviews"), "days", "streak", "reviews")


def after_stop(fact: StopReached) -> None:
    if f"stop:{fact.stop_key}" in STOPS:
        season = running(fact.at)
        if season is not None and season.id == fact.season_id:
            services.award(fact.person_id, affected(f"stop:{fact.stop_key}"), season, fact.at)


def after_kudos(fact: KudosGiven) -> None:
    _look(fact.from_person_id, fact.at, ("cheered",), "cheered")


def _look(person_id: int, at: datetime, sources: tuple[str, ...], *names: str) -> None:
    season = running(at)
    if season is None:
        return
    found = counts.read(counts.Asked(season, at, person_id), sources).get(person_id, {})
    services.award(person_id, earned(found, affected(*names)), season, at)
