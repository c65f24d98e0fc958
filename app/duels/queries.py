"""Looking at duels. Somebody else's is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, literal, or_, select

from app.duels import avoiding, glances
from app.duels.models import Avoidance, Duel, Kind, OpenPk, Status
from app.duels.sides import MOST, PERSON, Side, newest
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Dealer, Person
from app.questions import rulings

PAGE = 20
RECENT = 3  # PKs whose questions a person still remembers
LITERALLY = str.maketrans({"%": "!%", "_": "!_", "!": "!!"})
OF_ID = (  # built once: every request of a PK runs it
    select(Duel).where(Duel.id == bindparam("duel_id")).execution_options(populate_existing=True)
)
RUNNING_OF = (  # built once: every start runs it
    select(Duel).join(OpenPk, OpenPk.duel_id == Duel.id).where(OpenPk.person_id == PERSON)
)


def _last_asked() -> Select[Any]:
    """Parameters: person_id, most."""

    def of(_side: Side) -> Select[*tuple[Any, ...]]:
        return select(Duel.id, Duel.version_ids)

    found = newest(of)
    return select(found.c.version_ids).order_by(found.c.id.desc()).limit(MOST)


def _history(*more: ColumnElement[bool]) -> Select[Any]:
    """Parameters: person_id, most."""

    def of(side: Side) -> Select[*tuple[Any, ...]]:
        mine, theirs = side.score.label("mine"), side.their_score.label("theirs")
        other, outcome = side.other_id.label("other_id"), side.outcome.label("outcome")
        columns = (Duel.id, Duel.kind, Duel.level, outcome, mine, theirs, Duel.finished_at, other)
        return select(*columns).where(Duel.status == Status.FINISHED, *more)

    both = newest(of).c
    columns = (both.id, both.kind, both.level, Person.name, both.outcome, both.mine, both.theirs, both.finished_at)
    return select(*columns).outerjoin(Person, Person.id == both.other_id).order_by(both.id.desc()).limit(MOST)


LAST_ASKED = _last_asked()  # built once: every start runs it
HISTORY = _history()  # built once: every look at the lobby runs it
OLDER = _history(Duel.id < bindparam("before", type_=Integer))


@dataclass(frozen=True)
class Line:
    """A finished duel as one of its people sees it in a list."""

    duel_id: int
    kind: str
    level: int | None
    name: str  # of the colleague, or of whose recorded PK it was
    outcome: str
    score: int
    their_score: int
    at: datetime


@dataclass(frozen=True)
class Page:
    """Some lines of a long list, the newest first; `older` is where the next page begins."""

    lines: Sequence[Line]
    older: int | None


def duel(duel_id: int, person: Person) -> Duel:
    """One of the person's own duels, as it stands in the database now. Raises NotFound."""
    found = _as_it_stands(duel_id)
    if found is None or side_of(found, person) is None:
        raise NotFound
    return found


def glance(duel_id: int, person: Person) -> Duel:
    """As `duel`, to be read only: nothing that is set on it is stored. Raises NotFound."""
    found = glances.of_id(duel_id)
    if found is None or side_of(found, person) is None:
        raise NotFound
    return found


def glance_or_challenge(duel_id: int, person: Person) -> Duel:
    """As `glance`, and the challenges that the person may take. Raises NotFound."""
    found = glances.of_id(duel_id)
    if found is None or (side_of(found, person) is None and not _is_offered(found, person)):
        raise NotFound
    return found


def _as_it_stands(duel_id: int) -> Duel | None:
    return session().scalars(OF_ID, {"duel_id": duel_id}).one_or_none()


def _is_offered(duel: Duel, person: Person) -> bool:
    return duel.status == Status.WAITING and may_take(duel, person)


def name_of(person_id: int | None) -> str:
    return session().get_one(Person, person_id).name if person_id is not None else ""


def names_of(person_ids: Iterable[int | None]) -> dict[int | None, str]:
    rows = session().execute(select(Person.id, Person.name).where(Person.id.in_({one for one in person_ids if one})))
    return {None: ""} | dict(rows.all())


def side_of(duel: Duel, person: Person) -> int | None:
    """Which side the person plays, if any."""
    if duel.first_person_id == person.id:
        return 0
    return 1 if duel.second_person_id == person.id else None


def running(person: Person) -> Duel | None:
    """The duel that the person has open now. There is one at most."""
    return running_of(person.id)


def running_of(person_id: int) -> Duel | None:
    return session().scalars(RUNNING_OF, {"person_id": person_id}).first()


def last_asked(person: Person, count: int) -> list[int]:
    """The versions that the person's youngest duels asked, those of the youngest first."""
    asked = session().scalars(LAST_ASKED, {"person_id": person.id, "most": count})
    return [version_id for of_one in asked for version_id in of_one]


def history(person: Person, before: int | None = None, count: int = PAGE) -> Page:
    """The person's finished duels, the newest first; those older than the duel `before`."""
    wanted = {"person_id": person.id, "most": count + 1}
    if before is not None:
        wanted["before"] = before
    rows = session().execute(HISTORY if before is None else OLDER, wanted)
    lines = [
        Line(duel_id, kind, level, name or "", outcome or "drawn", mine_score or 0, their_score or 0, at)
        for duel_id, kind, level, name, outcome, mine_score, their_score, at in rows
        if at is not None
    ]
    return Page(lines[:count], lines[count - 1].duel_id if len(lines) > count else None)


