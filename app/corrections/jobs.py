"""What corrections do by themselves. Run twice, or killed in the middle, it does no harm."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.corrections import foreseeing, queries, reckoning
from app.corrections.models import Correction, State
from app.kit import clock
from app.kit.database import session

SETTLED = timedelta(seconds=10)  # by then whoever answered by the old key is committed


def foresee(now: datetime | None = None) -> int:
    """Count what proposals would change that nobody has counted yet, in their order; how many."""
    now, waiting = now or clock.now(), queries.not_foreseen()
    for correction_id in waiting:
        foreseeing.foresee(correction_id, now)
    return len(waiting)


def reckon(now: datetime | None = None) -> int:
    """All that are approved, in the order of the decisions; how many were carried out."""
    now, count = now or clock.now(), 0
    while (correction_id := queries.next_approved(now - SETTLED)) is not None:
        while reckoning.step(correction_id, now):
            pass
        count += 1
    _catch_up(now)
    return count


def _catch_up(now: datetime) -> None:
    """PKs that were not over when their question was found wrong; and ratings that were not reckoned again yet."""
    done = session().scalars(select(Correction).where(Correction.state == State.DONE.value)).all()
    for correction_id in [one.id for one in done if one.awaited]:
        reckoning.catch_up(correction_id, now)
    rates = select(Correction.id).where(Correction.state == State.DONE.value, Correction.rates)
    unrated = list(session().scalars(rates.order_by(Correction.id)))
    if unrated:
        reckoning.rate_again(unrated)
