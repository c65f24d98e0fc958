"""Looking at flags and decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.fairness.models import Decision, FairnessFlag, Status, Verdict
from app.kit.database import session
from app.kit.errors import NotFound
from app.kit.intake import LARGEST_ID
from app.people.models import Person
from quizzes.rules.fairness import Kind

PAGE = 50
ALL = "all"


@dataclass(frozen=True)
class Look:
    """What of the list is looked at; `before`: the page begins behind this flag."""

    kind: str = ""
    status: str = Status.OPEN.value
    before: int | None = None

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Look:
        kind, status, before = (str(args.get(name, "")) for name in ("kind", "status", "before"))
        return cls(
            kind=kind if kind in set(Kind) else "",
            status=status if status in {*Status, ALL} else Status.OPEN.value,
            before=int(before) if before.isdecimal() and len(before) < 10 and int(before) <= LARGEST_ID else None,
        )

    def args(self) -> dict[str, str]:
        """The filters as they stand in an address, without the page."""
        return {"kind": self.kind, "status": self.status} if self.kind else {"status": self.status}


@dataclass(frozen=True)
class Page:
    flags: Sequence[FairnessFlag]
    older: int | None


@dataclass(frozen=True)
class Standing:
    """A disqualification that stands: the person's PKs from `since` until `at` do not count."""

    person_id: int
    since: datetime
    at: datetime

    def covers(self, person_ids: Sequence[int], moment: datetime) -> bool:
        return self.person_id in person_ids and self.since <= moment <= self.at


def page(look: Look) -> Page:
    """Up to 50 flags, the youngest first."""
    query = select(FairnessFlag).options(joinedload(FairnessFlag.person), joinedload(FairnessFlag.other))
    if look.kind:
        query = query.where(FairnessFlag.kind == look.kind)
    if look.status != ALL:
        query = query.where(FairnessFlag.status == look.status)
    if look.before:
        query = query.where(FairnessFlag.id < look.before)
    found = session().scalars(query.order_by(FairnessFlag.id.desc()).limit(PAGE + 1)).unique().all()
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def get(flag_id: int, *, lock: bool = False) -> FairnessFlag:
    """One flag. Raises NotFound. `lock`: nobody else decides on it until the transaction ends."""
    query = select(FairnessFlag).where(FairnessFlag.id == flag_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def decisions(flag_id: int) -> Sequence[Decision]:
    """What was decided about it, the first decision first."""
    query = select(Decision).options(joinedload(Decision.by)).where(Decision.flag_id == flag_id)
    return session().scalars(query.order_by(Decision.id)).all()


def standing() -> list[Standing]:
    """Every disqualification that stands: the last one of each flag that is upheld."""
    last = select(func.max(Decision.id)).where(Decision.verdict == Verdict.DISQUALIFY).group_by(Decision.flag_id)
    upheld = select(FairnessFlag.id).where(FairnessFlag.status == Status.UPHELD)
    rows = session().scalars(select(Decision).where(Decision.id.in_(last), Decision.flag_id.in_(upheld)))
    return [
        Standing(person_id, one.since, one.at) for one in rows for person_id in one.person_ids if one.since is not None
    ]


def people(ids: Collection[int]) -> Sequence[Person]:
    return session().scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all() if ids else ()
