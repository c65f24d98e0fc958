"""The weeks of the dealers, who is paired with whom, what colleagues can be cheered for, and the kudos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.people.models import Dealer


class TeamWeek(Base):
    """A week of a season. `share` and `mastered` say what the field did in the week before: the measure of this one.

    They stay as they are all week, so that nobody loses by what others do. A closed week is counted no more.
    """

    __tablename__ = "team_weeks"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[float]  # of the people of all dealers who took part
    mastered: Mapped[float]  # questions newly mastered, for each who took part
    counted_at: Mapped[datetime | None] = mapped_column(Instant)
    paired_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("share > 0 and share <= 1 and mastered > 0", name="measure"),)


class DealerWeek(Base):
    """How far a dealer is in a week, counted every few minutes (quizzes/rules/teams.py). `pair`: its pair's number.

    `people` are active, `taking_part` of them mastered something or completed a day's set; `mastered` counts at most
    so many questions of a person. `score` is in tenths of a point. `stars` were reached in the week and stay.
    """

    __tablename__ = "dealer_weeks"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)
    taking_part: Mapped[int] = mapped_column(default=0)
    mastered: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    stars: Mapped[int] = mapped_column(default=0)
    rank: Mapped[int | None]  # None: too few people for a goal
    pair: Mapped[int | None]
    dealer: Mapped[Dealer] = relationship(lazy="joined", innerjoin=True)
    __table_args__ = (
        CheckConstraint("0 <= taking_part and taking_part <= people", name="taking_part"),
        CheckConstraint("stars between 0 and 3", name="stars"),
        Index("ix_dealer_weeks_pair", "season_id", "week", "pair"),
    )


class UnpairedDealer(Base):
    """A dealer that does not want to be paired."""

    __tablename__ = "unpaired_dealers"
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), primary_key=True)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class TeamRecord(Base):
    """In how many closed weeks of a season a person took part, and in how many of them the dealer reached its goal."""

    __tablename__ = "team_records"
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    weeks: Mapped[int]
    goals: Mapped[int]
    __table_args__ = (CheckConstraint("0 <= goals and goals <= weeks", name="goals"),)


class Moment(Base):
    """The newest thing of a kind that a person can be cheered for. `key` says which one."""

    __tablename__ = "moments"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("kind in ('day', 'badge', 'stop', 'class')", name="kind"),)


class Kudos(Base):
    """A cheer: one of a few, once for the same thing. Nothing is paid for it."""

    __tablename__ = "kudos"
    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    from_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    to_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    for_what: Mapped[str] = mapped_column(String(70))
    cheer: Mapped[str] = mapped_column(String(8))
    day: Mapped[int]  # ordinal of the season's calendar day
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        UniqueConstraint("from_person_id", "to_person_id", "for_what"),
        Index("ix_kudos_given", "from_person_id", "season_id", "day"),
        Index("ix_kudos_received", "to_person_id", "season_id"),
        CheckConstraint("from_person_id <> to_person_id", name="other"),
        CheckConstraint("cheer in ('bravo', 'thanks', 'go-on')", name="cheer"),
    )
