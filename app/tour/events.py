"""Facts about the tour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StopReached:
    """A person's car has come to a stop of the season's road. Stated once for person, season and stop."""

    person_id: int
    season_id: int
    stop_key: str
    at: datetime
