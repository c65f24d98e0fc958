"""Setting seasons up, and leading them from draft to closed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.events import publish
from app.seasons import plans
from app.seasons.events import SeasonStatusChanged, StageClosed
from app.seasons.models import Season, Stage
from quizzes.formats.seasondata import read, to_data
from quizzes.rules import seasonchecks, seasonplan
from quizzes.rules.seasonchecks import Fault
from quizzes.rules.seasonplan import Name, SeasonPlan, Status

NOT_FROM_HERE = _("The season has moved on in the meantime; nothing was changed. Have a look at how it stands now.")
NOT_READY = _("Something is still missing before the season can be announced; it is a draft as before.")


class FaultyPlan(Invalid):
    """A plan that cannot be stored; `faults` say why."""

    def __init__(self, faults: list[Fault], message: Any = None) -> None:
        super().__init__(message)
        self.faults = faults


def locked(season_id: int) -> Season:
    """The season as it is now, held until the deed ends. Raises NotFound."""
    query = select(Season).where(Season.id == season_id).with_for_update()
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    session().refresh(found, ["stages"])
    return found


def new(plan: SeasonPlan, now: datetime, *, copied_from: Season | None = None) -> Season:
    """A draft as planned. Raises FaultyPlan."""
    _refuse([*(fault for fault in faults_of(plan, now) if not fault.announcing), *taken_key(plan.key)])
    season = Season(status=Status.DRAFT.value, copied_from_id=copied_from.id if copied_from else None, stages=[])
    plans.store(plan, season)
    session().add(season)
    session().flush()
    return season


def change(season: Season, plan: SeasonPlan, now: datetime) -> None:
    """Let a season be as planned, as far as people do not count on it already. Raises FaultyPlan."""
    _refuse([*hindering(season, plan, now), *(taken_key(plan.key) if plan.key != season.key else ())])
    plans.store(plan, season)
    session().flush()


def hindering(season: Season, plan: SeasonPlan, now: datetime) -> list[Fault]:
    """Why this plan cannot take the place of the season's own, as its status is.

    What was wrong before already, such as a section that the curriculum no longer has, hinders nobody once it runs.
    """
    before = plans.plan_of(season)
    found = faults_of(plan, now)
    if season.status == Status.DRAFT:
        found = [fault for fault in found if not fault.announcing]
    elif season.status != Status.ANNOUNCED:
        old = faults_of(before, now)
        found = [fault for fault in found if fault not in old]
    return [*found, *seasonchecks.locked(before, plan, season.status, now)]


def missing(season: Season, now: datetime) -> list[Fault]:
    """What stands in the way of announcing the season."""
    return faults_of(plans.plan_of(season), now)


def faults_of(plan: SeasonPlan, now: datetime) -> list[Fault]:
    """All that is wrong with a plan, also where it was not typed but built."""
    return list(read(to_data(plan), plans.known(), now).faults)


def copy(season: Season, key: str, name: Name, days: int, now: datetime) -> Season:
    """The start of another season: the same plan so many days later."""
    try:
        plan = seasonplan.moved(plans.plan_of(season), days, key, name)
    except OverflowError:
        raise FaultyPlan([Fault(("first_day",), "too-far")]) from None
    return new(plan, now, copied_from=season)


def lead(season: Season, status: Status, now: datetime) -> None:
    """Announce a season, take it back, freeze it, let it run on, or close it. Raises Conflict and FaultyPlan."""
    end = seasonplan.ends(season.last_day, season.time_zone)
    if status not in seasonplan.by_hand(season.status, end, now):
        raise Conflict(NOT_FROM_HERE)
    if status is Status.ANNOUNCED:
        _refuse(missing(season, now), NOT_READY)
    if status is Status.RUNNING:
        _run_on(season, now)
    move_to(season, status, now)


def _run_on(season: Season, now: datetime) -> None:
    """Stages that were closed by freezing are open again. Raises Conflict where another season has begun."""
    if session().scalar(select(Season.id).where(Season.status == Status.RUNNING.value)):
        raise Conflict(_("Another season is running; only one can. Nothing was changed."))
    for stage in season.stages:
        if stage.closes_at > now:
            stage.closed_at = None


def move_to(season: Season, status: Status, now: datetime) -> None:
    """Change the status and state it. What is open closes with the season."""
    season.status = status.value
    session().flush()
    if status is Status.FROZEN:
        for stage in season.stages:
            if stage.opened_at is not None and stage.closed_at is None:
                close(stage, now)
    publish(SeasonStatusChanged(season.id, status.value, now))


def close(stage: Stage, now: datetime) -> None:
    """State that the stage is over."""
    stage.closed_at = now
    publish(StageClosed(stage.season_id, stage.id, now))


def delete(season: Season) -> None:
    """Throw a draft away. Raises Conflict for what was announced: people may have read it."""
    if season.status != Status.DRAFT:
        raise Conflict(_("Only a draft can be deleted. Nothing was changed."))
    session().execute(update(Season).where(Season.copied_from_id == season.id).values(copied_from_id=None))
    session().delete(season)
    session().flush()


def _refuse(faults: list[Fault], message: Any = None) -> None:
    if faults:
        raise FaultyPlan(faults, message)


def taken_key(key: str) -> list[Fault]:
    """That another season has this key already, where one has."""
    is_taken = session().scalar(select(Season.id).where(Season.key == key))
    return [Fault(("key",), "key-taken")] if is_taken else []
