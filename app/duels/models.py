"""A duel as it is kept: one compact row for all of it. Three millions of them are most of a season's database."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from app.duels.keeping import Hex, Numbers, PkState
from app.duels.seating import Seat
from app.kit.database import Base, Instant, Stamp
from app.kit.partial import BY_RANGES, where
from app.kit.words import Word


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


KINDS = Word(((Kind.MACHINE, 1), (Kind.LIVE, 2), (Kind.CHALLENGE, 3), (Kind.GHOST, 4)))
STATUSES = Word(((Status.RUNNING, 1), (Status.WAITING, 2), (Status.FINISHED, 3), (Status.EXPIRED, 4)))
OUTCOMES = Word((("lost", -1), ("drawn", 0), ("won", 1)))  # the other side's is the negative


class Duel(Base):
    """A PK in one row: what it is, its state, and its two sides.

    `state` is the state of quizzes/rules/duel.py as a small dict; `version` guards every change to it. A wish for a
    rematch is a change of the PK, though not of `state`: `version` counts it, too. In a challenge `state` is the play
    of whoever's turn it is; the second player meets the first one's answers there.

    The first side is a person's. The second one has no person where a machine or a ghost sits, and while nobody has
    taken an open challenge. `outcome` (of the first side: the second one's is its mirror) and scores stand when the PK
    is over. What it made of a person's rating stands beside them, in a PK that moved ratings: `games` counts those of
    the person in this family of posts, this one among them.

    Columns of one width stand together: PostgreSQL would fill the gaps.
    """

    __tablename__ = "duels"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))  # of the first seat; both are asked its questions
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    started_at: Mapped[datetime] = mapped_column(Stamp)
    touched_at: Mapped[datetime | None] = mapped_column(Stamp)  # while it runs: the last deed, for the sweeper
    finished_at: Mapped[datetime | None] = mapped_column(Stamp)
    due_at: Mapped[datetime | None] = mapped_column(Stamp)  # when a live PK moves on, or a challenge expires
    reminded_at: Mapped[datetime | None] = mapped_column(Stamp)
    voided_at: Mapped[datetime | None] = mapped_column(Stamp)  # counts no more: one of its people was disqualified
    regraded_at: Mapped[datetime | None] = mapped_column(Stamp)  # a question of it was found wrong
    first_seen_at: Mapped[datetime | None] = mapped_column(Stamp)  # the last sign of life, where both are there at once
    second_seen_at: Mapped[datetime | None] = mapped_column(Stamp)
    first_mu: Mapped[float | None]
    first_sigma: Mapped[float | None]
    second_mu: Mapped[float | None]
    second_sigma: Mapped[float | None]
    first_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    second_person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    ghost_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))  # whose recorded PK the second side plays
    rematch_of_id: Mapped[int | None] = mapped_column(ForeignKey("duels.id"))
    recorded_id: Mapped[int | None] = mapped_column(ForeignKey("duels.id"))  # the PK that a ghost plays again
    first_games: Mapped[int | None]
    second_games: Mapped[int | None]
    kind: Mapped[str] = mapped_column(KINDS)
    status: Mapped[str] = mapped_column(STATUSES)
    level: Mapped[int | None] = mapped_column(SmallInteger)  # of the machine, 1 to 5
    outcome: Mapped[str | None] = mapped_column(OUTCOMES)
    first_score: Mapped[int | None] = mapped_column(SmallInteger)
    second_score: Mapped[int | None] = mapped_column(SmallInteger)
    first_change: Mapped[int | None] = mapped_column(SmallInteger)  # of the rating that is shown
    second_change: Mapped[int | None] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(SmallInteger, default=0)
    first_lag_ms: Mapped[int | None] = mapped_column(SmallInteger)  # the shortest way there and back that we measured
    second_lag_ms: Mapped[int | None] = mapped_column(SmallInteger)
    friendly: Mapped[bool] = mapped_column(default=False)  # moves neither points nor rating
    rated: Mapped[bool] = mapped_column(default=True)  # False: its people are of different families of posts
    first_wants_rematch: Mapped[bool | None]  # None: does not; so it takes no room
    second_wants_rematch: Mapped[bool | None]
    first_device: Mapped[str | None] = mapped_column(Hex)  # a short hash: the fairness lab compares it
    second_device: Mapped[str | None] = mapped_column(Hex)
    version_ids: Mapped[list[int]] = mapped_column(Numbers)  # question versions, in the order asked
    state: Mapped[dict[str, Any]] = mapped_column(PkState)
    __table_args__ = (
        CheckConstraint("kind between 1 and 4", name="kind"),
        CheckConstraint("status between 1 and 4", name="status"),
        CheckConstraint("outcome between -1 and 1", name="outcome"),
        CheckConstraint("(kind = 1) = (level is not null)", name="level"),
        CheckConstraint("second_person_id is null or ghost_of_id is null", name="ghost"),
        Index("ix_duels_first", "first_person_id", "id"),
        Index("ix_duels_second", "second_person_id", "id", **where("second_person_id is not null")),
        Index("ix_duels_running", "touched_at", **where(f"status = {STATUSES.number(Status.RUNNING)}")),
        Index(
            "ix_duels_finished", "finished_at", **BY_RANGES,  # a byte a hundred PKs
            **where(f"status = {STATUSES.number(Status.FINISHED)}"),
        ),
        Index("ix_duels_rematch_of_id", "rematch_of_id", unique=True, **where("rematch_of_id is not null")),
        Index("ix_duels_due", "due_at", **where("due_at is not null")),
    )  # fmt: skip

    @property
    def seats(self) -> tuple[Seat, Seat]:
        """Both sides. What is set there is set here."""
        return Seat(self, 0), Seat(self, 1)


# In the very words of the indexes: else SQLite does not take them.
RUNNING, FINISHED = (
    Duel.status == literal_column(str(STATUSES.number(one))) for one in (Status.RUNNING, Status.FINISHED)
)


class OpenPk(Base):
    """The one PK that a person has open now; gone when it is over."""

    __tablename__ = "open_pks"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    duel_id: Mapped[int] = mapped_column(ForeignKey("duels.id"), index=True)


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
