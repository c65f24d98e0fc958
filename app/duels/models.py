"""A duel as it is kept: one compact row for its state, one for each seat."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.duels.keeping import PkState
from app.kit.database import Base, Instant, Stamp


class Status(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"  # a challenge whose other side has yet to play
    FINISHED = "finished"
    EXPIRED = "expired"  # a challenge that nobody took in time: counts for nobody


class Kind(StrEnum):
    MACHINE = "machine"
    LIVE = "live"
    CHALLENGE = "challenge"
    GHOST = "ghost"


class Duel(Base):
    """`state` is the state of quizzes/rules/duel.py as a small dict; `version` guards every change to it.

    A wish for a rematch is a change of the PK, though not of `state`: `version` counts it, too.

    In a challenge `state` is the play of whoever's turn it is; the second player meets the first one's answers there.
    """

    __tablename__ = "duels"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    friendly: Mapped[bool] = mapped_column(default=False)  # moves neither points nor rating
    rated: Mapped[bool] = mapped_column(default=True)  # False: its people are of different families of posts
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))  # of the first seat; both are asked its questions
    level: Mapped[int | None]  # of the machine, 1 to 5
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    version_ids: Mapped[list[int]] = mapped_column(JSON)  # question versions, in the order asked
    state: Mapped[dict[str, Any]] = mapped_column(PkState)
    version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Stamp)
    touched_at: Mapped[datetime] = mapped_column(Stamp)  # the last thing a person did: what the sweeper looks at
    due_at: Mapped[datetime | None] = mapped_column(Stamp)  # when a live PK moves on, or a challenge expires
    finished_at: Mapped[datetime | None] = mapped_column(Stamp)
    reminded_at: Mapped[datetime | None] = mapped_column(Stamp)
    voided_at: Mapped[datetime | None] = mapped_column(Stamp)  # counts no more: one of its people was disqualified
    regraded_at: Mapped[datetime | None] = mapped_column(Stamp)  # a question of it was found wrong
    rematch_of_id: Mapped[int | None] = mapped_column(ForeignKey("duels.id"))
    recorded_id: Mapped[int | None] = mapped_column(ForeignKey("duels.id"))  # the PK that a ghost plays again
    seats: Mapped[list[DuelSeat]] = relationship(order_by="DuelSeat.side", lazy="joined")
    __table_args__ = (
        CheckConstraint("kind in ('machine', 'live', 'challenge', 'ghost')", name="kind"),
        CheckConstraint("status in ('running', 'waiting', 'finished', 'expired')", name="status"),
        CheckConstraint("(kind = 'machine') = (level is not null)", name="level"),
        Index(
            "ix_duels_running", "touched_at",
            sqlite_where=text("status = 'running'"), postgresql_where=text("status = 'running'"),
        ),
        Index(
            "ix_duels_finished", "finished_at",
            sqlite_where=text("status = 'finished'"), postgresql_where=text("status = 'finished'"),
        ),
        Index(
            "ix_duels_rematch_of_id", "rematch_of_id", unique=True,
            sqlite_where=text("rematch_of_id is not null"), postgresql_where=text("rematch_of_id is not null"),
        ),
        Index(
            "ix_duels_due", "due_at",
            sqlite_where=text("due_at is not null"), postgresql_where=text("due_at is not null"),
        ),
    )  # fmt: skip


class DuelSeat(Base):
    """A side of a duel. `person_id` is None for a machine, a ghost, and an open challenge that nobody took yet.

    Outcome and score stand when the duel is over. `playing`: this is the one PK that the person has open now.
    `lag_ms`: the shortest way there and back that the server measured. `seen_at`: the last sign of life.
    """

    __tablename__ = "duel_seats"
    duel_id: Mapped[int] = mapped_column(ForeignKey("duels.id"), primary_key=True)
    side: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ghost_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))  # whose recorded PK plays here
    playing: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(5))
    score: Mapped[int | None]
    lag_ms: Mapped[int | None]
    seen_at: Mapped[datetime | None] = mapped_column(Stamp)
    device: Mapped[str | None] = mapped_column(String(16))  # a short hash: the fairness lab compares it
    wants_rematch: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        CheckConstraint("side in (0, 1)", name="side"),
        CheckConstraint("person_id is null or ghost_of_id is null", name="ghost"),
        CheckConstraint("outcome is null or outcome in ('won', 'lost', 'drawn')", name="outcome"),
        Index(
            "ix_duel_seats_person_id_duel_id", "person_id", "duel_id",
            sqlite_where=text("person_id is not null"), postgresql_where=text("person_id is not null"),
        ),
        Index(
            "ix_duel_seats_playing", "person_id", unique=True,
            sqlite_where=text("playing"), postgresql_where=text("playing"),
        ),
        {"sqlite_with_rowid": False},  # else its key would stand in it twice
    )  # fmt: skip


class Ticket(Base):
    """A person who looks for an opponent now. `seen_at`: the last sign of life; who gives none is not paired."""

    __tablename__ = "duel_tickets"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    rating: Mapped[float]
    friendly: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Avoidance(Base):
    """Somebody who asked not to meet somebody else. It holds for both."""

    __tablename__ = "duel_avoidances"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("person_id <> other_id", name="other"),)


class Invitation(Base):
    """An offer to play a live PK now: to one colleague, or to whoever opens its link first."""

    __tablename__ = "duel_invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    friendly: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)  # the last sign of life of who invites
    duel_id: Mapped[int | None] = mapped_column(ForeignKey("duels.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)  # taken, taken back or declined
    __table_args__ = (CheckConstraint("to_person_id is null or to_person_id <> person_id", name="other"),)


class Rating(Base):
    """How strong a person plays among the posts of a family (quizzes/rules/rating.py)."""

    __tablename__ = "ratings"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    family: Mapped[str] = mapped_column(String(20), primary_key=True)
    mu: Mapped[float]
    sigma: Mapped[float]
    games: Mapped[int]


class RatingChange(Base):
    """What a PK made of a rating. In the order of their ids they say how each rating came about."""

    __tablename__ = "rating_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    duel_id: Mapped[int] = mapped_column(ForeignKey("duels.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    family: Mapped[str] = mapped_column(String(20))
    mu: Mapped[float]
    sigma: Mapped[float]
    games: Mapped[int]
    shown_change: Mapped[int]
    __table_args__ = (UniqueConstraint("duel_id", "person_id"),)
