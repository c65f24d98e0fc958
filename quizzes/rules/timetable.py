"""Who stands at which station when: a rotation in which nobody and nothing is in two places at once.

What there is to plan, and what makes it impossible; timetablesolver.py finds a timetable. Times are minutes since
midnight of the first day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

STEP = 5  # starts lie on five minutes


@dataclass(frozen=True)
class Window:
    """Work goes on from `begins` until `ends`; what lies between windows are breaks and nights."""

    begins: int
    ends: int


@dataclass(frozen=True)
class Room:
    """`judges`: who marks there. `places`: how many work at once (a written test has many)."""

    id: str
    judges: tuple[int, ...] = ()
    places: int = 1


@dataclass(frozen=True)
class Station:
    """`minutes` of work, then `turnover` minutes to make the room ready. `equipment`: name -> pieces that one needs.

    `together`: all who are in a room begin at once, on whole steps of minutes plus turnover.
    """

    id: str
    minutes: int
    rooms: tuple[Room, ...]
    turnover: int = 0
    equipment: Mapping[str, int] = field(default_factory=dict, hash=False)
    together: bool = False


@dataclass(frozen=True)
class Entrant:
    """A competitor by drawn number, with the stations of the post and the judges who may not mark this one."""

    number: int
    stations: tuple[str, ...]
    conflicts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plan:
    """`rest`: minutes between two stations of a competitor. `stock`: pieces of each equipment that there are."""

    windows: tuple[Window, ...]
    stations: tuple[Station, ...]
    entrants: tuple[Entrant, ...]
    rest: int = 10
    stock: Mapping[str, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, order=True)
class Slot:
    """A line of the timetable."""

    begins: int
    ends: int
    station: str
    room: str
    number: int


@dataclass(frozen=True)
class Obstacle:
    """Why there can be no timetable: a code, the station (room, equipment) and how many minutes it needs and has.

    no-room: a competitor has a conflict in every room. too-long: longer than any window. not-enough: more work than
    the windows hold. crowded: so it is in a room that several stations have as their only one. stock: more pieces for
    one than there are. closed: rooms are out of use for too long. unsolved: none of these, yet none was found.
    """

    code: str
    where: str = ""
    needs: int = 0
    has: int = 0


@dataclass(frozen=True)
class Outage:
    """A room that cannot be used from then until `ends`."""

    room: str
    begins: int
    ends: int


def obstacles(plan: Plan) -> list[Obstacle]:
    """What makes a timetable impossible, as far as it can be said without looking for one."""
    found: list[Obstacle] = []
    open_minutes = sum(one.ends - one.begins for one in plan.windows)
    for station in plan.stations:
        mine = [one for one in plan.entrants if station.id in one.stations]
        if mine and not any(one.ends - one.begins >= station.minutes for one in plan.windows):
            found.append(Obstacle("too-long", station.id, station.minutes))
        if any(not allowed(station, one) for one in mine):
            found.append(Obstacle("no-room", station.id))
        needs = len(mine) * (station.minutes + station.turnover)
        has = sum(room.places for room in station.rooms) * (open_minutes + station.turnover * len(plan.windows))
        if needs > has:
            found.append(Obstacle("not-enough", station.id, needs, has))
        for name, pieces in station.equipment.items():
            if mine and pieces > plan.stock.get(name, 0):
                found.append(Obstacle("stock", name, pieces, plan.stock.get(name, 0)))
    return [*found, *_crowded(plan, open_minutes)]


def _crowded(plan: Plan, open_minutes: int) -> Iterator[Obstacle]:
    """Rooms that several stations have as their only one, and that are too few for all of them."""
    only: dict[str, list[Station]] = defaultdict(list)
    for station in plan.stations:
        if len(station.rooms) == 1:
            only[station.rooms[0].id].append(station)
    for room, some in only.items():
        if len(some) > 1:
            spare = max(one.turnover for one in some) * len(plan.windows)
            has = max(one.rooms[0].places for one in some) * (open_minutes + spare)
            needs = sum((one.minutes + one.turnover) * _entrants(plan, one) for one in some)
            if needs > has:
                yield Obstacle("crowded", room, needs, has)


def _entrants(plan: Plan, station: Station) -> int:
    return sum(station.id in one.stations for one in plan.entrants)


def short_of_rooms(
    plan: Plan, kept: Collection[Slot], outages: Collection[Outage], not_before: int = 0
) -> list[Obstacle]:
    """Stations whose rooms are out of use for so long that the rest of the work finds no place in what is left."""
    found = []
    for station in plan.stations:
        done = sum(one.station == station.id for one in kept)
        left = sum(station.id in one.stations for one in plan.entrants) - done
        needs = left * station.minutes
        has = sum(room.places * _usable(plan, room.id, outages, not_before) for room in station.rooms)
        if needs > has:
            found.append(Obstacle("closed", station.id, needs, has))
    return found


def _usable(plan: Plan, room: str, outages: Collection[Outage], not_before: int) -> int:
    """The minutes of the windows in which a room can be used; what begins before a failure may end before it."""
    minutes: set[int] = set()
    for one in plan.windows:
        minutes |= set(range(max(one.begins, not_before), one.ends))
    for out in outages:
        if out.room == room:
            minutes -= set(range(out.begins, out.ends))
    return len(minutes)


def allowed(station: Station, one: Entrant) -> list[Room]:
    """The rooms of a station whose judges may mark this competitor."""
    return [room for room in station.rooms if not one.conflicts & set(room.judges)]


def begins(plan: Plan, station: Station) -> list[int]:
    """When work at a station can begin."""
    grid = station.minutes + station.turnover if station.together else STEP
    return [
        minute for window in plan.windows for minute in range(window.begins, window.ends - station.minutes + 1, grid)
    ]
