"""Who has which badge, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant

FOR_EVER = 0  # the period of a badge that does not belong to a season


class BadgeAward(Base):
    """A badge of a person, once in its period: a season (its id), or for ever (0).

    `withdrawn_at`: what it rested on counts no more, because a PK was voided; it comes back when the PK does.
    """

    __tablename__ = "badge_awards"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    badge: Mapped[str] = mapped_column(String(40))
    period: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (UniqueConstraint("person_id", "badge", "period"),)
