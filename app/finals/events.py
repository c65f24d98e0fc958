"""Facts about finals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FinalistLeft:
    """Somebody who had a seat has declined or withdrawn; `by_id`: who said so."""

    final_id: int
    finalist_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True)
class FinalistsTold:
    """Finalists are told something. `what`: invited, moved-up (a reserve), remind, timetable (there is one), moved."""

    final_id: int
    name: dict[str, str]
    what: str
    person_ids: tuple[int, ...]
    answer_by: datetime | None
    at: datetime


@dataclass(frozen=True)
class TimetableStored:
    """A timetable was stored in place of the one before; `by_id`: who asked for it, None for a command."""

    final_id: int
    by_id: int | None
    at: datetime
