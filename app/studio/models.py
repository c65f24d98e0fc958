"""Questions and classes being written, what was said about them, and the files that they came from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.kit.partial import where
from app.lessons.models import MicroClass, Section
from app.people.models import Person
from app.questions.models import Question


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PLANNED = "planned"  # approved; published when its time comes
    PUBLISHED = "published"
    DROPPED = "dropped"  # thrown away, or taken back with its import


class Deed(StrEnum):
    SENT = "sent"
    RETURNED = "returned"
    APPROVED = "approved"  # and planned
    CANCELLED = "cancelled"  # its plan
    BROKE = "broke"  # when its time came it was not whole any more
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


OPEN = (State.DRAFT.value, State.REVIEW.value, State.PLANNED.value)
CLASS = "class"  # the kind of a draft that is a micro-class; every other one is a question
IS_OPEN = "state in ('draft', 'review', 'planned')"
OPEN_QUESTION, OPEN_CLASS = f"{IS_OPEN} and kind <> 'class'", f"{IS_OPEN} and kind = 'class'"


class Draft(Base):
    """A question or a class as its author left it. `version` guards every change.

    `content`: as in quizzes/formats/drafting.py, of a class as in classdrafting.py. `question_id`: the published
    question that it changes, or became; `micro_class_id`: the class that it is asked in, or of a class itself;
    `number`: of the version that it became. `older`: texts (path:language) older than their twin in the other language.
    `sent_by_id`: who sent it to review, and so cannot approve it. `publish_at`, `expires_at`: its plan.
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
    publish_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    number: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    changed_by: Mapped[Person] = relationship(foreign_keys=[changed_by_id])
    micro_class: Mapped[MicroClass | None] = relationship()
    question: Mapped[Question | None] = relationship()
    remarks: Mapped[list[Remark]] = relationship(order_by="Remark.id")
    __table_args__ = (
        CheckConstraint("state in ('draft', 'review', 'planned', 'published', 'dropped')", name="state"),
        CheckConstraint("state <> 'review' or sent_by_id is not null", name="sent"),
        CheckConstraint("approved_by_id is null or approved_by_id <> sent_by_id", name="second_pair_of_eyes"),
        CheckConstraint("(state in ('planned', 'published')) = (approved_by_id is not null)", name="approved"),
        CheckConstraint("state <> 'planned' or publish_at is not null", name="planned"),
        CheckConstraint("kind <> 'class' or question_id is null", name="class"),
        Index("uq_drafts_open", "key", unique=True, **where(OPEN_QUESTION)),
        Index("uq_drafts_open_class", "key", unique=True, **where(OPEN_CLASS)),
        Index("ix_drafts_planned", "publish_at", **where("state = 'planned'")),
    )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_class(self) -> bool:
        return self.kind == CLASS


LONGEST_PATH = 80


class Remark(Base):
    """What somebody did with a draft or said about it; without a person: what the plan did at its time.

    `path`: the text of the draft that it is about. A remark with words is open until somebody has resolved it.
    """

    __tablename__ = "draft_remarks"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    deed: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(1000))
    path: Mapped[str] = mapped_column(String(LONGEST_PATH), default="")
    at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    __table_args__ = (CheckConstraint("(resolved_at is null) = (resolved_by_id is null)", name="resolved"),)

    @property
    def is_open(self) -> bool:
        return bool(self.words) and self.resolved_at is None


class Snapshot(Base):
    """A draft as somebody left it before somebody else, or the same person after a pause, went on."""

    __tablename__ = "draft_snapshots"
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    posts: Mapped[list[str]] = mapped_column(JSON)
    micro_class_id: Mapped[int | None] = mapped_column(ForeignKey("micro_classes.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("draft_id", "version"),)


class ChangeState(StrEnum):
    OPEN = "open"  # until a second person has agreed
    DONE = "done"
    DROPPED = "dropped"


class SectionChange(Base):
    """What somebody wants a section to be called and where it is to stand, and how it was before.

    `decided_by_id`: the second person; nobody where no learner saw the section, or where its author took it back.
    """

    __tablename__ = "section_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    section: Mapped[Section] = relationship()
    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("decided_by_id is null or decided_by_id <> by_id", name="second_pair_of_eyes"),
        Index("uq_section_changes_open", "section_id", unique=True, **where("state = 'open'")),
    )  # fmt: skip
