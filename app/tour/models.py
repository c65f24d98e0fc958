"""Journeys: how far everybody is on the road of a season."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant


class Journey(Base):
    """A person's way in a season. It only grows.

    `shares` holds by section key how much of the section is mastered, in millionths; `metres` is what follows from it
    for the legs that are unlocked; `stops` counts the stops that were reached (Beijing, the start, is none), `greeted`
    those whose arrival was shown. `card` says whether the person agreed to a share picture, with or without the name.
    """

    __tablename__ = "journeys"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    shares: Mapped[dict[str, int]] = mapped_column(JSON)
    metres: Mapped[int]
    stops: Mapped[int]
    greeted: Mapped[int]
    card: Mapped[str | None] = mapped_column(String(9))
    moved_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        Index("ix_journeys_field", "season_id", "metres", "person_id"),
        CheckConstraint("metres >= 0 and stops >= greeted and greeted >= 0", name="way"),
        CheckConstraint("card in ('named', 'anonymous')", name="card"),
    )


class LegRelease(Base):
    """A leg whose opening day has come and whose waiting kilometres were released for everybody."""

    __tablename__ = "leg_releases"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    section: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
