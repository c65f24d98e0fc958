"""What seasons state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StageOpened:
    """A stage of a running season has opened."""

    season_id: int
    stage_id: int
    at: datetime


@dataclass(frozen=True)
class StageClosed:
    """A stage has closed: its time is over, or the season was frozen."""

    season_id: int
    stage_id: int
    at: datetime


@dataclass(frozen=True)
class SeasonStatusChanged:
    """`status`: draft, announced, running, frozen or closed."""

    season_id: int
    status: str
    at: datetime
