"""Daily sets as they are kept: a row for person, season and day, and the answers of its review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.lessons.models import MicroClass


class DaySet(Base):
    """What a day asks of a person, and which parts of it are done. `done_at`: when all of it was.

    `day` is the ordinal of the day it counts for, in the season's time zone; `worked_on` of the day on which it is
    worked on: the same day, or, for a missed day that is made up, a later one. A set asks a class where
    `micro_class_id` names one, a review of `version_ids` (question versions, in the order asked; `whys` says of each
    why it is asked), and always a PK.
    """

    __tablename__ = "day_sets"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"))
    day: Mapped[int]
    worked_on: Mapped[int]
    made_up: Mapped[bool] = mapped_column(default=False)
    micro_class_id: Mapped[int | None] = mapped_column(ForeignKey("micro_classes.id"))
    version_ids: Mapped[list[int]] = mapped_column(JSON)
    whys: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    minutes: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    class_done_at: Mapped[datetime | None] = mapped_column(Instant)
    review_done_at: Mapped[datetime | None] = mapped_column(Instant)
    pk_done_at: Mapped[datetime | None] = mapped_column(Instant)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    answers: Mapped[list[ReviewAnswer]] = relationship(order_by="ReviewAnswer.position")
    micro_class: Mapped[MicroClass | None] = relationship()
    __table_args__ = (
        UniqueConstraint("person_id", "season_id", "day"),
        Index("ix_day_sets_season_id_day", "season_id", "day"),
        CheckConstraint("made_up or worked_on = day", name="worked_on"),
        CheckConstraint("worked_on >= day", name="later"),
    )


class ReviewAnswer(Base):
    """An answer given in a set's review: once for each question of it, whatever the browser sends.

    `practice`: it was given without a line and sent later. It moves no mastery and pays nothing.
    """

    __tablename__ = "review_answers"
    day_set_id: Mapped[int] = mapped_column(ForeignKey("day_sets.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), index=True)
    response: Mapped[Any] = mapped_column(JSON)
    correct: Mapped[bool]
    practice: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Instant)
