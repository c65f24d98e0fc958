"""What is done for duels again and again. Each PK in its own transaction; twice does no harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app

from app.duels import challenges, finding, queries, services
from app.duels.models import Status
from app.kit import clock
from app.kit.database import session, transaction

UNTOUCHED = timedelta(minutes=10)
AT_ONCE = 500


def move_on(now: datetime | None = None) -> int:
    """Every second: pair those who wait, and let live PKs move on whose time is up, whoever looks. How many did."""
    now = now or clock.now()
    finding.forget_gone(now)
    began = finding.wave(now)
    due = queries.overdue(Status.RUNNING, now, AT_ONCE)
    session().commit()
    return began + sum(_done(services.move_on, duel_id, now) for duel_id in due)


def sweep(now: datetime | None = None) -> int:
    """Close the PKs that nobody touched for ten minutes and the challenges nobody took; how many were closed."""
    now = now or clock.now()
    untouched = queries.untouched(now - UNTOUCHED, AT_ONCE)
    expired = queries.overdue(Status.WAITING, now, AT_ONCE)
    closed = sum(_done(_close, duel_id, now) for duel_id in untouched)
    return closed + sum(_done(services.expire, duel_id, now) for duel_id in expired)


def remind(now: datetime | None = None) -> int:
    """Remind people of challenges that soon expire; each once."""
    now = now or clock.now()
    return sum(_done(challenges.remind, duel_id, now) for duel_id in challenges.to_remind(now, AT_ONCE))


def _close(duel_id: int, now: datetime) -> bool:
    return services.close_untouched(duel_id, now - UNTOUCHED, now)


def _done(deed: Callable[[int, datetime], bool], duel_id: int, now: datetime) -> bool:
    """One that cannot be moved is reported and keeps none of the others waiting."""
    try:
        with transaction():
            return deed(duel_id, now)
    except Exception:
        current_app.logger.exception("A PK could not be moved", extra={"duel": duel_id})
        return False
