"""What happens while learning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class QuestionMastered:
    """A person reached a newly best `level` of a question; `first_attempt`: without ever having missed it."""

    person_id: int
    question_id: int
    level: int
    first_attempt: bool
    at: datetime


@dataclass(frozen=True)
class MicroClassCompleted:
    """A person completed a class: once per person and class."""

    person_id: int
    micro_class_id: int
    at: datetime
