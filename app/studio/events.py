"""Facts about what is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class QuestionPublished:
    """A draft of a question is published: learners are asked it from now on."""

    draft_id: int
    question_id: int
    at: datetime


@dataclass(frozen=True)
class PlanBroke:
    """A piece was to be published at its time and was not whole any more: it is a draft again.

    `person_ids`: of those who wrote, changed, sent and approved it.
    """

    draft_id: int
    version: int
    title: dict[str, str]
    person_ids: tuple[int, ...]
    at: datetime
