"""Stories as they were told, and what became of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.people.models import Dealer, Person, Post
from app.studio.models import Draft

TEXTS = ("happened", "done", "ended", "learned")


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"  # with a question
    CHOSEN = "chosen"  # a case is being written of it
    PUBLISHED = "published"  # it became a case
    CLOSED = "closed"  # not used, with a reason
    WITHDRAWN = "withdrawn"  # by its teller: the words are gone


class Topic(StrEnum):
    COMPLAINT = "complaint"
    GOODWILL = "goodwill"
    PICK_UP = "pick-up"
    REPAIR = "repair"
    SAFETY = "safety"
    NEW_ENERGY = "new-energy"
    PRAISE = "praise"
    OTHER = "other"


class Story(Base):
    """What somebody told, in their language (`locale`). `key`: the form that it was typed into, so that none is sent
    twice.

    `consents`: it may become a case; `named`: with the teller's name and dealer on it. `asked`: what a trainer wants to
    know; `reason`: why it was not used. `draft_id`: the case being written of it; `question_id`: the case it became.
    """

    __tablename__ = "stories"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    key: Mapped[str] = mapped_column(String(32))
    locale: Mapped[str] = mapped_column(String(2))
    topic: Mapped[str] = mapped_column(String(12))
    happened: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(Text)
    ended: Mapped[str] = mapped_column(Text)
    learned: Mapped[str] = mapped_column(Text)
    consents: Mapped[bool] = mapped_column(default=False)
    named: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT.value)
    asked: Mapped[str] = mapped_column(String(1000), default="")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), unique=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    dealer: Mapped[Dealer] = relationship()
    post: Mapped[Post] = relationship()
    draft: Mapped[Draft | None] = relationship()
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_stories_state_sent_at", "state", "sent_at"),
        CheckConstraint(
            "state in ('draft', 'sent', 'returned', 'chosen', 'published', 'closed', 'withdrawn')", name="state"
        ),
        CheckConstraint("consents or state in ('draft', 'returned', 'withdrawn')", name="consents"),
        CheckConstraint("consents or not named", name="named"),
        CheckConstraint("state <> 'withdrawn' or (happened || done || ended || learned) = ''", name="withdrawn"),
        CheckConstraint("state <> 'published' or question_id is not null", name="published"),
    )

    @property
    def is_open(self) -> bool:
        """Whether its teller can still write on it."""
        return self.state in (State.DRAFT.value, State.RETURNED.value)
