"""Making, using and ending tokens. Callers open the transaction."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select, update

from app.api import queries
from app.api.models import ApiToken
from app.kit.database import session
from app.kit.errors import Conflict
from app.people.models import Person
from app.people.signing_in import hash_of

MOST = 10  # tokens of one person
PREFIX = "paddock_"  # so that who finds one in a file knows what it opens
ENOUGH = _("You have ten tokens, which is as many as there can be. End one that you no longer need, then make another.")


def make(person: Person, name: str, now: datetime) -> str:
    """A new token; what is returned is not kept and cannot be shown again. Raises Conflict where there are ten."""
    session().execute(select(Person.id).where(Person.id == person.id).with_for_update())
    if queries.count_of(person) >= MOST:
        raise Conflict(ENOUGH, code="too-many-tokens")
    made = PREFIX + secrets.token_urlsafe(32)
    session().add(ApiToken(person_id=person.id, name=name, token_hash=hash_of(made), created_at=now))
    session().flush()
    return made


def end(token_id: int, person: Person, now: datetime) -> ApiToken:
    """From now on the token opens nothing; again changes nothing. Raises NotFound for somebody else's."""
    found = queries.token(token_id, person)
    found.ended_at = found.ended_at or now
    return found


def note_use(token_id: int, today: date) -> None:
    """Keep that the token was used on this day."""
    before = or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < today)
    changed = update(ApiToken).where(ApiToken.id == token_id, before).values(last_used_on=today)
    session().execute(changed, execution_options={"synchronize_session": False})
