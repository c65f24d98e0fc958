"""Facts about learning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class QuestionAnswered:
    """A person has answered a question in a check or a review and is about to see its key."""

    person_id: int
    question_id: int
    at: datetime


@dataclass(frozen=True)
class QuestionMastered:
    """A person reached a level of a question for the first time (1 to 3)."""

    person_id: int
    question_id: int
    level: int
    first_attempt: bool
    at: datetime


@dataclass(frozen=True)
class MicroClassCompleted:
    """A person has answered every question of a class rightly at least once. Stated once for person and class."""

    person_id: int
    micro_class_id: int
    at: datetime


@dataclass(frozen=True)
class CheckFinished:
    """A person has answered every question of a check, rightly or not."""

    person_id: int
    micro_class_id: int
    at: datetime
