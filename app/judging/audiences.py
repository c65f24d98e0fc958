"""What audiences see: editions that are published, and none that is newer than the freeze.

Every page, program and export for others than the desk asks here. Callers of `freeze` and `thaw` open the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import joinedload

from app.audit.services import note
from app.finals.models import Final, Finalist
from app.judging import publishing, telling
from app.judging.models import PublishedResult
from app.kit.database import session
from app.kit.errors import Conflict
from app.people.models import Person, Post

FROZEN = _("The results are frozen already. Nothing was changed.")
NOT_FROZEN = _("The results are not frozen. Nothing was changed.")


@dataclass(frozen=True)
class Edition:
    """An edition of a post's results, the best first. `first_at`: since when audiences see the first one."""

    post: Post
    number: int
    first_at: datetime
    rows: Sequence[PublishedResult]


def editions(final: Final) -> list[Edition]:
    """What audiences see of each post, in the order of posts."""
    seen = _seen(final)
    posts = session().scalars(select(Post).where(Post.id.in_(seen)).order_by(Post.position, Post.code))
    return [edition for post in posts if (edition := _edition(final, post, *seen[post.id]))]


def edition(final: Final, post: Post) -> Edition | None:
    """What audiences see of a post; None where that is nothing yet."""
    seen = _seen(final).get(post.id)
    return _edition(final, post, *seen) if seen else None


def is_open(finalist: Finalist) -> bool:
    """Whether the competitor's number is opened, to everybody."""
    return finalist.post_id in _seen(finalist.final)


def _seen(final: Final) -> dict[int, tuple[int, datetime]]:
    """Post -> its newest edition that may be seen, and since when its first one was."""
    query = select(PublishedResult.post_id, func.max(PublishedResult.edition), func.min(PublishedResult.shown_at))
    query = query.join(PublishedResult.finalist).where(*_visible(final)).group_by(PublishedResult.post_id)
    return {post_id: (number, at) for post_id, number, at in session().execute(query) if at is not None}


def _edition(final: Final, post: Post, number: int, first_at: datetime) -> Edition:
    query = select(PublishedResult).join(PublishedResult.finalist).where(*_visible(final))
    query = query.where(PublishedResult.post_id == post.id, PublishedResult.edition == number)
    people = joinedload(PublishedResult.finalist)
    query = query.options(people.joinedload(Finalist.person), people.joinedload(Finalist.region))
    query = query.options(people.joinedload(Finalist.dealer))
    rows = session().scalars(query.order_by(PublishedResult.place, Finalist.number)).all()
    return Edition(post, number, first_at, rows)


def _visible(final: Final) -> tuple[ColumnElement[bool], ...]:
    return Finalist.final_id == final.id, PublishedResult.shown_at.is_not(None)


def freeze(final_id: int, by: Person, now: datetime) -> None:
    """From now on audiences see nothing newer. Raises Conflict."""
    final = publishing.held(final_id)
    if final.frozen_at is not None:
        raise Conflict(FROZEN, code="frozen")
    final.frozen_at = now
    session().flush()
    note(by, "results.frozen", f"final:{final.id}", {}, now)


def thaw(final_id: int, by: Person, now: datetime) -> None:
    """Audiences see all that is published. Raises Conflict."""
    final = publishing.held(final_id)
    if final.frozen_at is None:
        raise Conflict(NOT_FROZEN, code="not-frozen")
    final.frozen_at = None
    ids = select(Finalist.id).filter_by(final_id=final.id)
    hidden = (PublishedResult.finalist_id.in_(ids), PublishedResult.shown_at.is_(None))
    posts = session().scalars(select(PublishedResult.post_id).where(*hidden).distinct()).all()
    session().execute(update(PublishedResult).where(*hidden).values(shown_at=now))
    session().flush()
    for post_id in sorted(posts):
        telling.shown(final, post_id, now)
    note(by, "results.thawed", f"final:{final.id}", {}, now)
    publishing.follow_lot(final, now)
