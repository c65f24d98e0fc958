"""Awarding badges: once each in its period. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update

from app.badges.models import FOR_EVER, BadgeAward
from app.kit.database import session
from app.kit.events import publish
from app.kit.upsert import insert
from app.seasons.models import Season
from app.teams.events import BadgeAwarded
from quizzes.rules.badges import Badge

Held = tuple[int, str, int]  # person, badge, period


def period_of(badge: Badge, season: Season) -> int:
    return season.id if badge.of_season else FOR_EVER


def award(person_id: int, badges: Iterable[Badge], season: Season, now: datetime) -> list[str]:
    """Give these badges to a person and say which of them are new. What a person has already stays as it is."""
    rows = [
        {"person_id": person_id, "badge": badge.key, "period": period_of(badge, season), "at": now} for badge in badges
    ]
    if not rows:
        return []
    write = insert(BadgeAward).values(rows).on_conflict_do_nothing().returning(BadgeAward.badge)
    new = list(session().scalars(write))
    for badge in new:
        publish(BadgeAwarded(person_id, badge, now))
    return new


def withdraw(held: Held, now: datetime | None) -> None:
    """What this badge rested on counts no more; None: it counts again."""
    person_id, badge, period = held
    session().execute(
        update(BadgeAward)
        .where(BadgeAward.person_id == person_id, BadgeAward.badge == badge, BadgeAward.period == period)
        .values(withdrawn_at=now),
        execution_options={"synchronize_session": False},
    )
