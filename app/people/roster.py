"""Bringing a roster in: what it would change (the plan), then all of it in one transaction, or nothing.

People are matched by staff number. Nobody is ever deleted: who leaves is no longer active, and keeps everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert, select, text, update

from app.kit.database import engine, session
from app.kit.events import publish
from app.people import roster_files
from app.people.events import PeopleMoved
from app.people.models import Brand, Dealer, Grant, Person, Post, Region, RosterImport, SignIn, dealer_brands
from app.people.roster_rows import Fault, Line, fold, understand

FIELDS = ("name", "name_latin", "email", "hired_on", "birth_decade", "active")
OPTIONAL = ("name_latin", "email", "hired_on", "birth_decade")  # an empty cell keeps what is known
Progress = Callable[[int, int], None]
BATCH = 1_000


@dataclass(frozen=True)
class Change:
    """A person whom the roster changes: field -> (now, then)."""

    line: Line
    person_id: int
    fields: dict[str, tuple[Any, Any]]


@dataclass
class Plan:
    """What a roster would do. With faults it does nothing."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    added: list[Line] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    deactivated: list[tuple[int, str, str]] = field(default_factory=list)  # person id, staff number, name
    new_dealers: list[str] = field(default_factory=list)
    new_regions: list[str] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        return len(self.lines) - len(self.added) - len(self.changed)

    def counts(self) -> dict[str, int]:
        return {
            "rows": len(self.lines),
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "deactivated": len(self.deactivated),
            "new_dealers": len(self.new_dealers),
            "new_regions": len(self.new_regions),
        }


def take_turns() -> None:
    """Hold other rosters back until this transaction ends, so that a plan made from here on still fits then."""
    if engine().dialect.name == "postgresql":  # SQLite has one writer anyway
        session().execute(text("lock table roster_imports in share row exclusive mode"))


def plan(data: bytes | roster_files.Sheet, *, complete: bool = False, by: Person | None = None) -> Plan:
    """Compare a roster's file (or what was read of it) with what is known; writes nothing.

    With `complete`, learners who are active and not in the file would be deactivated; people with another role stay.
    Nobody deactivates themselves (`by`).
    Raises `roster_files.BadFile` where the file as a whole cannot be read.
    """
    sheet = roster_files.read(data) if isinstance(data, bytes) else data
    lines, faults = understand(sheet, _post_names())
    found = Plan(lines=lines, faults=faults)
    known = _known_people()
    _compare_people(found, known)
    found.faults += _own_leave(found, by)
    _compare_network(found)
    if complete:
        found.deactivated += _missing(known, {line.staff_number for line in lines})
    return found


def apply(
    found: Plan, *, by: Person | None, file_name: str, now: datetime, progress: Progress = lambda _done, _all: None
) -> None:
    """Carry out a plan made in this transaction, after `take_turns`. Raises ValueError for a plan with faults."""
    if found.faults:
        raise ValueError("A roster with faults changes nothing.")
    dealers, relocated = _store_network(found)
    posts = dict(session().execute(select(Post.code, Post.id)).all())
    steps = len(found.added) + len(found.changed)
    _release_emails(found.changed)
    done = 0
    for batch in _batches(found.added):
        session().execute(insert(Person), [_row(line, posts, dealers, now) for line in batch])
        done += len(batch)
        progress(done, steps)
    for batch in _batches(found.changed):
        rows = [{"id": change.person_id} | _update_of(change, posts, dealers) for change in batch]
        session().execute(update(Person), sorted(rows, key=sorted))  # those that change the same fields at once
        done += len(batch)
        progress(done, steps)
    _deactivate([person_id for person_id, _number, _name in found.deactivated])
    _sign_out([change.person_id for change in found.changed if change.fields.get("active") == (True, False)])
    moved = {change.person_id for change in found.changed if {"post", "dealer"} & change.fields.keys()}
    moved |= set(session().scalars(select(Person.id).where(Person.dealer_id.in_(relocated))))
    session().add(
        RosterImport(by_person_id=by.id if by else None, file_name=file_name[:200], counts=found.counts(), at=now)
    )
    session().flush()
    if moved:
        left = [(change.fields["dealer"][0], change.person_id) for change in found.changed if "dealer" in change.fields]
        publish(PeopleMoved(tuple(sorted(moved)), tuple(left)))


