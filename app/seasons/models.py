"""A season as data, and its stages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.kit.partial import where
from quizzes.rules.seasonplan import LANGUAGES, Status


class Season(Base):
    """From the first to the last day (both included) in its time zone; `rules` holds its points rules.

    `audience` names codes of posts, regions and brands; where it names none of a kind, everybody of that kind takes
    part. `legs`: in road order {section, until, opens_on}; without any, the route's own hold. `languages`: those
    that its name and its stages' names must be written in before it is announced.
    """

    __tablename__ = "seasons"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    first_day: Mapped[date]
    last_day: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(40))
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10), default=Status.DRAFT.value)
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(LANGUAGES))
    audience: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    legs: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("seasons.id"))
    stages: Mapped[list[Stage]] = relationship(
        back_populates="season", order_by="Stage.position", cascade="all, delete-orphan"
    )
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("status in ('draft', 'announced', 'running', 'frozen', 'closed')", name="status"),
        Index(
            "uq_seasons_running",
            "status",
            unique=True,
            **where("status = 'running'"),
        ),
    )

    @property
    def names(self) -> dict[str, str]:
        """For readers of either language: who finds no name in theirs reads the other's."""
        return {"en": self.name_en or self.name_zh, "zh": self.name_zh or self.name_en}


class Stage(Base):
    """A part of a season: from one moment until another. `opened_at`, `closed_at`: when that was stated as a fact."""

    __tablename__ = "stages"
    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    season: Mapped[Season] = relationship(back_populates="stages")
    __table_args__ = (
        UniqueConstraint("season_id", "position"),
        CheckConstraint("opens_at < closes_at", name="times"),
        CheckConstraint("kind in ('online-tour', 'regional-round', 'national-final')", name="kind"),
    )

    @property
    def names(self) -> dict[str, str]:
        """For readers of either language: who finds no name in theirs reads the other's."""
        return {"en": self.name_en or self.name_zh, "zh": self.name_zh or self.name_en}
