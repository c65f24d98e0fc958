"""Sections, micro-classes, checks (a sitting of a class's questions), and mastery kept per person and question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.kit.partial import where

micro_class_posts = Table(
    "micro_class_posts",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("micro_class_id", ForeignKey("micro_classes.id"), primary_key=True),
)

requirements = Table(
    "requirements",
    Base.metadata,
    Column("micro_class_id", ForeignKey("micro_classes.id"), primary_key=True),
    Column("requires_id", ForeignKey("micro_classes.id"), primary_key=True),
)


class Section(Base):
    """A part of the curriculum. `in_studio`: it was written or changed in the studio; the files leave it as it is."""

    __tablename__ = "sections"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    number: Mapped[int]
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    summary: Mapped[dict[str, str]] = mapped_column(JSON)
    in_studio: Mapped[bool] = mapped_column(default=False)


class MicroClass(Base):
    """A micro-class, by its stable key. `current_id` is the version shown now; None: retired, or not published yet.

    `in_studio`: it was published in the studio, so the curriculum's files neither change nor retire it. `expires_at`:
    when it is retired by itself.
    """

    __tablename__ = "micro_classes"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"), index=True)
    position: Mapped[int]
    in_studio: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("micro_class_versions.id", use_alter=True))
    section: Mapped[Section] = relationship()
    current: Mapped[MicroClassVersion | None] = relationship(foreign_keys=[current_id], post_update=True)


class MicroClassVersion(Base):
    __tablename__ = "micro_class_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    micro_class_id: Mapped[int] = mapped_column(ForeignKey("micro_classes.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (UniqueConstraint("micro_class_id", "number"),)


class MicroClassQuestion(Base):
    """Which questions check a class, in order."""

    __tablename__ = "micro_class_questions"
    micro_class_id: Mapped[int] = mapped_column(ForeignKey("micro_classes.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    position: Mapped[int]


class Check(Base):
    """One sitting of a class's questions by one person. At most one is open for a person and class."""

    __tablename__ = "checks"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    micro_class_id: Mapped[int] = mapped_column(ForeignKey("micro_classes.id"))
    seed: Mapped[int] = mapped_column(BigInteger)  # nobody may find it by trying
    version_ids: Mapped[list[int]] = mapped_column(JSON)  # question versions, in the order asked
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[list[Attempt]] = relationship(order_by="Attempt.position", back_populates="check")
    __table_args__ = (
        Index("ix_checks_person_id_micro_class_id", "person_id", "micro_class_id"),
        Index("uq_checks_open", "person_id", "micro_class_id", unique=True, **where("finished_at is null")),
    )  # fmt: skip


class Attempt(Base):
    """An answer given in a check: once for each question of it, whatever the browser sends."""

    __tablename__ = "attempts"
    check_id: Mapped[int] = mapped_column(ForeignKey("checks.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), index=True)
    response: Mapped[Any] = mapped_column(JSON)
    correct: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    check: Mapped[Check] = relationship(back_populates="attempts")
    __table_args__ = (Index("ix_attempts_at", "at", "check_id", "position"),)


class CaseRun(Base):
    """A service case that a person plays or has played. At most one is open for person and version: whichever check or
    review asks the case goes on with it, and what was decided stays decided.
    """

    __tablename__ = "case_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    __table_args__ = (
        Index("uq_case_runs_open", "person_id", "question_version_id", unique=True, **where("ended_at is null")),
    )  # fmt: skip


class CaseStep(Base):
    """A decision taken in a case: once for each step, whatever the browser sends."""

    __tablename__ = "case_steps"
    run_id: Mapped[int] = mapped_column(ForeignKey("case_runs.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    decision: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(Instant)


class Mastery(Base):
    """How well a person knows a question: level 0 to 3, and the best level ever reached (paid once)."""

    __tablename__ = "masteries"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    level: Mapped[int] = mapped_column(default=0)
    best: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    day: Mapped[int | None]  # ordinal of the day of the last step up, in the season's time zone
    __table_args__ = (CheckConstraint("level between 0 and best and best <= 3", name="level"),)


class Memory(Base):
    """How well a person remembers a question, and the day it is due for review (quizzes/rules/spacing.py).

    The last answer is kept with it, so that a review can say why it asks: whether it was right, on which day (ordinals,
    in the service's time zone) and where (check, review or pk).
    """

    __tablename__ = "memories"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    stability: Mapped[float]
    difficulty: Mapped[float]
    due: Mapped[int]
    day: Mapped[int]
    right: Mapped[bool]
    place: Mapped[str] = mapped_column(String(6))
    __table_args__ = (
        Index("ix_memories_person_id_due", "person_id", "due"),
        CheckConstraint("place in ('check', 'review', 'pk')", name="place"),
    )


class Progress(Base):
    """How far a person is with a class."""

    __tablename__ = "progresses"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    micro_class_id: Mapped[int] = mapped_column(ForeignKey("micro_classes.id"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)


class CurriculumImport(Base):
    """An import of the curriculum's files; by the `fingerprint` of them all a second start need not read them."""

    __tablename__ = "curriculum_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
