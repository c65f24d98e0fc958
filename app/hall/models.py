"""The PKs on stage and the tests on the spot of a final. They stand apart from the PKs of the season: no rating, no
points, no list of anybody's PKs knows them, and nothing here holds a name.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.finals.models import Finalist, FinalStation
from app.kit.database import Base, Instant
from app.kit.partial import where


class PkStatus(StrEnum):
    CALLED = "called"  # the two are asked to the stage
    RUNNING = "running"
    FINISHED = "finished"
    ANNULLED = "annulled"  # counts for nothing; `reason` says why


class StagePk(Base):
    """A PK on stage. `state` is that of quizzes/rules/duel.py as JSON; `version` guards every change to it.

    `token`: its address for audience and players. `practice`: a sound check; anybody sits down, nothing counts.
    `paused_at`: the screen shows a break between two questions. `lingers`: it is over, and the last answer still stands
    on the screen until the host goes on to the result.
    """

    __tablename__ = "stage_pks"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("final_stations.id"), index=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    practice: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(8), default=PkStatus.CALLED.value)
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    version_ids: Mapped[list[int]] = mapped_column(JSON)  # question versions, in the order asked
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    lingers: Mapped[bool] = mapped_column(default=False)
    called_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    called_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)  # when it moves on by itself
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(300), default="")
    station: Mapped[FinalStation] = relationship()
    seats: Mapped[list[StageSeat]] = relationship(order_by="StageSeat.side", lazy="selectin")
    __table_args__ = (
        CheckConstraint("status in ('called', 'running', 'finished', 'annulled')", name="status"),
        Index("ix_stage_pks_due", "due_at", **where("due_at is not null")),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.status in (PkStatus.CALLED, PkStatus.RUNNING)


class StageSeat(Base):
    """A side of a PK on stage. In a practice there is no finalist, and `person_id` is whoever sat down.

    `open`: the one PK on stage that somebody has open now. `ready_at`: has said to be there. `lag_ms`, `seen_at` as in
    any live PK.
    """

    __tablename__ = "stage_seats"
    pk_id: Mapped[int] = mapped_column(ForeignKey("stage_pks.id"), primary_key=True)
    side: Mapped[int] = mapped_column(primary_key=True)
    finalist_id: Mapped[int | None] = mapped_column(ForeignKey("finalists.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    open: Mapped[bool] = mapped_column(default=True)
    ready_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    lag_ms: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(5))
    finalist: Mapped[Finalist | None] = relationship()
    __table_args__ = (
        CheckConstraint("side in (0, 1)", name="side"),
        CheckConstraint("outcome is null or outcome in ('won', 'lost', 'drawn')", name="outcome"),
        Index("ix_stage_seats_open", "person_id", unique=True, **where("open")),
    )  # fmt: skip


class SpotPaper(Base):
    """The paper of a station: the same questions for everybody of its post. `code`: stands in the room; who types it
    may begin. `closed_at`: everybody of the post is done; from now on its competitors see the right answers.
    """

    __tablename__ = "spot_papers"
    station_id: Mapped[int] = mapped_column(ForeignKey("final_stations.id"), primary_key=True)
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    version_ids: Mapped[list[int]] = mapped_column(JSON)  # question versions, in the order asked
    code: Mapped[str] = mapped_column(String(6))
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    station: Mapped[FinalStation] = relationship()


class SpotSitting(Base):
    """A competitor at the paper, from `begun_at` until `ended_at`, `due_at` at the latest. `right`: at its end.

    `reason`: why an organizer ended it without an answer, or gave time back.
    """

    __tablename__ = "spot_sittings"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("spot_papers.station_id"))
    finalist_id: Mapped[int] = mapped_column(ForeignKey("finalists.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    right: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    paper: Mapped[SpotPaper] = relationship()
    finalist: Mapped[Finalist] = relationship()
    answers: Mapped[list[SpotAnswer]] = relationship(order_by="SpotAnswer.index")
    __table_args__ = (
        UniqueConstraint("station_id", "finalist_id"),
        CheckConstraint('(ended_at is null) = ("right" is null)', name="ended"),
        Index("ix_spot_sittings_open", "due_at", **where("ended_at is null")),
    )  # fmt: skip


class SpotAnswer(Base):
    """The newest answer to a question of the paper, as `quizzes.rules.grading` keeps responses."""

    __tablename__ = "spot_answers"
    sitting_id: Mapped[int] = mapped_column(ForeignKey("spot_sittings.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
