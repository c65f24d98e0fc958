"""Facts about questions that others act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class QuestionQuarantined:
    """A question rests until a trainer has looked."""

    quarantine_id: int
    question_id: int
    at: datetime


@dataclass(frozen=True)
class FlagsAnswered:
    """A trainer has answered what these people flagged; `flags`: (flag id, person id)."""

    question_id: int
    outcome: str  # mended, stays, withdrawn
    flags: tuple[tuple[int, int], ...]
    at: datetime