def may_take(duel: Duel, person: Person) -> bool:
    """Whether this challenge is for the person: sent to them, or open to their post and not their own.

    An open one is not for people who do not meet its sender. What was sent to somebody stays: else a sender could take
    a poor score back by asking not to meet them.
    """
    if duel.kind != Kind.CHALLENGE:
        return False
    first, second = duel.seats
    if second.person_id is not None:
        return second.person_id == person.id
    if first.person_id is None or avoiding.avoid(first.person_id, person.id):
        return False
    return first.person_id != person.id and duel.post_id == person.post_id


def has_played_recorded(duel: Duel, person_id: int | None) -> bool:
    """Whether the person finished another PK against the same recorded one before."""
    query = select(Duel.id).where(Duel.recorded_id == duel.recorded_id, Duel.id != duel.id)
    query = query.where(Duel.status == Status.FINISHED, Duel.first_person_id == person_id)
    return session().scalar(query.limit(1)) is not None


def overdue(status: Status, now: datetime, count: int) -> Sequence[int]:
    """Duels of this status in which something fell due by itself: the oldest first."""
    query = select(Duel.id).where(Duel.status == status, Duel.due_at.is_not(None), Duel.due_at <= now)
    return session().scalars(query.order_by(Duel.due_at, Duel.id).limit(count)).all()


def untouched(since: datetime, count: int) -> Sequence[int]:
    """Running duels in which nobody did anything since then: the oldest first."""
    query = select(Duel.id).where(Duel.status == Status.RUNNING, Duel.due_at.is_(None), Duel.touched_at < since)
    return session().scalars(query.order_by(Duel.touched_at, Duel.id).limit(count)).all()


def colleagues(person: Person, text: str, count: int = PAGE) -> Sequence[Person]:
    """People of the same post whom the person may meet: those of the own dealer first, then by name.

    `text`: part of a name, or of a dealer's name or code; without it only the own dealer's.
    """
    query = (
        select(Person)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .where(
            Person.active, Person.post_id == person.post_id, Person.id != person.id, ~avoided_with(person.id).exists()
        )
    )
    pattern = f"%{text.translate(LITERALLY)}%"
    columns = (Person.name, Person.name_latin, Dealer.name_zh, Dealer.name_en, Dealer.code)
    found = or_(*(column.ilike(pattern, escape="!") for column in columns))
    query = query.where(found if text else Person.dealer_id == person.dealer_id)
    own_first = case((Person.dealer_id == person.dealer_id, 0), else_=1)
    return session().scalars(query.order_by(own_first, Person.name, Person.id).limit(count)).unique().all()


def avoided_with(person_id: int | ColumnElement[int]) -> Select[int]:
    """Avoidances between the person and the Person of the query around it."""
    return select(Avoidance.person_id).where(
        or_(
            (Avoidance.person_id == person_id) & (Avoidance.other_id == Person.id),
            (Avoidance.other_id == person_id) & (Avoidance.person_id == Person.id),
        )
    )


def know_each_other(person: Person, other: Person) -> bool:
    """Whether they share a post or have sat in one PK: only then may one name the other by number."""
    if person.post_id == other.post_id:
        return True
    ways = ((person.id, other.id), (other.id, person.id))
    either = or_(*((Duel.first_person_id == one) & (Duel.second_person_id == two) for one, two in ways))
    return session().scalar(select(Duel.id).where(either).limit(1)) is not None


def best_of(person_id: int, post_id: int) -> tuple[Duel, int] | None:
    """The PK in which the person scored most among the last hundred of this post, and the side."""
    best = max(_askable(_recorded(person_id, post_id, 100)), key=lambda row: (row[2] or 0, row[0].id), default=None)
    return (best[0], best[1]) if best and best[2] else None


def recorded(person: Person, other: Person) -> tuple[Duel, int] | None:
    """The latest PK of the other whose questions the person has not met in the last PKs; and the side."""
    met = set(last_asked(person, RECENT))
    for duel, side, _score in _askable(_recorded(other.id, person.post_id, 20)):
        if not met.intersection(duel.version_ids) and side_of(duel, person) is None:
            return duel, side
    return None


def _recorded(person_id: int, post_id: int, most: int) -> Sequence[Any]:
    """The last PKs of a person that others may play, the newest first, with the side and the score."""
    which = (Duel.status == Status.FINISHED, Duel.post_id == post_id, Duel.kind != Kind.GHOST)

    def of(side: Side) -> Select[*tuple[Any, ...]]:
        return select(Duel.id, literal(side.number).label("side"), side.score.label("score")).where(*which)

    both = newest(of)
    query = select(Duel, both.c.side, both.c.score).join(both, both.c.id == Duel.id)
    query = query.order_by(Duel.id.desc()).limit(MOST)
    return session().execute(query, {"person_id": person_id, "most": most}).all()


def _askable(found: Sequence[Any]) -> list[Any]:
    """Rows of recorded PKs, without those that ask what was found wrong since."""
    wrong = rulings.of_versions({one for row in found for one in row[0].version_ids}).keys()
    return [row for row in found if not wrong & set(row[0].version_ids)]


def version_of(duel_id: int) -> int:
    """How often the duel has changed, as the database knows it now."""
    session().commit()
    return session().scalar(select(Duel.version).where(Duel.id == duel_id)) or 0


def live_now() -> Sequence[Duel]:
    """The live PKs that are being played, the youngest first; of more than 50, those whose time is up last."""
    query = select(Duel).where(Duel.kind == Kind.LIVE, Duel.status == Status.RUNNING, Duel.due_at.is_not(None))
    found = session().scalars(query.order_by(Duel.due_at.desc()).limit(50))
    return sorted(found, key=lambda duel: duel.id, reverse=True)
