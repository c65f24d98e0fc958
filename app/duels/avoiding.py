"""People who asked not to meet each other. It holds for both, and the other is not told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, or_, select

from app.duels.models import Avoidance
from app.kit.database import session
from app.kit.errors import Conflict, NotFound
from app.kit.upsert import insert
from app.people.models import Person

MOST = 100  # whom one person may avoid: who avoided everybody but a few would choose their opponents
TOO_MANY = _("You asked not to meet a hundred people, which is as many as there can be. Take one back first.")


def avoid(first_id: int, second_id: int) -> bool:
    """Whether one of the two asked not to meet the other."""
    both = (first_id, second_id)
    query = select(Avoidance.person_id).where(Avoidance.person_id.in_(both), Avoidance.other_id.in_(both))
    return session().scalar(query.limit(1)) is not None


def avoided_by(people: Collection[int]) -> dict[int, frozenset[int]]:
    """For each of these people, whom they do not meet (asked by either)."""
    query = select(Avoidance.person_id, Avoidance.other_id)
    query = query.where(or_(Avoidance.person_id.in_(people), Avoidance.other_id.in_(people)))
    found: dict[int, set[int]] = {one: set() for one in people}
    for person_id, other_id in session().execute(query):
        found.setdefault(person_id, set()).add(other_id)
        found.setdefault(other_id, set()).add(person_id)
    return {person_id: frozenset(others) for person_id, others in found.items()}


def ask_not_to_meet(person: Person, other_id: int, now: datetime) -> None:
    """From now on these two are not paired; asking twice changes nothing. Raises Conflict where there are too many."""
    if _count(person) >= MOST and not _asked(person, other_id):
        raise Conflict(TOO_MANY, code="too-many")
    row = {"person_id": person.id, "other_id": other_id, "at": now}
    session().execute(insert(Avoidance).values(row).on_conflict_do_nothing())


def take_back(person: Person, other_id: int) -> None:
    """Raises NotFound where the person never asked."""
    if not _asked(person, other_id):
        raise NotFound
    session().execute(delete(Avoidance).where(Avoidance.person_id == person.id, Avoidance.other_id == other_id))


def _asked(person: Person, other_id: int) -> bool:
    return session().get(Avoidance, (person.id, other_id), populate_existing=True) is not None


def _count(person: Person) -> int:
    query = select(func.count()).select_from(Avoidance).where(Avoidance.person_id == person.id)
    return session().scalar(query) or 0


def asked_by(person: Person) -> Sequence[Person]:
    """Whom the person asked not to meet, by name."""
    query = select(Person).join(Avoidance, Avoidance.other_id == Person.id).where(Avoidance.person_id == person.id)
    return session().scalars(query.order_by(Avoidance.at.desc(), Person.id).limit(MOST)).all()
