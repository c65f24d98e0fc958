"""A duel as it is kept: one compact row for its state, one for each seat."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant


class Status(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"


class Kind(StrEnum):
    MACHINE = "machine"


class Duel(Base):
    """`state` is the state of quizzes/rules/duel.py as JSON; `version` guards every change to it."""

    __tablename__ = "duels"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    level: Mapped[int | None]  # of the machine, 1 to 5
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    version_ids: Mapped[list[int]] = mapped_column(JSON)  # question versions, in the order asked
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)
    touched_at: Mapped[datetime] = mapped_column(Instant)  # the last thing a person did: what the sweeper looks at
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    seats: Mapped[list[DuelSeat]] = relationship(order_by="DuelSeat.side", lazy="joined")
    __table_args__ = (
        CheckConstraint("status in ('running', 'finished')", name="status"),
        CheckConstraint("(kind = 'machine') = (level is not null)", name="level"),
        Index(
            "ix_duels_running", "touched_at",
            sqlite_where=text("status = 'running'"), postgresql_where=text("status = 'running'"),
        ),
    )  # fmt: skip


class DuelSeat(Base):
    """A side of a duel. `person_id` is None for a machine. Outcome and score stand when the duel is over."""

    __tablename__ = "duel_seats"
    duel_id: Mapped[int] = mapped_column(ForeignKey("duels.id"), primary_key=True)
    side: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    outcome: Mapped[str | None] = mapped_column(String(5))
    score: Mapped[int | None]
    __table_args__ = (
        CheckConstraint("side in (0, 1)", name="side"),
        CheckConstraint("outcome is null or outcome in ('won', 'lost', 'drawn')", name="outcome"),
        Index(
            "ix_duel_seats_person_id_duel_id", "person_id", "duel_id",
            sqlite_where=text("person_id is not null"), postgresql_where=text("person_id is not null"),
        ),
    )  # fmt: skip
