"""Awards by the clock: they follow from what is published; certificates that were asked for are drawn."""

from __future__ import annotations

from sqlalchemy import select

from app.awards import granting, printing
from app.finals.models import Final, FinalState
from app.kit import clock
from app.kit.database import session, transaction

OPEN = (FinalState.JUDGING.value, FinalState.PUBLISHED.value)


def follow() -> int:
    """Grant and withdraw what the published results of running finals say; how many awards that changed."""
    final_ids = session().scalars(select(Final.id).where(Final.state.in_(OPEN)).order_by(Final.id)).all()
    count = 0
    for final_id in final_ids:
        with transaction():
            change = granting.follow(final_id, None, clock.now())
        count += change.granted + change.withdrawn
    return count


def draw() -> int:
    return printing.draw_all()
