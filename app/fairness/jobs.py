"""The look of every six hours, and reckoning ratings again after decisions. Twice does no harm."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.duels import rerating
from app.fairness import facts, services
from app.fairness.models import Decision
from app.kit import clock
from app.kit.database import session, transaction
from quizzes.rules.fairness import look as look_at

DAYS = 28


def look(now: datetime | None = None) -> int:
    """Look at the PKs of four weeks and write what should be looked at; how many flags there are."""
    now = now or clock.now()
    flags = look_at(facts.since(now - timedelta(days=DAYS)))
    with transaction():
        return services.keep(flags, now)


def rate_again(now: datetime | None = None) -> bool:
    """Reckon ratings again where PKs count no more, or count again, since the last time. False where none changed."""
    unrated = session().scalars(select(Decision.id).where(Decision.rated_at.is_(None))).all()
    if not unrated:
        return False
    rerating.rebuild()
    with transaction():
        session().execute(
            update(Decision).where(Decision.id.in_(unrated)).values(rated_at=now or clock.now()),
            execution_options={"synchronize_session": False},
        )
    return True
