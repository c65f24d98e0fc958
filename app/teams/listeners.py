"""What colleagues can be cheered for."""

from __future__ import annotations

from app.days.events import DaySetCompleted
from app.lessons.events import MicroClassCompleted
from app.teams import services
from app.teams.events import BadgeAwarded
from app.tour.events import StopReached
from quizzes.rules.badges import BY_KEY


def remember_class(fact: MicroClassCompleted) -> None:
    services.remember(fact.person_id, "class", str(fact.micro_class_id), fact.at)


def remember_day(fact: DaySetCompleted) -> None:
    services.remember(fact.person_id, "day", str(fact.day), fact.at)


def remember_stop(fact: StopReached) -> None:
    services.remember(fact.person_id, "stop", fact.stop_key, fact.at)


def remember_badge(fact: BadgeAwarded) -> None:
    """Years of service are no deed of the day."""
    if BY_KEY[fact.badge].family != "years":
        services.remember(fact.person_id, "badge", fact.badge, fact.at)
