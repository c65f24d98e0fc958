"""Looking at notices."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from app.kit.database import session
from app.notifications.models import Notice, PushSubscription
from app.people.models import Person

PAGE = 30
MANY = 10  # more unread ones than this are not counted
UNREAD = select(func.count()).select_from(  # built once: every page runs it
    select(Notice.id).where(Notice.person_id == bindparam("person_id"), Notice.read_at.is_(None)).limit(MANY).subquery()
)


def unread(person_id: int) -> int:
    """How many notices wait to be read, at most MANY: one look into an index of unread ones."""
    return session().scalar(UNREAD, {"person_id": person_id}) or 0


def page(person: Person, before: int | None) -> Sequence[Notice]:
    """A page of notices, newest first, and one more where there are older ones."""
    query = select(Notice).where(Notice.person_id == person.id)
    if before is not None:
        query = query.where(Notice.id < before)
    return session().scalars(query.order_by(Notice.id.desc()).limit(PAGE + 1)).all()


def browsers(person_id: int) -> Sequence[PushSubscription]:
    """The browsers that may show this person's notices."""
    query = select(PushSubscription).filter_by(person_id=person_id).order_by(PushSubscription.id.desc())
    return session().scalars(query.limit(20)).all()
