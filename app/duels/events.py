"""What happens in a duel that others act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SeatResult:
    """How a side came out of a duel.

    `person_id` is None for a machine. `machine_level` is the level of the machine this seat played against; None
    against a person.
    """

    person_id: int | None
    outcome: str  # won, lost, drawn
    score: int
    right: int
    machine_level: int | None


@dataclass(frozen=True)
class DuelFinished:
    duel_id: int
    at: datetime
    seats: tuple[SeatResult, ...]
