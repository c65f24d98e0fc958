"""The weeks of the leagues, their groups and who is in them; the gear of each person, and who stays out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant


class LeagueWeek(Base):
    """A week whose groups were made, by whoever made the row; `closed_at`: when its results were written."""

    __tablename__ = "league_weeks"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class LeagueGroup(Base):
    """About thirty people of a family of posts who are in the same gear this week."""

    __tablename__ = "league_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int]
    week: Mapped[int]
    family: Mapped[str] = mapped_column(String(20))
    tier: Mapped[int]
    number: Mapped[int]  # from 1, within family and tier
    __table_args__ = (
        ForeignKeyConstraint(["season_id", "week"], ["league_weeks.season_id", "league_weeks.week"]),
        UniqueConstraint("season_id", "week", "family", "tier", "number"),
        CheckConstraint("tier between 1 and 5", name="tier"),
    )


class LeagueMember(Base):
    """Somebody in a group: one a week. The points of a week that is running are its standings; closed, they stand here.

    `late`: came in during the week, and so cannot shift down. `place` is empty where there were no points.
    """

    __tablename__ = "league_members"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("league_groups.id"))
    late: Mapped[bool] = mapped_column(default=False)
    points: Mapped[int | None]
    mastered: Mapped[int | None]
    place: Mapped[int | None]
    moved: Mapped[str | None] = mapped_column(String(8))
    __table_args__ = (
        CheckConstraint("moved in ('up', 'stayed', 'down', 'rested', 'out')", name="moved"),
        CheckConstraint("place is null or (place > 0 and moved in ('up', 'stayed', 'down'))", name="place"),
        Index("ix_league_members_group_id", "group_id"),
    )


class LeaguePlayer(Base):
    """The gear of a person in a season, the best one so far, and the last week with points (or excused)."""

    __tablename__ = "league_players"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    tier: Mapped[int] = mapped_column(default=1)
    best: Mapped[int] = mapped_column(default=1)
    active_week: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint("1 <= tier and tier <= best and best <= 5", name="tier"),)


class LeagueOptOut(Base):
    """A person who does not want to take part, in any season. The gear is kept."""

    __tablename__ = "league_opt_outs"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
