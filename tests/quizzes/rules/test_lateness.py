"""What is late and who is stuck: tables of minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quizzes.rules.lateness import Slot, late_minutes, stuck_since

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("has_begun", "is_done", "minutes", "late"),
    [
        (False, False, -30, 0),
        (False, False, 5, 0),
        (False, False, 6, 6),
        (False, False, 90, 90),
        (True, False, 29, 0),
        (True, False, 40, 0),  # 30 minutes of work, 10 until the next one
        (True, False, 41, 11),
        (True, True, 500, 0),
        (False, True, 500, 0),
    ],
)
def test_a_sheet_is_late_by_the_timetable(has_begun, is_done, minutes, late):
    assert late_minutes(Slot(NINE, at(30), 10, has_begun, is_done), at(minutes)) == late


@pytest.mark.parametrize(
    ("begins", "heard", "minutes", "since"),
    [
        ([], None, 60, None),
        ([0], None, 9, None),
        ([0], None, 10, 0),
        ([0], -5, 10, 0),  # whatever came before this one
        ([0], 0, 10, None),
        ([0, 40], 12, 45, None),  # the second one has begun five minutes ago
        ([0, 40], 12, 50, 40),
        ([40, 0], None, 60, 0),
        ([30], None, 10, None),  # yet to come
    ],
)
def test_a_judge_is_stuck_from_whom_nothing_has_come_since_the_work_began(begins, heard, minutes, since):
    found = stuck_since([at(one) for one in begins], None if heard is None else at(heard), at(minutes))
    assert found == (None if since is None else at(since))
