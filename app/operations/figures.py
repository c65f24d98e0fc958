"""The figures of the house: what its processes counted, and what the database says now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.duels.models import RUNNING, Duel
from app.kit.database import engine, session
from app.kit.meters import Meters
from app.operations.models import JobRun


@dataclass(frozen=True)
class Counts:
    """What the processes of this host counted since its folder of counts was made."""

    requests: int
    failed: int
    mean_ms: float
    statements_a_request: float
    slow_statements: int
    streams: int


def pks_running() -> int:
    return session().scalar(select(func.count()).select_from(Duel).where(RUNNING)) or 0


def database_bytes() -> int:
    sqlite = "select page_count * page_size from pragma_page_count, pragma_page_size"
    asked = sqlite if engine().dialect.name == "sqlite" else "select pg_database_size(current_database())"
    return session().scalar(text(asked)) or 0


def counts() -> Counts | None:
    """None where this process counts nothing."""
    meters: Meters | None = current_app.extensions.get("meters")
    if meters is None:
        return None
    sums: dict[str, float] = defaultdict(float)
    for metric in meters.collect():
        for sample in metric.samples:
            sums[sample.name] += sample.value
            if sample.name == "paddock_requests_total" and sample.labels["status"] >= "500":
                sums["failed"] += sample.value
    requests = sums["paddock_requests_total"]
    return Counts(
        requests=int(requests),
        failed=int(sums["failed"]),
        mean_ms=1000 * sums["paddock_request_seconds_sum"] / (requests or 1),
        statements_a_request=sums["paddock_statements_total"] / (requests or 1),
        slow_statements=int(sums["paddock_slow_statements_total"]),
        streams=int(sums["paddock_streams_open"]),
    )


def page() -> bytes:
    """All of it as Prometheus reads it. Without the database it still tells what the processes counted."""
    registry = CollectorRegistry()
    meters: Meters | None = current_app.extensions.get("meters")
    if meters is not None:
        registry.register(meters)
    registry.register(_Told())
    return generate_latest(registry)


class _Told:
    def collect(self) -> Iterable[Metric]:
        try:
            jobs = session().scalars(select(JobRun).order_by(JobRun.name)).all()
            return [
                _gauge("database_up", "Whether the database answers.", 1),
                _gauge("database_bytes", "Size of the database.", database_bytes()),
                _gauge("pks_running", "PKs that are being played.", pks_running()),
                *_of_jobs(jobs),
            ]
        except SQLAlchemyError:
            return [_gauge("database_up", "Whether the database answers.", 0)]


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"paddock_{name}", help_text, value=value)


def _of_jobs(jobs: Sequence[JobRun]) -> Iterator[Metric]:
    last = GaugeMetricFamily("paddock_job_last_run_timestamp_seconds", "When a job last began.", labels=["job"])
    well = GaugeMetricFamily("paddock_job_last_success_timestamp_seconds", "The same, if it went well.", labels=["job"])
    took = GaugeMetricFamily("paddock_job_last_run_seconds", "How long its last run took.", labels=["job"])
    failed = GaugeMetricFamily("paddock_job_failures_in_row", "Runs that failed, one after the other.", labels=["job"])
    for job in jobs:
        _add(last, job.name, job.started_at)
        _add(well, job.name, job.succeeded_at)
        took.add_metric([job.name], job.took_ms / 1000)
        failed.add_metric([job.name], job.failures_in_row)
    yield from (last, well, took, failed)


def _add(family: GaugeMetricFamily, name: str, at: datetime | None) -> None:
    if at is not None:
        family.add_metric([name], at.timestamp())
