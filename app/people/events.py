"""What happens to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PeopleMoved:
    """These people have another post or dealer than before (or their dealer another region).

    `left`: who has left which dealer (its code, the person's id).
    """

    person_ids: tuple[int, ...]
    left: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class LinkRequested:
    """This person asked for a link to sign in for the first time, or because the password is forgotten."""

    person_id: int


@dataclass(frozen=True)
class SignedIn:
    """This person signed in on a browser."""

    person_id: int
    at: datetime
