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
DAY, HOUR, MINUTE = 86_400, 3600, 60


@dataclass(frozen=True)
class Line:
    """A job: its name and its plan in words; `state` is running, asked, failed, well or new.

    `next_at`: of a job that runs too often to be noted each time, reckoned from its plan.
    """

    run: JobRun
    name: str
    plan: str
    state: str
    failure: str
    next_at: datetime | None


@dataclass(frozen=True)
class Jobs:
    """The most frequent first. `alive`: whether some process runs the jobs."""

    lines: list[Line]
    alive: bool
    zone: str


def jobs(now: datetime) -> Jobs:
    rows = sorted(session().scalars(select(JobRun).order_by(JobRun.name)), key=_how_often)
    alive = any(row.started_at is not None and row.started_at > now - SILENT for row in rows)
    zone = str(current_app.config["SETTINGS"].time_zone)
    return Jobs([_line(row, now if alive else None) for row in rows], alive, zone)


def _how_often(run: JobRun) -> tuple[float, str, str]:
    return run.seconds or (7 * DAY if run.weekday else DAY), run.weekday or "", run.at or ""


def _line(run: JobRun, now: datetime | None) -> Line:
    """`now`: None where nobody runs the jobs; then what is overdue stands as it is."""
    failure = _("broken off: its process ended in the middle") if run.failure == BROKEN_OFF else run.failure
    return Line(run, _(run.name), _plan(run), _state(run), failure, _next_at(run, now))


def _next_at(run: JobRun, now: datetime | None) -> datetime | None:
    if now is None or run.next_at is None or run.seconds is None or run.next_at >= now:
        return run.next_at
    missed = -(-(now - run.next_at) // timedelta(seconds=run.seconds))
    return run.next_at + missed * timedelta(seconds=run.seconds)


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
