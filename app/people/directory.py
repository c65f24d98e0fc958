"""Looking people up: the list with its filters, one person, roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.kit.database import session
from app.kit.errors import Conflict, NotFound
from app.people.models import Dealer, Grant, Person, Post, Region, Role, RosterImport

PAGE = 50


@dataclass(frozen=True)
class Look:
    """What of the list is looked at. `after` is the staff number that the page begins behind."""

    text: str = ""
    post_id: int | None = None
    region_id: int | None = None
    dealer_id: int | None = None
    active: str = "yes"
    after: str = ""

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Look:
        return cls(
            text=str(args.get("text", "")).strip()[:80],
            post_id=_number(args.get("post_id")),
            region_id=_number(args.get("region_id")),
            active="all" if args.get("active") == "all" else "yes",
            after=str(args.get("after", ""))[:32],
        )

    def args(self) -> dict[str, Any]:
        """The filters as they stand in an address, without the page."""
        kept = {"text": self.text, "post_id": self.post_id, "region_id": self.region_id, "active": self.active}
        return {name: value for name, value in kept.items() if value}


@dataclass(frozen=True)
class Page:
    people: Sequence[Person]
    next_after: str | None


def _number(text: Any) -> int | None:
    return int(text) if text and str(text).isdecimal() and len(str(text)) < 10 else None


def page(look: Look) -> Page:
    """Up to 50 people in order of staff number, and where the next page begins."""
    query = select(Person).order_by(Person.staff_number).limit(PAGE + 1).options(selectinload(Person.grants))
    for condition in _conditions(look):
        query = query.where(condition)
    found = session().scalars(query).all()
    more = len(found) > PAGE
    return Page(found[:PAGE], found[PAGE - 1].staff_number if more else None)


def _conditions(look: Look) -> list[Any]:
    conditions: list[Any] = []
    if look.text:
        like = look.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        columns = (Person.name, Person.staff_number, Person.email, Person.name_latin)
        conditions.append(or_(*(column.ilike(f"%{like}%", escape="\\") for column in columns)))
    if look.post_id:
        conditions.append(Person.post_id == look.post_id)
    if look.region_id:
        conditions.append(Person.dealer_id.in_(select(Dealer.id).filter_by(region_id=look.region_id)))
    if look.dealer_id:
        conditions.append(Person.dealer_id == look.dealer_id)
    if look.active == "yes":
        conditions.append(Person.active)
    if look.after:
        conditions.append(Person.staff_number > look.after)
    return conditions


def choices() -> dict[str, Sequence[Any]]:
    """What the filters offer."""
    return {
        "posts": session().scalars(select(Post).order_by(Post.position)).all(),
        "regions": session().scalars(select(Region).order_by(Region.code)).all(),
    }


def get(person_id: int) -> Person:
    found = session().get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def imports() -> Sequence[RosterImport]:
    """The last ten rosters that were brought in, newest first."""
    return session().scalars(select(RosterImport).order_by(RosterImport.id.desc()).limit(10)).all()


def set_roles(person: Person, wanted: set[Role], *, by: Person) -> None:
    """Give the person just these roles beyond learner. Raises Conflict where people would lock themselves out."""
    if person.id == by.id and Role.ORGANIZER in person.roles and Role.ORGANIZER not in wanted:
        raise Conflict(_("You cannot take the organizer's role from yourself. Ask another organizer."))
    if not person.active and wanted:
        raise Conflict(_("This person is no longer active and cannot have a role."))
    for grant in list(person.grants):
        if Role(grant.role) not in wanted:
            person.grants.remove(grant)
            session().delete(grant)
    for role in sorted(wanted - person.roles):
        person.grants.append(Grant(role=role.value))
