"""What the operators' page shows of jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.kit.database import session
from app.operations.models import JobRun
from app.operations.services import BROKEN_OFF

SILENT = timedelta(minutes=3)  # the most frequent job says each minute that it is alive
HOUR, MINUTE = 3600, 60


@dataclass(frozen=True)
class Line:
    """A job: its name and its plan in words; `state` is running, asked, failed, well or new."""

    run: JobRun
    name: str
    plan: str
    state: str
    failure: str


@dataclass(frozen=True)
class Jobs:
    """`alive`: whether some process runs the jobs."""

    lines: list[Line]
    alive: bool
    zone: str


def jobs(now: datetime) -> Jobs:
    rows = session().scalars(select(JobRun).order_by(JobRun.name)).all()
    alive = any(row.started_at is not None and row.started_at > now - SILENT for row in rows)
    zone = str(current_app.config["SETTINGS"].time_zone)
    return Jobs([_line(row) for row in rows], alive, zone)


def _line(run: JobRun) -> Line:
    failure = _("broken off: its process ended in the middle") if run.failure == BROKEN_OFF else run.failure
    return Line(run, _(run.name), _plan(run), _state(run), failure)


def _state(run: JobRun) -> str:
    if run.running_since is not None:
        return "running"
    if run.requested_at is not None:
        return "asked"
    if run.failures_in_row:
        return "failed"
    return "well" if run.succeeded_at is not None else "new"


def _plan(run: JobRun) -> str:
    if run.seconds is None:
        return _at(run.weekday, run.at or "")
    if run.seconds % HOUR == 0:
        return ngettext("each hour", "every %(num)d hours", run.seconds // HOUR)
    if run.seconds % MINUTE == 0:
        return ngettext("each minute", "every %(num)d minutes", run.seconds // MINUTE)
    return ngettext("each second", "every %(num)d seconds", run.seconds)


def _at(weekday: str | None, time: str) -> str:
    say: dict[str | None, Callable[[], str]] = {
        None: lambda: _("each day at %(time)s", time=time),
        "mon": lambda: _("Mondays at %(time)s", time=time),
        "tue": lambda: _("Tuesdays at %(time)s", time=time),
        "wed": lambda: _("Wednesdays at %(time)s", time=time),
        "thu": lambda: _("Thursdays at %(time)s", time=time),
        "fri": lambda: _("Fridays at %(time)s", time=time),
        "sat": lambda: _("Saturdays at %(time)s", time=time),
        "sun": lambda: _("Sundays at %(time)s", time=time),
    }
    return say[weekday]()
