"""What operators read about jobs."""

from __future__ import annotations

from datetime import timedelta

from app.kit.database import transaction
from app.operations import presenters
from app.operations.models import JobRun
from tests.conftest import NOON


def _job(name: str, seconds: int | None, at: str | None, next_at, started_at=None) -> JobRun:
    return JobRun(name=name, seconds=seconds, at=at, known_since=NOON, next_at=next_at, started_at=started_at)


def test_a_quiet_job_s_next_run_is_never_in_the_past_while_somebody_runs_the_jobs(app):
    late = NOON - timedelta(seconds=100)
    with transaction() as here:
        here.add_all([_job("daily", None, "03:20", NOON + timedelta(hours=9)), _job("quiet", 15, None, late, late)])
    with app.test_request_context():
        quiet, daily = presenters.jobs(NOON).lines
    assert (quiet.run.name, quiet.next_at) == ("quiet", NOON + timedelta(seconds=5))
    assert daily.next_at == NOON + timedelta(hours=9)
    with app.test_request_context():
        assert presenters.jobs(NOON + timedelta(hours=1)).lines[0].next_at == late  # nobody runs them: it is overdue
