"""Answers as a table to count from, figures of questions, questions that rest, and what learners flag."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.kit.partial import where
from app.people.models import Person
from app.questions.models import Question, QuestionVersion


class Place(StrEnum):
    """Where a question was answered. Reviews are not counted: whoever is reviewed has met the question before."""

    CLASS = "class"
    PK = "pk"


class ItemAnswer(Base):
    """An answer in a class's check (`source_id`: the check) or a PK (the duel), at a `slot` of it; read by a job.

    `first`: the person's first answer to this version in this place; the index allows one. `chosen`: the ids of the
    options, where there are some. `used_ms`: where the time is known.
    """

    __tablename__ = "item_answers"
    place: Mapped[str] = mapped_column(String(5), primary_key=True)
    source_id: Mapped[int] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    right: Mapped[bool]
    chosen: Mapped[str] = mapped_column(String(60))
    used_ms: Mapped[int | None]
    first: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        CheckConstraint("place in ('class', 'pk')", name="place"),
        Index("ix_item_answers_version", "question_version_id", "at"),
        Index("uq_item_answers_first", "person_id", "question_version_id", "place", unique=True, **where("first")),
    )  # fmt: skip


class ItemMark(Base):
    """Up to which moment the answers of a place have been read."""

    __tablename__ = "item_marks"
    place: Mapped[str] = mapped_column(String(5), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class ItemStatistics(Base):
    """The figures of a version in a place. `stale`: answers have come since it was counted.

    Counted every few minutes: `people` and `right` of the first answers, `options` (how many chose each), the times in
    ms, `asked` (all answers) and `last_asked_at`. Reckoned at night, for all the others are needed for it: the
    discrimination of `reckoned_people`, `groups` (people, right) from the weakest fifth to the strongest, `strengths`
    of those who chose an option, the difficulty in logits. What trainers sort by stands in columns of its own.
    """

    __tablename__ = "item_statistics"
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(5), primary_key=True)
    stale: Mapped[bool] = mapped_column(default=True)
    people: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column(default=0)
    facility: Mapped[float | None]
    options: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    unused: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    last_asked_at: Mapped[datetime | None] = mapped_column(Instant)
    timed: Mapped[int] = mapped_column(default=0)
    first_quarter_ms: Mapped[int | None]
    median_ms: Mapped[int | None]
    third_quarter_ms: Mapped[int | None]
    log_mean: Mapped[float | None]
    log_spread: Mapped[float | None]
    reckoned_people: Mapped[int] = mapped_column(default=0)
    discrimination: Mapped[float | None]
    groups: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    strengths: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    difficulty: Mapped[float | None]
    difficulty_error: Mapped[float | None]
    reckoned_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[QuestionVersion] = relationship()
    __table_args__ = (
        CheckConstraint("place in ('class', 'pk')", name="place"),
        Index("ix_item_statistics_stale", "stale", **where("stale")),
    )


class ItemUse(Base):
    """How often a question was asked in the time of a stage of a season."""

    __tablename__ = "item_uses"
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    asked: Mapped[int]


class Decision(StrEnum):
    """What a trainer made of a question that rested."""

    RELEASED = "released"
    REVISED = "revised"
    RETIRED = "retired"


class Quarantine(Base):
    """A version that rests, or rested, and why: `people` and `discrimination` when it began, in `place`.

    At most one is open for a version. Released, it comes back only on much more evidence.
    """

    __tablename__ = "quarantines"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    place: Mapped[str] = mapped_column(String(5))
    people: Mapped[int]
    discrimination: Mapped[float]
    began_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[Person | None] = relationship()
    question: Mapped[Question] = relationship()
    __table_args__ = (
        CheckConstraint("decision is null or decision in ('released', 'revised', 'retired')", name="decision"),
        CheckConstraint("(decision is null) = (decided_at is null)", name="decided"),
        Index("uq_quarantines_open", "question_version_id", unique=True, **where("decision is null")),
    )  # fmt: skip


class FlagReason(StrEnum):
    """What a learner says is wrong with a question."""

    WRONG_KEY = "wrong-key"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    TYPO = "typo"
    PICTURE = "picture"  # or the translation


class Outcome(StrEnum):
    """What became of a flag."""

    MENDED = "mended"
    STAYS = "stays"
    WITHDRAWN = "withdrawn"


class QuestionFlag(Base):
    """A learner says that a version they have answered is wrong. One is open at most for a person and version.

    `answer`: what a trainer said to it, in one language or both; `mended_number`: of the version that mended it.
    """

    __tablename__ = "question_flags"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"))
    reason: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    mended_number: Mapped[int | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    version: Mapped[QuestionVersion] = relationship()
    __table_args__ = (
        CheckConstraint("reason in ('wrong-key', 'unclear', 'outdated', 'typo', 'picture')", name="reason"),
        CheckConstraint("outcome is null or outcome in ('mended', 'stays', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome is null) = (answered_at is null)", name="answered"),
        CheckConstraint("(mended_number is not null) = (coalesce(outcome, '') = 'mended')", name="mended"),
        Index("uq_question_flags_open", "person_id", "question_version_id", unique=True, **where("outcome is null")),
    )  # fmt: skip
