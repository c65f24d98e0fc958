"""Awarding badges: once each in its period. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
Tell = Callable[[BadgeAwarded], None]


def period_of(badge: Badge, season: Season) -> int:
    return season.id if badge.of_season else FOR_EVER


def award(person_id: int, badges: Iterable[Badge], season: Season, now: datetime) -> list[str]:
    """Give these badges to a person and say which of them are new. What a person has already stays as it is."""
    return [badge for _person, badge in award_all([(person_id, badges)], season, now)]


def award_all(
    due: Iterable[tuple[int, Iterable[Badge]]], season: Season, now: datetime, tell: Tell = publish
) -> list[tuple[int, str]]:
    """Give each person these badges and say which of them are new; `tell` hears of every new one."""
    rows = [
        {"person_id": person_id, "badge": badge.key, "period": period_of(badge, season), "at": now}
        for person_id, badges in due
        for badge in badges
    ]
    if not rows:
        return []
    write = insert(BadgeAward).on_conflict_do_nothing().returning(BadgeAward.person_id, BadgeAward.badge)
    new = [(person_id, badge) for person_id, badge in session().execute(write, rows)]
    for person_id, badge in new:
        tell(BadgeAwarded(person_id, badge, now))
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
