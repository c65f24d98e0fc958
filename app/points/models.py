"""Entries (append-only), and what is kept by increment beside them: standings and the day's PKs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Index, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.kit.database import Base, Stamp
from app.kit.words import Word
from quizzes.rules import pointcodes

SEASON = 0  # the period of a standing that is the whole season


class Reason(StrEnum):
    """What an entry is for; its source is the question, the class, the duel or the day's set."""

    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"
    LEVEL_3 = "level-3"
    CLASS = "class"
    PK = "pk"
    DAY = "day"
    CORRECTION = "correction"  # of a day's PKs, when some count no more or count again; its source counts them
    REGRADING = "regrading"  # of a level, when a question was found wrong; its source counts them, too


class Codes(TypeDecorator[list[str]]):
    """A list of codes, in and out; kept as quizzes/rules/pointcodes.py has them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else pointcodes.packed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else pointcodes.unpacked(value)


REASONS = Word(
    (
        (Reason.LEVEL_1, 1), (Reason.LEVEL_2, 2), (Reason.LEVEL_3, 3), (Reason.CLASS, 4), (Reason.PK, 5),
        (Reason.DAY, 6), (Reason.CORRECTION, 7), (Reason.REGRADING, 8),
    )
)  # fmt: skip


class Entry(Base):
    """One line of the ledger. Never changed, never deleted; a correction is another entry.

    `reason` and `source_id` say what it was for (the question, the class, the duel, the day's set) and make it unique,
    so that nothing is paid twice. `mastered` is 1 where a question was newly mastered. `detail` holds the codes that
    explain the amount. Columns of one width stand together: PostgreSQL would fill the gaps.
    """

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Stamp)
    source_id: Mapped[int]
    day: Mapped[int]  # ordinal of the season's calendar day
    points: Mapped[int]
    season_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("seasons.id"))
    reason: Mapped[str] = mapped_column(REASONS)
    mastered: Mapped[int] = mapped_column(SmallInteger, default=0)
    detail: Mapped[list[str]] = mapped_column(Codes)
    __table_args__ = (
        UniqueConstraint("source_id", "reason", "person_id", "season_id"),  # in this order a new PK comes last
        Index("ix_entries_mine", "person_id", "day"),  # newest first
        CheckConstraint("points >= 0 or reason in (7, 8)", name="points"),
    )


class Standing(Base):
    """The sum of a person's entries in a period: the season (0) or one of its weeks (1, 2, …).

    Post, region and dealer are where the person belongs now: points stay with the person. Each board has its index, in
    the order of its ranking.
    """

    __tablename__ = "standings"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    points: Mapped[int]
    mastered: Mapped[int]
    __table_args__ = (
        Index("ix_standings_nation", "season_id", "period", "points", "mastered", "person_id"),
        Index("ix_standings_post", "season_id", "period", "post_id", "points", "mastered", "person_id"),
        Index("ix_standings_region", "season_id", "period", "region_id", "points", "mastered", "person_id"),
        Index(
            "ix_standings_post_region", "season_id", "period", "post_id", "region_id", "points", "mastered", "person_id"
        ),
        Index("ix_standings_dealer", "season_id", "period", "dealer_id", "points", "mastered", "person_id"),
    )


class PkDay(Base):
    """How many PKs of a day count for a person, and the points they paid: what the daily cap looks at."""

    __tablename__ = "pk_days"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    finished: Mapped[int]
    points: Mapped[int]
