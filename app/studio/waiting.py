"""What waits for a trainer: the review of others' work, remarks on one's own, changes of sections to be agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.people.models import Person
from app.studio.models import ChangeState, Draft, Remark, SectionChange, State

MOST = 10


def section_changes(person: Person) -> Sequence[SectionChange]:
    """What others want sections to be called, which this person can agree to: the oldest first, at most ten."""
    query = select(SectionChange).where(SectionChange.state == ChangeState.OPEN.value, SectionChange.by_id != person.id)
    both = (joinedload(SectionChange.section), joinedload(SectionChange.by))
    return session().scalars(query.options(*both).order_by(SectionChange.id).limit(MOST)).all()


@dataclass(frozen=True)
class Waiting:
    """`why`: review (somebody has to look at it), or remarks (so many of others are open on one's own)."""

    draft: Draft
    why: str
    remarks: int


def waiting(person: Person) -> list[Waiting]:
    """The oldest first: others' work in review, then one's own with open remarks of others; at most ten of each."""
    return [*_reviews(person), *_remarks(person)]


def _reviews(person: Person) -> list[Waiting]:
    own = (Draft.author_id == person.id, Draft.sent_by_id == person.id, Draft.changed_by_id == person.id)
    query = select(Draft).where(Draft.state == State.REVIEW.value, ~or_(*own))
    return [
        Waiting(one, "review", 0) for one in session().scalars(query.order_by(Draft.changed_at, Draft.id).limit(MOST))
    ]


def _remarks(person: Person) -> list[Waiting]:
    open_ones = (Remark.words != "", Remark.resolved_at.is_(None), Remark.person_id != person.id)
    counts = select(Remark.draft_id, func.count().label("count")).where(*open_ones).group_by(Remark.draft_id).subquery()
    query = (
        select(Draft, counts.c.count)
        .join(counts, counts.c.draft_id == Draft.id)
        .where(Draft.state == State.DRAFT.value, or_(Draft.author_id == person.id, Draft.changed_by_id == person.id))
        .order_by(Draft.changed_at, Draft.id)
        .limit(MOST)
    )
    return [Waiting(draft, "remarks", count) for draft, count in session().execute(query)]
