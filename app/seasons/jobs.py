"""Opening and closing by the clock. Run again, or late, it finds what is left to do and nothing else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.kit import clock
from app.kit.database import session, transaction
from app.kit.events import publish
from app.seasons import services
from app.seasons.events import StageOpened
from app.seasons.models import Season
from quizzes.rules.seasonplan import Status, begins, ends, next_status

MOVING = (Status.RUNNING.value, Status.ANNOUNCED.value)


def open_and_close() -> int:
    """Start and freeze seasons, open and close their stages, as their times say; how many steps that took.

    What ends comes before what begins, so that one season may follow another at the same midnight.
    """
    now = clock.now()
    query = select(Season).where(Season.status.in_(MOVING)).order_by(Season.first_day, Season.id)
    seasons = session().scalars(query.options(selectinload(Season.stages))).all()
    return sum(_move(season.id) for season in seasons if _is_due(season, now))


def _is_due(season: Season, now: datetime) -> bool:
    return _next_status(season, now) is not None or (
        season.status == Status.RUNNING
        and any(
            (stage.opened_at is None and stage.opens_at <= now) or (stage.closed_at is None and stage.closes_at <= now)
            for stage in season.stages
        )
    )


def _next_status(season: Season, now: datetime) -> Status | None:
    first, end = begins(season.first_day, season.time_zone), ends(season.last_day, season.time_zone)
    return next_status(season.status, first, end, now)


def _move(season_id: int) -> int:
    """All steps of a season that are due, in the order in which they should have come: one deed."""
    now, steps = clock.now(), 0
    with transaction():
        season = services.locked(season_id)
        if _next_status(season, now) is Status.RUNNING:
            if _another_runs():
                return 0  # until an organizer has frozen it
            services.move_to(season, Status.RUNNING, now)
            steps += 1
        if season.status == Status.RUNNING:
            steps += _move_stages(season, now)
        if _next_status(season, now) is Status.FROZEN:
            services.move_to(season, Status.FROZEN, now)
            steps += 1
    return steps


def _another_runs() -> bool:
    return session().scalar(select(Season.id).where(Season.status == Status.RUNNING.value)) is not None


def _move_stages(season: Season, now: datetime) -> int:
    steps = 0
    for stage in season.stages:
        if stage.opened_at is None and stage.opens_at <= now:
            stage.opened_at = now
            publish(StageOpened(season.id, stage.id, now))
            steps += 1
        if stage.opened_at is not None and stage.closed_at is None and stage.closes_at <= now:
            services.close(stage, now)
            steps += 1
    return steps
