"""The demo's cast on whatever day the demo is made."""

from __future__ import annotations

from datetime import date

import pytest

from app.days.seeding import BEHIND_CLOSED_DOORS, CAST_MISSED, DAYS, _is_done, _missed, cast_rests_on
from quizzes.rules.streaks import Streak, streak

MONDAY = date(2026, 6, 1).toordinal()


def _streak_of(who: str, today: int) -> Streak:
    missed = _missed(CAST_MISSED[who], today)
    done = {today - back: today - back for back in range(1, DAYS + 1) if _is_done(back, today, missed)}
    rests = {day for day in range(today - 30, today + 1) if (day - 1) % 7 == cast_rests_on(today)}
    return streak(done, rests | {today - back for back in BEHIND_CLOSED_DOORS}, today - 21, today)


@pytest.mark.parametrize("today", range(MONDAY, MONDAY + 7))
def test_the_technician_s_streak_would_end_today_and_the_organizer_s_can_be_earned_back(today):
    technician, organizer = _streak_of("DEMO-TECH", today), _streak_of("DEMO-ORGANIZER", today)
    assert technician.days >= 7
    assert technician.ends_today
    assert organizer.earn_back is not None
    assert organizer.earn_back.days >= 7
