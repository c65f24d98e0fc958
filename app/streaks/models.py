"""What a streak takes into account besides the days done. Days are ordinals of the season's calendar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant


class RestPattern(Base):
    """From a day on, these weekdays are a person's rest days (bits, Monday is 1). Never changed backwards."""

    __tablename__ = "rest_patterns"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    from_day: Mapped[int] = mapped_column(primary_key=True)
    weekdays: Mapped[int]
    __table_args__ = (CheckConstraint("weekdays between 0 and 127", name="weekdays"),)


class RestDay(Base):
    """A single day of rest of a person, entered ahead: for shifts that change from week to week."""

    __tablename__ = "rest_days"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)


class Leave(Base):
    """Days on which a person is away, entered before they begin; or a holiday of a dealer whom the person has left."""

    __tablename__ = "leaves"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    first_day: Mapped[int]
    last_day: Mapped[int]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)


class Holiday(Base):
    """Days on which a dealer is closed; without a dealer: days that ask nothing of anybody."""

    __tablename__ = "holidays"
    id: Mapped[int] = mapped_column(primary_key=True)
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    first_day: Mapped[int]
    last_day: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)


class Outage(Base):
    """Days on which the service was down for everybody: they ask nothing, also long afterwards."""

    __tablename__ = "outages"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[int]
    last_day: Mapped[int]
    why: Mapped[str] = mapped_column(String(120))
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"), Index("ix_outages_last_day", "last_day"))
