"""Runs the jobs of `app/schedule.py`, in exactly one process at a time.

The active scheduler holds a lock: an advisory one in PostgreSQL, a locked file beside SQLite. The others keep asking
for it, so that one of them takes over when the active one dies: it makes up what was missed or broken off.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app

from app.kit import clock
from app.kit.database import session, transaction
from app.operations import services
from app.operations.locks import Lock
from app.operations.plans import patience
from app.schedule import JOBS, Job

WATCH_SECONDS = 1
AT_ONCE = 4  # jobs at the same time: what was missed for long must not take all processors from the pages
NOTE_SECONDS = 60  # how often a quiet job says that it is alive


class Scheduler:
    """The scheduler of this process. It has jobs only while it holds the lock; else it asks for it each second."""

    def __init__(self, app: Flask, jobs: Sequence[Job] = JOBS) -> None:
        settings = app.config["SETTINGS"]
        self._app, self._zone = app, str(settings.time_zone)
        self._jobs = {job.name: job for job in jobs}
        self.name = f"{socket.gethostname()} {os.getpid()}"
        self.lock = Lock(app.extensions["engine"], settings.home)
        self.active = False
        self._running: set[str] = set()
        self._noted: dict[str, float] = {}
        self._clockwork = BackgroundScheduler(
            timezone=self._zone,
            executors={
                "default": ThreadPoolExecutor(AT_ONCE),
                "quick": ThreadPoolExecutor(AT_ONCE),
                "watch": ThreadPoolExecutor(1),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    @property
    def running(self) -> bool:
        return bool(self._clockwork.running)

    def start(self) -> None:
        self._clockwork.add_job(
            self.watch,
            "interval",
            seconds=WATCH_SECONDS,
            id="watch",
            executor="watch",
            next_run_time=datetime.now(self._clockwork.timezone),
        )
        self._clockwork.start()

    def shutdown(self, *, wait: bool = True) -> None:
        """Begin no more jobs. The lock stays ours until what runs has ended."""
        self._clockwork.shutdown(wait=wait)
        if wait:
            self.lock.release()

    def watch(self) -> None:
        """Each second: am I the one? Take over, hear what operators want now, or stand by."""
        with self._app.app_context():
            try:
                if not self.lock.take():
                    self._stand_by()
                elif not self.active:
                    self._take_over()
                else:
                    self._hear()
            except Exception:
                current_app.logger.exception("The scheduler could not look after its jobs")

    def _take_over(self) -> None:
        with transaction():
            plans = {name: job.plan for name, job in self._jobs.items()}
            first = services.take_over(plans, self._zone, clock.now(), self._running)
        for name, job in self._jobs.items():
            self._clockwork.add_job(
                self._run,
                job.plan.trigger(self._zone),
                args=[job],
                id=name,
                executor="quick" if job.quiet else "default",
                next_run_time=first[name],
                replace_existing=True,
            )
        self.active = True
        current_app.logger.info("This process runs the jobs now")

    def _stand_by(self) -> None:
        if not self.active:
            return
        self.active = False
        for name in self._jobs:
            with suppress(JobLookupError):
                self._clockwork.remove_job(name)
        current_app.logger.warning("Another process runs the jobs now")

    def _hear(self) -> None:
        for name in services.requested():
            if name in self._jobs and name not in self._running:
                self._run_at(name, clock.now())
        session().commit()

    def _run_at(self, name: str, moment: datetime) -> None:
        with suppress(JobLookupError):
            self._clockwork.modify_job(name, next_run_time=moment)

    def _run(self, job: Job) -> None:
        with self._app.app_context():
            if not self.lock.take():
                self._stand_by()  # who takes over makes it up
                return
            self._running.add(job.name)
            try:
                self._run_quietly(job) if job.quiet else self._run_loudly(job)
            except Exception:  # what it did could not be written down
                current_app.logger.exception("No record of job %s", job.name)
                self._run_at(job.name, clock.now() + patience(1))
            finally:
                self._running.discard(job.name)

    def _run_loudly(self, job: Job) -> None:
        failure, next_at = run(job, self.name)
        if failure and next_at is not None:
            self._run_at(job.name, next_at)

    def _run_quietly(self, job: Job) -> None:
        started, failure = time.perf_counter(), _done(job)
        silent = time.monotonic() - self._noted.get(job.name, 0) < NOTE_SECONDS
        if silent and not failure:
            return
        with transaction():
            services.begin(job.name, job.plan, self.name, clock.now())
            services.end(job.name, self.name, _ms_since(started), failure, self._zone)
        self._noted[job.name] = 0 if failure else time.monotonic()


def start(app: Flask) -> Scheduler:
    """Start the scheduler of this process; it runs jobs only while it holds the lock."""
    scheduler = Scheduler(app)
    scheduler.start()
    return scheduler


def run(job: Job, by: str = "by hand") -> tuple[str, datetime | None]:
    """Run a job now and keep a record of it: why it failed (logged and recorded, never raised), and when it is due."""
    with transaction():
        services.begin(job.name, job.plan, by, clock.now())
    started, failure = time.perf_counter(), _done(job)
    with transaction():
        zone = current_app.config["SETTINGS"].time_zone
        return failure, services.end(job.name, by, _ms_since(started), failure, zone)


def _done(job: Job) -> str:
    """Do it; why it failed."""
    try:
        job.run()
    except Exception as error:
        current_app.logger.exception("Job %s failed", job.name)
        session().rollback()
        return f"{type(error).__name__}: {error}"
    return ""


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
