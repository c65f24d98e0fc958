"""Questions being written, what was said about them, and the files that they came from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.lessons.models import MicroClass
from app.people.models import Person
from app.questions.models import Question


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    DROPPED = "dropped"  # thrown away, or taken back with its import


class Deed(StrEnum):
    SENT = "sent"
    RETURNED = "returned"
    PUBLISHED = "published"
    SAID = "said"


class Bringing(Base):
    """A file whose questions were brought in as drafts, in one go."""

    __tablename__ = "bringings"
    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(20))
    added: Mapped[int]
    changed: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[Person] = relationship()


class Draft(Base):
    """A question as its author left it. `content`: as in quizzes/formats/drafting.py; `version` guards every change.

    `question_id`: the published question that it changes, or became. `older`: texts (path:language) that are older
    than their twin in the other language. `sent_by_id`: who sent it to review, and so cannot approve it.
    """

    __tablename__ = "drafts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    posts: Mapped[list[str]] = mapped_column(JSON)
    older: Mapped[list[str]] = mapped_column(JSON)
    micro_class_id: Mapped[int | None] = mapped_column(ForeignKey("micro_classes.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT.value)
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    bringing_id: Mapped[int | None] = mapped_column(ForeignKey("bringings.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    changed_by: Mapped[Person] = relationship(foreign_keys=[changed_by_id])
    micro_class: Mapped[MicroClass | None] = relationship()
    question: Mapped[Question | None] = relationship()
    remarks: Mapped[list[Remark]] = relationship(order_by="Remark.id")
    __table_args__ = (
        CheckConstraint("state in ('draft', 'review', 'published', 'dropped')", name="state"),
        CheckConstraint("state <> 'review' or sent_by_id is not null", name="sent"),
        CheckConstraint("approved_by_id is null or approved_by_id <> sent_by_id", name="second_pair_of_eyes"),
        CheckConstraint("(state = 'published') = (approved_by_id is not null)", name="approved"),
        Index(
            "uq_drafts_open", "key", unique=True,
            sqlite_where=text("state in ('draft', 'review')"), postgresql_where=text("state in ('draft', 'review')"),
        ),
    )  # fmt: skip


class Remark(Base):
    """What somebody did with a draft or said about it."""

    __tablename__ = "draft_remarks"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    deed: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[Person] = relationship()
