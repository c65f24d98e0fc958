"""The lists of a final's event as plain tables: start lists, timetables by room, judge, person and post, labels.

Lists for judges and rooms hold numbers only; `names` adds who is behind them, for the desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.finals import event, plans
from app.finals.models import Final, FinalSlot
from app.kit import pdf
from app.kit.i18n import pick
from app.people.models import Person


class Kind(StrEnum):
    """What lists there are."""

    START = "start"  # by post, with names: for the desk
    ROOMS = "rooms"
    JUDGES = "judges"
    PEOPLE = "people"  # with names
    POSTS = "posts"


@dataclass(frozen=True)
class Line:
    """A slot as people read it. `day` and `begins` are local."""

    day: str
    begins: str
    ends: str
    number: int
    station: str
    room: str
    post: str
    slot: FinalSlot


def lines(final: Final) -> list[Line]:
    """The timetable, by time, room and number."""
    zone = ZoneInfo(final.time_zone)
    return [_line(one, zone) for one in plans.stored(final.id)]


def _line(slot: FinalSlot, zone: ZoneInfo) -> Line:
    begins, ends = slot.begins_at.astimezone(zone), slot.ends_at.astimezone(zone)
    return Line(
        begins.date().isoformat(),
        f"{begins:%H:%M}",
        f"{ends:%H:%M}",
        slot.finalist.number or 0,
        pick(slot.station),
        pick(slot.room),
        pick(slot.finalist.post),
        slot,
    )


def tables(final: Final, kind: Kind, day: str = "") -> list[pdf.Table]:
    """The tables of a list, each with its title; of one day where one is named."""
    found = [one for one in lines(final) if day in ("", one.day)]
    made: dict[Kind, Callable[[list[Line]], list[pdf.Table]]] = {
        Kind.START: _start,
        Kind.ROOMS: partial(_grouped, title=lambda one: one.room),
        Kind.JUDGES: partial(_of_judges, final),
        Kind.PEOPLE: _people,
        Kind.POSTS: partial(_grouped, title=lambda one: one.post),
    }
    return made[kind](found)


def _grouped(found: Iterable[Line], title: Callable[[Line], str]) -> list[pdf.Table]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for one in found:
        groups[title(one)].append(one)
    return [_table(name, some) for name, some in sorted(groups.items())]


def _table(title: str, found: Sequence[Line]) -> pdf.Table:
    heads = (_("Day"), _("From"), _("Until"), _("Drawn number"), _("Station"), _("Room"))
    return pdf.Table(title, heads, [_cells(one) for one in found], (3, 2, 2, 2, 6, 4))


def _cells(one: Line) -> list[str]:
    return [one.day, one.begins, one.ends, str(one.number), one.station, one.room]


def _start(found: Iterable[Line]) -> list[pdf.Table]:
    """Who begins where: each number with name, dealer and first slot."""
    first: dict[int, Line] = {}
    for one in found:
        first.setdefault(one.number, one)
    groups: dict[str, list[Line]] = defaultdict(list)
    for one in sorted(first.values(), key=lambda line: line.number):
        groups[one.post].append(one)
    heads = (_("Drawn number"), _("Competitor"), _("Dealer"), _("Day"), _("From"), _("Station"), _("Room"))
    return [
        pdf.Table(post, heads, [_start_cells(one) for one in some], (2, 3, 6, 3, 2, 4, 3))
        for post, some in sorted(groups.items())
    ]


def _start_cells(one: Line) -> list[str]:
    person = one.slot.finalist.person
    where = [one.day, one.begins, one.station, one.room]
    return [str(one.number), person.name, pick(one.slot.finalist.dealer), *where]


def _people(found: Iterable[Line]) -> list[pdf.Table]:
    groups: dict[int, list[Line]] = defaultdict(list)
    for one in found:
        groups[one.number].append(one)
    return [
        _table(f"{number} · {some[0].slot.finalist.person.name} · {some[0].post}", some)
        for number, some in sorted(groups.items())
    ]


def _of_judges(final: Final, found: Sequence[Line]) -> list[pdf.Table]:
    return [_table(judge.name, some) for judge, some in by_judge(final, found)]


def by_judge(final: Final, found: Sequence[Line]) -> list[tuple[Person, list[Line]]]:
    """Each judge of a panel with the slots to be marked."""
    seats: dict[tuple[int, int], list[Person]] = defaultdict(list)
    people: dict[int, Person] = {}
    for station in event.stations(final.id):
        for place in station.rooms:
            for seat in place.panel:
                seats[place.station_id, place.room_id].append(seat.person)
                people[seat.person_id] = seat.person
    mine: dict[int, list[Line]] = defaultdict(list)
    for one in found:
        for person in seats[one.slot.station_id, one.slot.room_id]:
            mine[person.id].append(one)
    return [(people[person_id], mine[person_id]) for person_id in sorted(people, key=lambda each: people[each].name)]


def labels(final: Final) -> list[pdf.Label]:
    """A label for each number: number and post, and no name."""
    return [pdf.Label(str(one.number), pick(one.post), pick(final)) for one in plans.competing(final.id)]


def titles() -> dict[Kind, str]:
    return {
        Kind.START: _("Start lists"),
        Kind.ROOMS: _("Timetable by room"),
        Kind.JUDGES: _("Timetable by judge"),
        Kind.PEOPLE: _("Timetable by person"),
        Kind.POSTS: _("Timetable by post"),
    }


def as_pdf(final: Final, kind: Kind, made_at: datetime) -> bytes:
    """Raises NoFont where this machine has no Chinese letters."""
    title = f"{pick(final)} · {titles()[kind]}"
    under = _("As of %(when)s", when=f"{made_at.astimezone(ZoneInfo(final.time_zone)):%Y-%m-%d %H:%M}")
    return pdf.tables(title, under, tables(final, kind), made_at, landscape=kind is Kind.START)


def labels_as_pdf(final: Final, made_at: datetime) -> bytes:
    return pdf.labels(" · ".join((pick(final), _("Labels with numbers"))), labels(final), made_at)