def _batches(things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


def _post_names() -> dict[str, str]:
    posts = session().scalars(select(Post))
    return {fold(name): post.code for post in posts for name in (post.code, post.name_en, post.name_zh)}


def _known_people() -> dict[str, Any]:
    query = select(
        Person.id, Person.staff_number, *(getattr(Person, name) for name in FIELDS),
        Post.code.label("post"), Dealer.code.label("dealer"),
    ).join(Post, Person.post_id == Post.id).join(Dealer, Person.dealer_id == Dealer.id)  # fmt: skip
    return {row.staff_number: row for row in session().execute(query)}


def _compare_people(found: Plan, known: dict[str, Any]) -> None:
    emails = {row.email: row.staff_number for row in known.values() if row.email}
    rows = {line.staff_number: line for line in found.lines}
    for line in found.lines:
        owner = emails.get(line.email) if line.email else None
        if owner and owner != line.staff_number and not _gives_up(rows.get(owner), line.email):
            message = _("This address belongs to staff number %(number)s.", number=owner)
            found.faults.append(Fault(line.row, "email", message))
        row = known.get(line.staff_number)
        if row is None:
            found.added.append(line)
        elif fields := _differences(row, line):
            found.changed.append(Change(line, row.id, fields))
            if fields.get("active") == (True, False):
                found.deactivated.append((row.id, line.staff_number, line.name))


def _own_leave(found: Plan, by: Person | None) -> list[Fault]:
    message = _("This is you. Ask another organizer to bring in the roster in which you have left.")
    gone = {person_id for person_id, _number, _name in found.deactivated}
    own = (change for change in found.changed if by and change.person_id == by.id and by.id in gone)
    return [Fault(change.line.row, "active", message) for change in own]


def _gives_up(line: Line | None, email: str | None) -> bool:
    """Whether the same roster gives the address's owner another one."""
    return line is not None and line.email is not None and line.email != email


def _differences(row: Any, line: Line) -> dict[str, tuple[Any, Any]]:
    wanted = {name: getattr(line, name) for name in FIELDS}
    wanted = {name: value for name, value in wanted.items() if value is not None or name not in OPTIONAL}
    wanted |= {"post": line.post, "dealer": line.dealer_code}
    return {name: (getattr(row, name), value) for name, value in wanted.items() if getattr(row, name) != value}


def _missing(known: dict[str, Any], listed: set[str]) -> list[tuple[int, str, str]]:
    staff = set(session().scalars(select(Grant.person_id)))
    gone = (row for number, row in known.items() if number not in listed and row.active and row.id not in staff)
    return [(row.id, row.staff_number, row.name) for row in gone]


def _compare_network(found: Plan) -> None:
    dealers = set(session().scalars(select(Dealer.code)))
    regions = {fold(name) for row in session().scalars(select(Region)) for name in (row.code, row.name_en, row.name_zh)}
    found.new_dealers = sorted({line.dealer_code for line in found.lines} - dealers)
    named = _first_spellings(line.region for line in found.lines)
    found.new_regions = sorted(name for key, name in named.items() if key not in regions)
    homes: dict[str, Line] = {}
    for line in found.lines:
        first = homes.setdefault(line.dealer_code, line)
        if fold(first.region) != fold(line.region):
            message = _("Dealer %(code)s is in %(region)s in row %(row)d. A dealer is in one region.",
                        code=line.dealer_code, region=first.region, row=first.row)  # fmt: skip
            found.faults.append(Fault(line.row, "region", message))


def _first_spellings(names: Iterable[str]) -> dict[str, str]:
    """Each name once, as it is spelt first, by what it is without case, width and spaces."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    return first


def _store_network(found: Plan) -> tuple[dict[str, int], list[int]]:
    """Regions, brands and dealers as the roster names them: dealers' ids by code, and those whose region changed."""
    regions = _store_regions(found)
    brands = _store_brands(found)
    known = {dealer.code: dealer for dealer in session().scalars(select(Dealer))}
    relocated: list[int] = []
    for line in {line.dealer_code: line for line in reversed(found.lines)}.values():
        dealer = known.setdefault(line.dealer_code, Dealer(code=line.dealer_code, name_en="", name_zh=""))
        dealer.name_zh = line.dealer_name_zh or dealer.name_zh or line.dealer_code
        dealer.name_en = line.dealer_name_en or dealer.name_en or dealer.name_zh
        region = regions[fold(line.region)]
        if dealer.id is not None and dealer.region_id != region.id:
            relocated.append(dealer.id)
        dealer.region = region
        dealer.opened_on = line.dealer_opened_on or dealer.opened_on
        session().add(dealer)
    session().flush()
    ids = {code: dealer.id for code, dealer in known.items()}
    _connect_brands(found, ids, brands)
    return ids, relocated


def _store_regions(found: Plan) -> dict[str, Region]:
    regions: dict[str, Region] = {}
    for region in session().scalars(select(Region)):
        regions |= {fold(name): region for name in (region.code, region.name_en, region.name_zh)}
    for name in found.new_regions:
        region = Region(code=name[:40], name_en=name, name_zh=name)
        session().add(region)
        regions[fold(name)] = region
    for line in found.lines:
        if line.region_name_en:
            regions[fold(line.region)].name_en = line.region_name_en
    session().flush()
    return regions


def _store_brands(found: Plan) -> dict[str, int]:
    brands: dict[str, Brand] = {}
    for brand in session().scalars(select(Brand)):
        brands |= {fold(name): brand for name in (brand.code, brand.name_en, brand.name_zh)}
    for key, name in sorted(_first_spellings(name for line in found.lines for name in line.brands).items()):
        if key not in brands:
            brands[key] = Brand(code=name, name_en=name, name_zh=name)
            session().add(brands[key])
    session().flush()
    return {key: brand.id for key, brand in brands.items()}


def _connect_brands(found: Plan, dealers: dict[str, int], brands: dict[str, int]) -> None:
    pairs = {(dealers[line.dealer_code], brands[fold(name)]) for line in found.lines for name in line.brands}
    stored = set(session().execute(select(dealer_brands.c.dealer_id, dealer_brands.c.brand_id)).all())
    rows = [{"dealer_id": dealer, "brand_id": brand} for dealer, brand in sorted(pairs - stored)]
    if rows:
        session().execute(insert(dealer_brands), rows)


def _row(line: Line, posts: dict[str, int], dealers: dict[str, int], now: datetime) -> dict[str, Any]:
    row = {name: getattr(line, name) for name in FIELDS}
    return row | {
        "staff_number": line.staff_number,
        "post_id": posts[line.post],
        "dealer_id": dealers[line.dealer_code],
        "created_at": now,
        "locale": "zh",
    }


def _update_of(change: Change, posts: dict[str, int], dealers: dict[str, int]) -> dict[str, Any]:
    values = {name: then for name, (_now, then) in change.fields.items() if name in FIELDS}
    if "post" in change.fields:
        values["post_id"] = posts[change.line.post]
    if "dealer" in change.fields:
        values["dealer_id"] = dealers[change.line.dealer_code]
    return values


def _release_emails(changes: Sequence[Change]) -> None:
    """Addresses that change hands are freed first, so that two people can swap theirs."""
    ids = [change.person_id for change in changes if "email" in change.fields]
    for batch in _batches(ids):
        session().execute(update(Person).where(Person.id.in_(batch)).values(email=None))


def _deactivate(ids: Sequence[int]) -> None:
    for batch in _batches(ids):
        session().execute(update(Person).where(Person.id.in_(batch)).values(active=False))
    _sign_out(ids)


def _sign_out(ids: Sequence[int]) -> None:
    for batch in _batches(ids):
        session().execute(delete(SignIn).where(SignIn.person_id.in_(batch)))
