"""Counts kept by a job that reads each entry of the ledger once: no page ever adds up answers."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base


class What(StrEnum):
    """What is counted. PKs are counted by seat: two people who play each other are two."""

    ACTIVE = "active"  # people who got an entry on the day
    SIGN_INS = "sign-ins"
    DAY_SETS = "day-sets"
    CLASSES = "classes"
    MASTERED = "mastered"
    PK_LIVE = "pk-live"
    PK_CHALLENGE = "pk-challenge"
    PK_MACHINE = "pk-machine"
    PK_GHOST = "pk-ghost"


WHOLE = 0  # in the place of a week: all weeks of the season together


class DayFigure(Base):
    """How often it happened on a day among the people of a post in a region, as they belonged when it was counted."""

    __tablename__ = "day_figures"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    count: Mapped[int]


class GroupFigure(Base):
    """How often it happened in a week of the season in a dealer, a section, or a decade of birth (0: not known).

    The sum over all weeks stands beside them as week 0, so that no page adds up a season's weeks.
    """

    __tablename__ = "group_figures"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(8), primary_key=True)  # dealer, decade, section
    week: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class CountedDay(Base):
    """Which entries of a day were counted: none after `last_entry_id` yet."""

    __tablename__ = "counted_days"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True)
    first_entry_id: Mapped[int]
    last_entry_id: Mapped[int]
    __table_args__ = (Index("ix_counted_days_last_entry_id", "last_entry_id"),)
