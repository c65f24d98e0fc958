"""Keeping the record of jobs: what is to run, what runs, how it went. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select

from app.kit.database import session
from app.kit.errors import NotFound
from app.operations.models import JobRun
from app.operations.plans import Plan

BROKEN_OFF = "broken off"  # the failure of a run whose process went away


def take_over(plans: Mapping[str, Plan], zone: str, now: datetime, mine: Collection[str] = ()) -> dict[str, datetime]:
    """Bring the table in line with the jobs there are; when each of them runs first: now, where a run was missed.

    Only whoever has just become the active scheduler may call it: what is still running, but for `mine`, ran elsewhere
    and is broken off. It is made up at once; where that ends badly again and again, with growing patience.
    """
    session().execute(delete(JobRun).where(JobRun.name.not_in(plans)))
    known = {row.name: row for row in _locked(select(JobRun))}
    for name, plan in plans.items():
        row = known.setdefault(name, _new(name, now))
        row.seconds, row.at, row.weekday = plan.seconds, plan.at, plan.weekday
        row.next_at = plan.due_after(now, zone) if name in mine else max(now, _first(row, zone, now))
        session().add(row)
    return {name: row.next_at or now for name, row in known.items()}


def _first(row: JobRun, zone: str, now: datetime) -> datetime:
    if row.running_since is None:
        return due(row, zone)
    row.running_since = row.running_by = None
    _failed(row, BROKEN_OFF)
    return now if row.failures_in_row == 1 else due(row, zone)


def begin(name: str, plan: Plan, by: str, now: datetime) -> None:
    """A run begins; what was requested until now is answered by it."""
    row = _row(name) or _new(name, now)
    row.seconds, row.at, row.weekday = plan.seconds, plan.at, plan.weekday
    row.started_at = row.running_since = now
    row.running_by, row.requested_at = by[:80], None
    session().add(row)
    session().flush()


def end(name: str, by: str, took_ms: int, failure: str, zone: str) -> datetime | None:
    """The run that `by` began is over; an empty `failure` says that it went well. When it is due next.

    None where another scheduler has begun a run since: this one had lost its place.
    """
    row = _row(name)
    if row is None or row.running_by != by[:80] or row.running_since is None:
        return None
    row.took_ms, row.running_since, row.running_by = took_ms, None, None
    if failure:
        _failed(row, failure)
    else:
        row.runs += 1
        row.succeeded_at, row.failures_in_row, row.failure = row.started_at, 0, ""
    row.next_at = due(row, zone)
    return row.next_at


def request(name: str, now: datetime) -> None:
    """An operator wants this job to run now: the active scheduler sees it within seconds. Raises NotFound."""
    row = _row(name)
    if row is None:
        raise NotFound
    row.requested_at = now


def requested() -> list[str]:
    """The jobs that were requested and have not begun since."""
    return list(session().scalars(select(JobRun.name).where(JobRun.requested_at.is_not(None)).order_by(JobRun.name)))


def due(row: JobRun, zone: str) -> datetime:
    """When this job is to run next; in the past where a run was missed."""
    plan = Plan(row.seconds, row.at, row.weekday)
    return plan.due(row.succeeded_at or row.known_since, row.failures_in_row, row.started_at, zone)


def _failed(row: JobRun, failure: str) -> None:
    row.runs += 1
    row.failures += 1
    row.failures_in_row += 1
    row.failure = failure[:300]


def _new(name: str, now: datetime) -> JobRun:
    return JobRun(name=name, known_since=now, took_ms=0, runs=0, failures=0, failures_in_row=0, failure="")


def _row(name: str) -> JobRun | None:
    return next(iter(_locked(select(JobRun).filter_by(name=name))), None)


def _locked(query: Select[JobRun]) -> Sequence[JobRun]:
    return session().scalars(query.with_for_update().execution_options(populate_existing=True)).all()
