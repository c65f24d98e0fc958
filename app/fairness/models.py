"""Flags as they are kept, and the decisions about them (append-only)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.people.models import Person


class Status(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Verdict(StrEnum):
    DISQUALIFY = "disqualify"
    DISMISS = "dismiss"
    UNDO = "undo"


class FairnessFlag(Base):
    """Something an organizer should look at. `key` names kind and people: a later look renews the same row.

    `evidence` and `score` are those of the last look while the flag is open; what was decided on is not changed.
    """

    __tablename__ = "fairness_flags"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    score: Mapped[float]
    status: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)  # by the last look that saw it
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    other: Mapped[Person | None] = relationship(foreign_keys=[other_id])
    __table_args__ = (
        CheckConstraint("status in ('open', 'upheld', 'dismissed')", name="status"),
        CheckConstraint("other_id is null or other_id <> person_id", name="other"),
        Index("ix_fairness_flags_status", "status", "kind", "id"),
    )

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.person, self.other) if self.other else (self.person,)


class Decision(Base):
    """What an organizer decided about a flag, and why. Never changed: taking it back is another decision.

    A disqualification names its people (`person_ids`); their PKs from `since` until `at` count no more.
    `rated_at`: when ratings were reckoned again after it.
    """

    __tablename__ = "fairness_decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("fairness_flags.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    person_ids: Mapped[list[int]] = mapped_column(JSON)
    since: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(500))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    rated_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[Person] = relationship()
    __table_args__ = (
        CheckConstraint("verdict in ('disqualify', 'dismiss', 'undo')", name="verdict"),
        CheckConstraint("(verdict = 'disqualify') = (since is not null)", name="since"),
    )
