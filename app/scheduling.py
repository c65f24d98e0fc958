"""Runs the jobs of `app/schedule.py`, in exactly one process at a time.

The active scheduler holds a lock: an advisory one in PostgreSQL, a locked file beside SQLite. The others keep asking
for it, so that one of them takes over when the active one dies.
"""

from __future__ import annotations

import fcntl
import time
from typing import IO

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy import Connection, Engine, text

from app.kit import clock
from app.kit.database import transaction
from app.operations.services import record
from app.schedule import JOBS, Job

LOCK_NUMBER = 7_236_213  # any number that nobody else uses in this database


class Lock:
    """The right to be the active scheduler."""

    def __init__(self, engine: Engine, path: str) -> None:
        self._engine = engine
        self._path = path
        self._held: Connection | IO[str] | None = None

    def take(self) -> bool:
        """Take it, or make sure that it is still ours."""
        if self._engine.dialect.name == "postgresql":
            return self._take_in_database()
        return self._take_file()

    def _take_in_database(self) -> bool:
        try:
            if isinstance(self._held, Connection):
                self._held.execute(text("select 1"))
                return True
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(text("select pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}):
                self._held = connection
                return True
            connection.close()
        except Exception:
            self._held = None  # the database went away, and the lock with it
        return False

    def _take_file(self) -> bool:
        if self._held is not None:
            return True
        file = open(self._path, "w")  # noqa: SIM115  (stays open for as long as the lock is held)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._held = file
        return True


def start(app: Flask) -> BackgroundScheduler:
    """Start the scheduler of this process; it runs jobs only while it holds the lock."""
    settings = app.config["SETTINGS"]
    lock = Lock(app.extensions["engine"], str(settings.home / "scheduler.lock"))
    scheduler = BackgroundScheduler(timezone=settings.time_zone)
    for job in JOBS:
        scheduler.add_job(
            _run_if_active,
            "interval",
            args=[app, lock, job],
            seconds=job.seconds,
            id=job.name,
            max_instances=1,
            coalesce=True,
        )
    scheduler.start()
    return scheduler


def _run_if_active(app: Flask, lock: Lock, job: Job) -> None:
    if lock.take():
        with app.app_context():
            run(job)


def run(job: Job) -> None:
    """Run a job now and keep a record of it. A failure is logged and recorded, never raised."""
    started, failure = time.perf_counter(), ""
    try:
        job.run()
    except Exception as error:
        current_app.logger.exception("Job %s failed", job.name)
        failure = f"{type(error).__name__}: {error}"
    if job.quiet and not failure:
        return
    took_ms = round((time.perf_counter() - started) * 1000)
    with transaction():
        record(job.name, clock.now(), took_ms, failure)
