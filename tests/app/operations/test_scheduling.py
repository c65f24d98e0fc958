"""One scheduler among many, on both engines: what was missed or broken off is made up, once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import text

from app import scheduling
from app.kit import clock as house_clock
from app.kit.clock import SystemClock
from app.kit.database import engine, session, transaction
from app.kit.errors import Busy, NotFound
from app.operations import services
from app.operations.models import JobRun
from app.operations.plans import Plan
from app.schedule import Job
from app.scheduling import Lock, Scheduler
from tests.forking import kill, process

ZONE = "Asia/Shanghai"
NIGHTLY = Plan(at="03:00")
PATIENCE_SECONDS = 60


def begin(now) -> dict:
    with transaction():
        return services.take_over({"nightly": NIGHTLY}, ZONE, now)


def row(name: str = "nightly") -> JobRun:
    session().rollback()
    session().expire_all()
    return session().get_one(JobRun, name)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.01)


@pytest.fixture
def made(app):
    """Makes schedulers, which end with the test."""
    found: list[Scheduler] = []

    def make(*jobs: Job) -> Scheduler:
        found.append(Scheduler(app, jobs))
        return found[-1]

    yield make
    for scheduler in found:
        if scheduler.running:
            scheduler.shutdown(wait=True)
        scheduler.lock.release()


def test_a_run_that_was_missed_is_made_up_once_however_long_ago(app, clock):
    assert begin(clock.now())["nightly"] == clock.now() + timedelta(hours=15)
    clock.move(days=5)
    assert begin(clock.now())["nightly"] == clock.now()
    assert scheduling.run(Job("nightly", at="03:00", run=lambda: None)) == ("", clock.now() + timedelta(hours=15))
    assert begin(clock.now())["nightly"] == clock.now() + timedelta(hours=15)
    assert row().runs == 1


def test_a_job_that_is_no_more_is_forgotten(app, clock):
    with transaction():
        services.take_over({"old": Plan(30)}, ZONE, clock.now())
    begin(clock.now())
    assert session().query(JobRun.name).all() == [("nightly",)]


def test_a_failure_is_kept_and_tried_again_with_growing_patience(app, clock):
    def fail() -> None:
        session().execute(text("select * from nowhere"))

    job, waits = Job("nightly", at="03:00", run=fail), []
    begin(clock.now() - timedelta(days=1))
    for _attempt in range(3):
        failure, due = scheduling.run(job)
        assert "nowhere" in failure
        waits.append((due - clock.now()).total_seconds() / 60)
    assert waits == [2, 4, 8]
    found = row()
    assert (found.runs, found.failures, found.failures_in_row, found.succeeded_at) == (3, 3, 3, None)
    scheduling.run(Job("nightly", at="03:00", run=lambda: None))
    found = row()
    assert (found.failures, found.failures_in_row, found.failure) == (3, 0, "")


def test_what_was_broken_off_is_made_up_at_once_the_first_time(app, clock):
    begin(clock.now())
    for number in range(2):
        with transaction():
            services.begin("nightly", NIGHTLY, "one that dies", clock.now())
        first = begin(clock.now())["nightly"]
        assert (first == clock.now()) is (number == 0)
    assert (row().failure, row().failures_in_row, row().running_since) == (services.BROKEN_OFF, 2, None)


def test_who_lost_its_place_writes_nothing(app, clock):
    with transaction():
        services.begin("nightly", NIGHTLY, "slow", clock.now())
        services.begin("nightly", NIGHTLY, "new", clock.now())
        assert services.end("nightly", "slow", 1, "", ZONE) is None
    assert (row().running_by, row().runs) == ("new", 0)


def test_one_of_three_is_active_and_the_next_one_takes_over(made):
    three = [made(Job("nightly", at="03:00", run=lambda: None)) for _number in range(3)]
    for _time in range(2):
        for scheduler in three:
            scheduler.watch()
        assert [scheduler.active for scheduler in three] == [True, False, False]
    three[0].lock.release()
    three[2].watch()
    three[0].watch()
    assert [scheduler.active for scheduler in three] == [False, False, True]


def test_an_active_one_that_loses_its_lock_stands_by(app, made):
    first, second = made(), made()
    first.watch()
    lose(first.lock)
    second.watch()
    assert second.active
    first.watch()
    assert not first.active


def lose(lock: Lock) -> None:
    """As when the database drops the connection, or somebody tidies the folder."""
    if engine().dialect.name == "postgresql":
        number = lock._held.scalar(text("select pg_backend_pid()"))
        session().execute(text("select pg_terminate_backend(:number, 5000)"), {"number": number})
        session().commit()
    else:
        os.unlink(lock._path)


def test_a_scheduler_that_is_killed_in_the_middle_of_a_job_is_followed_by_another(app, made):
    """The first process hangs in a job and is killed; this one takes over and makes the run up."""
    app.extensions["clock"] = SystemClock()
    hear, say = os.pipe()
    done = Event()

    def hang() -> None:
        scheduler = Scheduler(app, [Job("nightly", 3600, lambda: (os.write(say, b"!"), time.sleep(60)))])
        with transaction():
            services.take_over({"nightly": Plan(3600)}, ZONE, house_clock.now() - timedelta(days=1))
        scheduler.start()
        time.sleep(60)

    with process(app, hang) as first:
        assert os.read(hear, 1) == b"!"
        second = made(Job("nightly", 3600, done.set))
        second.watch()
        assert not second.active
        assert row().running_since
        kill(first)
        second.start()
        assert done.wait(PATIENCE_SECONDS)
    until(lambda: row().succeeded_at)
    assert (row().runs, row().failures, row().failures_in_row, row().running_by) == (2, 1, 0, None)
    os.close(hear)
    os.close(say)


def test_what_an_operator_asks_for_runs_once_and_never_twice_at_a_time(app, made):
    app.extensions["clock"] = SystemClock()
    go, begun = Event(), []
    scheduler = made(Job("nightly", at="03:00", run=lambda: (begun.append(1), go.wait(PATIENCE_SECONDS))))
    scheduler.start()
    until(lambda: scheduler.active)
    ask("nightly")
    scheduler.watch()
    until(lambda: begun)
    ask("nightly")
    for _time in range(3):
        scheduler.watch()
    assert len(begun) == 1
    go.set()
    until(lambda: row().runs == 1 and not scheduler._running)
    scheduler.watch()  # it was asked for again while it ran
    until(lambda: row().runs == 2)
    assert len(begun) == 2
    assert services.requested() == []


def ask(name: str) -> None:
    with transaction():
        services.request(name, house_clock.now())


def test_a_run_that_cannot_be_written_down_is_tried_again_soon(made, clock, monkeypatch):
    def fail(*_anything) -> None:
        raise Busy

    job = Job("nightly", at="03:00", run=lambda: None)
    scheduler = made(job)
    scheduler.watch()
    monkeypatch.setattr(services, "begin", fail)
    scheduler._run(job)
    assert scheduler._clockwork.get_job("nightly").next_run_time == clock.now() + timedelta(minutes=2)
    assert not scheduler._running


def test_what_this_process_still_runs_when_it_takes_over_again_is_not_broken_off(app, made, clock):
    scheduler = made(Job("nightly", at="03:00", run=lambda: None))
    scheduler.watch()
    with transaction():
        services.begin("nightly", NIGHTLY, scheduler.name, clock.now())
    scheduler._running.add("nightly")
    scheduler.lock.release()
    scheduler._stand_by()
    scheduler.watch()
    assert (scheduler.active, row().running_by, row().failures) == (True, scheduler.name, 0)


def test_a_job_that_nobody_knows_cannot_be_asked_for(app):
    with pytest.raises(NotFound), transaction():
        services.request("nobody", house_clock.now())
