"""What goes on in the hall by itself. Twice does no harm."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from app.hall import playing, queries, sittings
from app.kit import clock
from app.kit.database import session, transaction

AT_ONCE = 100


def move_on(now: datetime | None = None) -> int:
    """Let PKs on stage move on whose time is up; how many did. One that cannot keeps none of the others waiting."""
    now = now or clock.now()
    due = queries.overdue(now, AT_ONCE)
    session().commit()
    return sum(_done(pk_id, now) for pk_id in due)


def end_tests(now: datetime | None = None) -> int:
    """Hand in the tests whose time is over; how many were."""
    now = now or clock.now()
    due = sittings.overdue(now, AT_ONCE)
    session().commit()
    return sum(_ended(station_id, finalist_id, now) for station_id, finalist_id in due)


def _ended(station_id: int, finalist_id: int, now: datetime) -> bool:
    try:
        with transaction():
            return sittings.end_due(station_id, finalist_id, now)
    except Exception:
        current_app.logger.exception("A test could not be ended", extra={"station": station_id})
        return False


def _done(pk_id: int, now: datetime) -> bool:
    try:
        with transaction():
            return playing.move_on(pk_id, now)
    except Exception:
        current_app.logger.exception("A PK on stage could not be moved", extra={"pk": pk_id})
        return False
