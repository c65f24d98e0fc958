"""Challenges that wait for somebody: whose they are, and who is reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Integer, Select, bindparam, func, select, union_all

from app.duels.events import ChallengeRemembered
from app.duels.models import Duel, Kind, Status
from app.duels.queries import avoided_with
from app.kit.database import session
from app.kit.errors import Conflict
from app.kit.events import publish
from app.people.models import Person

REMIND_BEFORE = timedelta(hours=12)
MOST = 20
MOST_OPEN = 10  # that one person may have waiting
TOO_MANY = _("Ten of your challenges wait to be played. Wait for an answer before you send another.")


@dataclass(frozen=True)
class Waiting:
    """A challenge that is to be played. `person` sent it."""

    duel_id: int
    person: Person
    until: datetime
    is_open: bool


def for_person(person: Person, now: datetime) -> Sequence[Waiting]:
    """What others sent to the person, then what is open to their post; the soonest to expire first."""
    rows = session().execute(_for_person(), {"person_id": person.id, "post_id": person.post_id, "now": now})
    return [Waiting(duel_id, sender, until, bool(is_open)) for duel_id, sender, until, is_open in rows if until]


@cache
def _for_person() -> Select[Any]:
    """Parameters: person_id, post_id, now. Built once: building it costs more than running it."""
    person_id, post_id = bindparam("person_id", type_=Integer), bindparam("post_id", type_=Integer)
    found = (
        select(Duel.id, Duel.second_person_id.is_(None).label("is_open"))
        .where(Duel.status == Status.WAITING, Duel.due_at > bindparam("now", type_=Duel.due_at.type))
        .order_by(Duel.due_at, Duel.id)
        .limit(MOST)
    )
    sent = found.where(Duel.second_person_id == person_id)  # what was sent stays
    # open ones are for the sender's post: their questions are those of that post
    is_open = Duel.second_person_id.is_(None) & (Duel.first_person_id != person_id) & (Duel.post_id == post_id)
    offered = found.join(Person, Person.id == Duel.first_person_id).where(is_open, ~avoided_with(person_id).exists())
    # each by its own index: asked for by one condition, SQLite reads all PKs that were ever played
    both = union_all(*(select(one.subquery()) for one in (sent, offered))).subquery()
    return (
        select(Duel.id, Person, Duel.due_at, both.c.is_open)
        .join(both, both.c.id == Duel.id)
        .join(Person, Person.id == Duel.first_person_id)
        .order_by(both.c.is_open, Duel.due_at, Duel.id)
        .limit(MOST)
    )


def sent_by(person: Person, now: datetime) -> Sequence[Duel]:
    """The person's own challenges that nobody has played yet."""
    return session().scalars(_sent(), {"person_id": person.id, "now": now}).all()


def require_room(person: Person, now: datetime) -> None:
    """Raises Conflict where too many of the person's challenges wait already."""
    count = session().scalar(select(func.count()).select_from(_sent().subquery()), {"person_id": person.id, "now": now})
    if (count or 0) >= MOST_OPEN:
        raise Conflict(TOO_MANY, code="too-many-challenges")


def to_remind(now: datetime, count: int) -> Sequence[int]:
    """Challenges sent to one person that expire soon and of which nobody was reminded."""
    query = select(Duel.id).where(
        Duel.kind == Kind.CHALLENGE,
        Duel.status == Status.WAITING,
        Duel.due_at > now,
        Duel.due_at <= now + REMIND_BEFORE,
        Duel.reminded_at.is_(None),
    )
    return session().scalars(query.order_by(Duel.due_at, Duel.id).limit(count)).all()


def remind(duel_id: int, now: datetime) -> bool:
    duel = session().get(Duel, duel_id, populate_existing=True, with_for_update={"of": Duel})
    if duel is None or duel.status != Status.WAITING or duel.reminded_at is not None or duel.due_at is None:
        return False
    duel.reminded_at = now
    first, second = duel.seats
    if first.person_id is None or second.person_id is None:
        return False
    publish(ChallengeRemembered(duel.id, first.person_id, second.person_id, duel.due_at))
    return True


@cache
def _sent() -> Select[Duel]:
    """Parameters: person_id, now. Built once: every look at the lobby runs it."""
    return (
        select(Duel)
        .where(Duel.first_person_id == bindparam("person_id", type_=Integer))
        .where(Duel.status == Status.WAITING, Duel.due_at > bindparam("now", type_=Duel.due_at.type))
        .order_by(Duel.id.desc())
        .limit(MOST)
    )
