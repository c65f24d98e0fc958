"""Looking at finals and their people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.finals.models import CandidateRow, Final, Finalist, FinalState
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Dealer, Person, Post, Region

MANY = 500


def get(final_id: int) -> Final:
    """Raises NotFound."""
    found = session().get(Final, final_id)
    if found is None:
        raise NotFound
    return found


def every() -> Sequence[Final]:
    """The newest first."""
    query = select(Final).options(joinedload(Final.season)).order_by(Final.id.desc()).limit(100)
    return session().scalars(query).all()


def people_of(final_id: int) -> int:
    """How many the snapshot holds."""
    found = session().scalar(select(func.count()).select_from(CandidateRow).where(CandidateRow.final_id == final_id))
    return found or 0


def names(person_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Staff number and name, by id."""
    ids = sorted(set(person_ids))
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), MANY):
        some = select(Person.id, Person.staff_number, Person.name).where(Person.id.in_(ids[start : start + MANY]))
        found |= {one.id: (one.staff_number, one.name) for one in session().execute(some)}
    return found


def all_names() -> dict[int, tuple[str, str]]:
    """Of everybody; for lists of everybody."""
    rows = session().execute(select(Person.id, Person.staff_number, Person.name))
    return {one.id: (one.staff_number, one.name) for one in rows}


def finalists(final_id: int) -> Sequence[Finalist]:
    """By post, region and name."""
    query = select(Finalist).where(Finalist.final_id == final_id).options(joinedload(Finalist.person))
    query = query.join(Post, Post.id == Finalist.post_id).join(Region, Region.id == Finalist.region_id)
    query = query.join(Dealer, Dealer.id == Finalist.dealer_id)
    return session().scalars(query.order_by(Post.position, Post.code, Region.code, Finalist.id)).all()


def states(final_id: int) -> Counter[str]:
    """How many finalists are in each state."""
    query = select(Finalist.state, func.count()).where(Finalist.final_id == final_id).group_by(Finalist.state)
    return Counter(dict(session().execute(query).all()))


def seat_of(person_id: int) -> Finalist | None:
    """The person's newest seat in a final that has not closed."""
    return session().scalar(_seat(), {"person_id": person_id})


@cache
def _seat() -> Select[Finalist]:
    """Built once: every page of today runs it."""
    query = select(Finalist).join(Final, Final.id == Finalist.final_id).options(joinedload(Finalist.final))
    mine = query.where(Finalist.person_id == bindparam("person_id"), Final.state != FinalState.CLOSED.value)
    return mine.order_by(Finalist.id.desc()).limit(1)


def people_by_cell() -> dict[tuple[str, str], int]:
    """How many active people each region and post has; every pair of them is named."""
    found = {
        (region, post): 0
        for region in session().scalars(select(Region.code).order_by(Region.code))
        for post in session().scalars(select(Post.code).order_by(Post.position, Post.code))
    }
    query = select(Region.code, Post.code, func.count()).select_from(Person).join(Dealer, Dealer.id == Person.dealer_id)
    query = query.join(Region, Region.id == Dealer.region_id).join(Post, Post.id == Person.post_id)
    for region, post, count in session().execute(query.where(Person.active).group_by(Region.code, Post.code)):
        found[region, post] = count
    return found
