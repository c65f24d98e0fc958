"""The demo's daily sets, paid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from app.days.models import DaySet
from app.kit.database import session
from app.points import ledger
from app.points.models import Entry, Reason
from app.seasons.queries import rules_of, running
from quizzes.rules.points import day_points


def seed_demo(now: datetime) -> None:
    """Pay every set that was done; in one go, so the standings are made anew."""
    season = running(now)
    if season is None:
        return
    award = day_points(False, rules_of(season))
    done = select(DaySet.person_id, DaySet.id, DaySet.day, DaySet.done_at).where(DaySet.done_at.is_not(None))
    rows = [
        {
            "season_id": season.id,
            "person_id": person_id,
            "reason": Reason.DAY.value,
            "source_id": set_id,
            "points": award.points,
            "mastered": 0,
            "day": day,
            "detail": list(award.reasons),
            "at": at,
        }
        for person_id, set_id, day, at in session().execute(done.order_by(DaySet.day, DaySet.person_id))
    ]
    if rows:
        session().execute(insert(Entry), rows)
        ledger.rebuild(now)
