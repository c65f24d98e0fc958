"""When jobs are due: reckoned without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.operations.plans import Plan, patience

MUNICH, BEIJING = "Europe/Berlin", "Asia/Shanghai"


@pytest.mark.parametrize(
    ("plan", "zone", "done", "due"),
    [
        (Plan(30), BEIJING, "2026-06-01T04:00Z", "2026-06-01T04:00:30Z"),
        (Plan(at="08:30"), BEIJING, "2026-06-01T00:29:59Z", "2026-06-01T00:30Z"),
        (Plan(at="08:30"), BEIJING, "2026-06-01T00:30Z", "2026-06-02T00:30Z"),
        (Plan(at="08:00", weekday="mon"), BEIJING, "2026-06-01T04:00Z", "2026-06-08T00:00Z"),
        (Plan(at="03:20"), MUNICH, "2026-03-28T12:00Z", "2026-03-29T01:20Z"),  # the first by summer's time
        (
            Plan(at="02:30"),
            MUNICH,
            "2026-03-28T12:00Z",
            "2026-03-29T01:30Z",
        ),  # left out: an hour later
        (Plan(at="02:30"), MUNICH, "2026-10-24T12:00Z", "2026-10-25T00:30Z"),
        (Plan(at="02:30"), MUNICH, "2026-10-25T00:30Z", "2026-10-26T01:30Z"),  # it comes twice and counts once
    ],
)
def test_a_job_is_due_by_the_clock_of_its_zone(plan, zone, done, due):
    assert plan.due_after(datetime.fromisoformat(done), zone) == datetime.fromisoformat(due)


def test_a_season_of_days_has_each_day_once_while_clocks_change():
    plan, now, days = Plan(at="02:30"), datetime(2026, 3, 1, tzinfo=UTC), []
    while now < datetime(2026, 11, 30, tzinfo=UTC):
        now = plan.due_after(now, MUNICH)
        days.append(now.date())
    assert len(days) == len(set(days)) == (days[-1] - days[0]).days + 1


def test_after_failures_patience_grows_to_an_hour_and_never_past_the_plan():
    assert [patience(count).total_seconds() / 60 for count in (1, 2, 3, 5, 6, 99)] == [2, 4, 8, 32, 60, 60]
    now = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
    nightly, often = Plan(at="08:30"), Plan(30)
    assert nightly.due(now - timedelta(days=1), 1, now, BEIJING) == now + timedelta(minutes=2)
    assert often.due(now - timedelta(seconds=30), 5, now, BEIJING) == now + timedelta(seconds=30)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"seconds": 1, "at": "08:00"},
        {"seconds": 1, "weekday": "mon"},
        {"at": "25:00"},
        {"at": "08:00", "weekday": "m"},
    ],
)
def test_a_plan_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"job|weekday|hour"):
        Plan(**wrong)
