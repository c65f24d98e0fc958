"""Milestones: what lets a large board tell a place without counting through all that stands before it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant


class Milestone(Base):
    """Which standing had this position on a large board when the board was last walked (app/leaderboards/walking.py).

    `board` is the name of the board. `position` counts through equals. The person only says where among equals it
    stands, and may have moved on since.
    """

    __tablename__ = "milestones"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    board: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    points: Mapped[int]
    mastered: Mapped[int]
    person_id: Mapped[int]
    walked_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        Index("ix_milestones_place", "season_id", "period", "board", "points", "mastered", "person_id", "position"),
    )
