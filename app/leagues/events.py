"""Facts about leagues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class LeagueMove(NamedTuple):
    """Somebody shifted; `tier` is the new one, `moved` is up or down."""

    person_id: int
    tier: int
    moved: str


@dataclass(frozen=True)
class LeagueWeekTurned:
    """A week is closed, at most once for season and week. It names all who shifted, so that listeners write in bulk."""

    season_id: int
    week: int
    moves: tuple[LeagueMove, ...]
    at: datetime
