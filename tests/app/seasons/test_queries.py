from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.kit.database import session, transaction
from app.seasons import queries
from app.seasons.models import Season
from tests.factories import make_season

MAY_6 = date(2026, 5, 6)  # a Wednesday


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "runs"),
    [
        ("2026-05-05T23:59:59", False),
        ("2026-05-06T00:00:00", True),
        ("2026-11-05T23:59:59", True),
        ("2026-11-06T00:00:00", False),
    ],
)
def test_a_season_runs_from_its_first_to_its_last_day_in_its_own_zone(app, moment, runs):
    season = make_season()
    assert queries.running(beijing(moment)) == (season if runs else None)


def test_without_a_season_nothing_runs_and_nothing_is_shown(app):
    assert queries.running(beijing("2026-06-01T12:00")) is None
    assert queries.shown(beijing("2026-06-01T12:00")) is None


@pytest.mark.parametrize("status", ["draft", "announced", "frozen", "closed"])
def test_only_a_season_of_the_status_running_runs(app, status):
    season = make_season(status=status)
    assert queries.running(beijing("2026-06-01T12:00")) is None
    assert queries.shown(beijing("2026-06-01T12:00")) == (season if status in ("frozen", "closed") else None)


def test_the_database_forbids_two_running_seasons(app):
    make_season()
    with pytest.raises(IntegrityError), transaction():  # noqa: PT012
        session().add(Season(key="two", name_en="a", name_zh="b", first_day=MAY_6, last_day=MAY_6, time_zone="UTC",
                             rules={}, status="running"))  # fmt: skip
        session().flush()


def test_after_its_end_a_season_is_still_shown_but_not_before_its_start(app):
    season = make_season()
    assert queries.shown(beijing("2026-12-01T12:00")) == season
    assert queries.shown(beijing("2026-04-01T12:00")) is None


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-05-06T00:00", 1),
        ("2026-05-10T23:59", 1),  # Sunday
        ("2026-05-11T00:01", 2),  # Monday
        ("2026-05-31T23:59", 4),
        ("2026-06-01T00:01", 5),
    ],
)
def test_weeks_begin_on_monday_in_beijing_and_the_first_contains_the_first_day(app, moment, week):
    season = make_season()
    assert queries.week_of(season, queries.day_of(season, beijing(moment))) == week


def test_the_days_of_a_week_are_those_within_the_season(app):
    season = make_season()
    assert queries.days_of_week(season, 1) == (MAY_6, date(2026, 5, 10))
    assert queries.days_of_week(season, 2) == (date(2026, 5, 11), date(2026, 5, 17))
    assert queries.days_of_week(season, 27) == (date(2026, 11, 2), date(2026, 11, 5))


def test_every_day_lies_in_the_days_of_its_week(app):
    season = make_season()
    for ahead in range(184):
        day = MAY_6 + timedelta(days=ahead)
        first, last = queries.days_of_week(season, queries.week_of(season, day.toordinal()))
        assert first <= day <= last
