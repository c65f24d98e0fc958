"""What a correction states when it is reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Change:
    """What it changed for a person. `pks`: PKs that ended otherwise; of the last of them `outcome` (won, lost, drawn)
    and `other`, the name of who was met ("": a machine).
    """

    person_id: int
    points: int
    pks: int
    outcome: str
    other: str


@dataclass(frozen=True)
class PeopleCorrected:
    """These people are concerned by a correction; they are told once. `day`: the ordinal of the day of the decision."""

    correction_id: int
    question: dict[str, str]
    withdrawn: bool
    undone: bool
    changes: Sequence[Change]
    at: datetime
