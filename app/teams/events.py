"""Facts about people who make progress together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class KudosGiven:
    """A person cheered another. `for_what`: kind and key of what happened, such as "stop:almaty"."""

    from_person_id: int
    to_person_id: int
    for_what: str
    at: datetime


@dataclass(frozen=True)
class BadgeAwarded:
    """A person has a badge (its key in quizzes/rules/badges.py) for the first time in its period."""

    person_id: int
    badge: str
    at: datetime
