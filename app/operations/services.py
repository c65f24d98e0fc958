"""Keeping the record of jobs."""

from __future__ import annotations

from datetime import datetime

from app.kit.database import session
from app.operations.models import JobRun


def record(name: str, at: datetime, took_ms: int, failure: str) -> None:
    """Note a run of a job; an empty `failure` says that it went well."""
    run = session().get(JobRun, name) or JobRun(name=name, runs=0, failures=0)
    run.at, run.took_ms, run.failure = at, took_ms, failure[:300]
    run.runs += 1
    run.failures += bool(failure)
    session().add(run)
