"""What the tour does when somebody has learned something."""

from __future__ import annotations

from app.lessons.events import QuestionMastered
from app.seasons.queries import is_open_to, running
from app.tour import services


def drive(fact: QuestionMastered) -> None:
    """Bring the car forward by the question's part of its section."""
    season = running(fact.at)
    if season is not None and is_open_to(season, fact.person_id):
        services.earn(fact.person_id, season, fact.question_id, fact.level, fact.at)
