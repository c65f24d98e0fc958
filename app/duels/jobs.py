"""What is done for duels again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from app.duels import queries, services
from app.kit import clock
from app.kit.database import transaction

UNTOUCHED = timedelta(minutes=10)
AT_ONCE = 500


def sweep(now: datetime | None = None) -> int:
    """Close the PKs that nobody touched for ten minutes, each in its own transaction; how many were closed."""
    now = now or clock.now()
    return sum(_closed(duel_id, now) for duel_id in queries.untouched(now - UNTOUCHED, AT_ONCE))


def _closed(duel_id: int, now: datetime) -> bool:
    """One that cannot be closed is reported and keeps none of the others waiting."""
    try:
        with transaction():
            return services.close_untouched(duel_id, now - UNTOUCHED, now)
    except Exception:
        current_app.logger.exception("A PK could not be closed", extra={"duel": duel_id})
        return False
