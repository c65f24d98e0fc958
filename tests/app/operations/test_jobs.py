"""The table of jobs, and the page on which operators see how they went."""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from app import scheduling
from app.kit.database import session, transaction
from app.models import Base
from app.operations import presenters, services
from app.operations.models import JobRun
from app.people.models import Role
from app.schedule import JOBS
from tests.conftest import sign_in
from tests.factories import give_points, make_person, make_season
from tests.statements import counted


def counts() -> dict[str, int]:
    """How many rows each table has; what jobs write about themselves is left out."""
    session().rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "job_runs"]
    return {table.name: session().scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_each_job_may_run_twice_without_harm(app, clock):
    season, person = make_season(), make_person(email="li@example.com")
    give_points(person, 30, season, mastered=2)
    clock.move(days=7)
    for job in JOBS:
        scheduling.run(job)
    once = counts()
    for job in JOBS:
        scheduling.run(job)
    assert counts() == once
    assert session().query(JobRun.name, JobRun.failure).filter(JobRun.failures > 0).all() == []


def test_each_job_has_a_name_of_its_own_in_both_languages(app):
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 40
    with transaction():
        services.take_over({job.name: job.plan for job in JOBS}, "Asia/Shanghai", app.extensions["clock"].now())
    with app.test_request_context(), force_locale("zh"):
        lines = presenters.jobs(app.extensions["clock"].now()).lines
    assert not any(set(line.name) <= set(map(chr, range(128))) for line in lines)


@pytest.fixture
def operator(client):
    return sign_in(client, make_person(Role.OPERATOR))


def test_an_operator_sees_how_jobs_went_in_few_statements_and_asks_for_one(operator, clock):
    with transaction():
        services.take_over({job.name: job.plan for job in JOBS}, "Asia/Shanghai", clock.now())
    with counted() as statements:
        page = operator.get("/desk/operations").get_data(as_text=True)
    assert len(statements) <= 8
    assert "no process runs the jobs" in page
    assert "each day at 03:20" in page
    answer = operator.post("/desk/operations/run", data={"job": "forget old messages"}, follow_redirects=True)
    assert "asked for" in answer.get_data(as_text=True)
    assert services.requested() == ["forget old messages"]


@pytest.mark.parametrize(("name", "status"), [("nobody", 404), ("", 404), ("x" * 5000, 404)])
def test_what_is_no_job_is_not_run(operator, name, status):
    assert operator.post("/desk/operations/run", data={"job": name}).status_code == status


def test_only_operators_run_jobs_and_only_by_sending_a_form(client, operator, app):
    assert operator.get("/desk/operations/run").status_code == 405
    other = sign_in(app.test_client(), make_person(Role.ORGANIZER))
    assert other.post("/desk/operations/run", data={"job": JOBS[0].name}).status_code == 403
    assert other.get("/desk/operations").status_code == 403
