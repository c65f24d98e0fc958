"""What happens in a duel that others act on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Against(StrEnum):
    """What sat on the other side."""

    PERSON = "person"
    MACHINE = "machine"
    GHOST = "ghost"
    ONESELF = "oneself"  # one's own recorded PK


@dataclass(frozen=True)
class SeatResult:
    """How a side came out of a duel. `person_id` is None for a machine or a ghost.

    `machine_level`: of the machine this seat played against. `repeated`: the same recorded PK was played before.
    `missed`: the question versions that were shown and not answered rightly. `is_here`: False for whoever had played
    before and was away when the PK ended.
    """

    person_id: int | None
    outcome: str  # won, lost, drawn
    score: int
    right: int
    against: Against
    machine_level: int | None = None
    repeated: bool = False
    missed: tuple[int, ...] = ()
    is_here: bool = True


@dataclass(frozen=True)
class DuelFinished:
    """`family`: of the posts that are rated together. A friendly PK moves neither points nor rating.

    `rated`: False where its people are of different families; then it moves points and no rating.
    """

    duel_id: int
    at: datetime
    seats: tuple[SeatResult, SeatResult]
    family: str = ""
    friendly: bool = False
    rated: bool = True


@dataclass(frozen=True)
class DuelChanged:
    """Somebody may be looking at it: `version` is how it stands now."""

    duel_id: int
    version: int


@dataclass(frozen=True)
class ChallengeSent:
    duel_id: int
    person_id: int
    to_person_id: int | None  # None: open to the whole post
    until: datetime
    at: datetime


@dataclass(frozen=True)
class ChallengeRemembered:
    """A challenge that its person has not played yet, some hours before it expires."""

    duel_id: int
    person_id: int
    to_person_id: int
    until: datetime


@dataclass(frozen=True)
class PersonInvited:
    """Somebody would like to play a live PK with this person now."""

    person_id: int
    to_person_id: int


@dataclass(frozen=True)
class Paired:
    """A live PK of these two people begins."""

    duel_id: int
    person_ids: tuple[int, int]


@dataclass(frozen=True)
class CountingChanged:
    """These PKs count no more, or again: one of their people was disqualified, or that was undone."""

    duel_ids: tuple[int, ...]
    at: datetime
