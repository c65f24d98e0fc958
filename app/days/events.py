"""Facts about daily sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DaySetCompleted:
    """A person did all of a day's set. Stated once for person, season and day.

    `day` is the day that counts as done; where it was made up later, `at` lies on another day.
    """

    person_id: int
    season_id: int
    day: int  # its ordinal in the season's time zone
    at: datetime
    made_up: bool
    day_set_id: int
