"""Looking at tokens. Somebody else's is not there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.api.models import ApiToken
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person
from app.people.signing_in import hash_of


def tokens_of(person: Person) -> Sequence[ApiToken]:
    """The person's tokens that work, the newest first. There are few."""
    query = select(ApiToken).filter_by(person_id=person.id, ended_at=None)
    return session().scalars(query.order_by(ApiToken.id.desc()).limit(100)).all()


def count_of(person: Person) -> int:
    query = select(func.count()).select_from(ApiToken).filter_by(person_id=person.id, ended_at=None)
    return session().scalar(query) or 0


def token(token_id: int, person: Person) -> ApiToken:
    """One of the person's own tokens, to be changed. Raises NotFound."""
    query = select(ApiToken).filter_by(id=token_id, person_id=person.id).with_for_update(of=ApiToken)
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def shown_token(shown: str) -> ApiToken | None:
    """The token that a program shows, where it still works and its person still takes part: one statement."""
    found = session().scalar(select(ApiToken).filter_by(token_hash=hash_of(shown), ended_at=None))
    return found if found is not None and found.person.active else None
