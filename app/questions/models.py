"""Questions and their versions. A version never changes once it is stored: answers point at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    and_,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant

question_posts = Table(
    "question_posts",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("question_id", ForeignKey("questions.id"), primary_key=True),
)


class Question(Base):
    """A question, by its stable key. `current_id` is the version that is asked now; None: not asked any more.

    `in_studio`: it was published in the studio, so the curriculum's files neither change nor retire it. `expires_at`:
    when it is retired by itself.
    `quarantined_id`: the version that rests until a trainer has looked; a newer version is asked all the same.
    """

    __tablename__ = "questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    difficulty: Mapped[int]
    in_studio: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("question_versions.id", use_alter=True))
    quarantined_id: Mapped[int | None] = mapped_column(ForeignKey("question_versions.id", use_alter=True))
    current: Mapped[QuestionVersion | None] = relationship(foreign_keys=[current_id], post_update=True)
    __table_args__ = (CheckConstraint("difficulty between 1 and 5", name="difficulty"),)

    @property
    def rests(self) -> bool:
        """Whether it is in quarantine: not asked until a trainer has looked."""
        return self.current_id is not None and self.quarantined_id == self.current_id


class QuestionVersion(Base):
    """The wording, options and key of a question as they were asked; `content` is as in quizzes/formats."""

    __tablename__ = "question_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    question: Mapped[Question] = relationship(foreign_keys=[question_id])
    __table_args__ = (UniqueConstraint("question_id", "number"),)


class Calibration(Base):
    """How hard a version is for the machine, in logits, where enough people have answered it; kept by app/items."""

    __tablename__ = "question_calibrations"
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    difficulty: Mapped[float]


def is_asked() -> ColumnElement[bool]:
    """Whether a question is asked now: it is neither retired nor in quarantine."""
    rests = func.coalesce(Question.quarantined_id, 0) == Question.current_id
    return and_(Question.current_id.is_not(None), ~rests)


class Ruling(Base):
    """What holds of a version that was found wrong; the version itself never changes.

    `content` is the question with the right key, by which answers to the version are graded. None: the version is
    withdrawn, and counts for nobody. `reason` says why, in both languages.
    """

    __tablename__ = "question_rulings"
    version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.id"), primary_key=True)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
