"""What organizers decide that others act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PersonDisqualified:
    """The person's PKs from `since` until `at` count no more."""

    person_id: int
    since: datetime
    at: datetime
    by_person_id: int


@dataclass(frozen=True)
class DisqualificationUndone:
    person_id: int
    at: datetime
    by_person_id: int
