"""A first draft of a timetable, by hand as it were: the scarcest rooms first, everybody as early as they can.

The solver begins with it: a draft that is whole is a timetable already; of one that is not the solver finds the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from quizzes.rules.timetable import Entrant, Plan, Room, Slot, Station, allowed, begins

Span = tuple[int, int]


def draft(plan: Plan, not_before: int = 0) -> list[Slot]:
    """Slots that clash with none of the others; who finds no place is left out."""
    book = _Book(plan)
    order = sorted(plan.stations, key=lambda one: (-_load(plan, one), one.id))
    for station in order:
        mine = [one for one in plan.entrants if station.id in one.stations]
        starts = [minute for minute in begins(plan, station) if minute >= not_before]
        for entrant in sorted(mine, key=lambda one: (len(allowed(station, one)), one.number)):
            book.enter(entrant, station, starts)
    return sorted(book.slots)


def _load(plan: Plan, station: Station) -> float:
    """How much of its rooms the station needs; a room that several share counts with what all of them need."""
    rooms = {room.id for room in station.rooms}
    needs = sum(
        (one.minutes + one.turnover) * sum(one.id in entrant.stations for entrant in plan.entrants)
        for one in plan.stations
        if rooms & {room.id for room in one.rooms}
    )
    return needs / max(1, sum(room.places for room in station.rooms))


class _Book:
    """What is taken so far: of competitors, rooms, judges and equipment."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.slots: list[Slot] = []
        self.people: dict[int, list[Span]] = defaultdict(list)
        self.rooms: dict[str, list[Span]] = defaultdict(list)
        self.judges: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        self.pieces: dict[str, list[tuple[int, int, int]]] = defaultdict(list)

    def enter(self, entrant: Entrant, station: Station, starts: list[int]) -> None:
        for begin, room in self._ways(entrant, station, starts):
            self._write(entrant, station, room, begin)
            return

    def _ways(self, entrant: Entrant, station: Station, starts: list[int]) -> Iterator[tuple[int, Room]]:
        rooms = allowed(station, entrant)
        for begin in starts:
            if self._is_free(entrant, station, begin) and self._has_pieces(station, begin):
                yield from ((begin, room) for room in rooms if self._has_place(station, room, begin))

    def _is_free(self, entrant: Entrant, station: Station, begin: int) -> bool:
        rest = self.plan.rest
        return not any(
            first < begin + station.minutes + rest and begin < last + rest
            for first, last in self.people[entrant.number]
        )

    def _has_pieces(self, station: Station, begin: int) -> bool:
        ends = begin + station.minutes
        return all(
            count + sum(used for first, last, used in self.pieces[name] if first < ends and begin < last)
            <= self.plan.stock.get(name, 0)
            for name, count in station.equipment.items()
        )

    def _has_place(self, station: Station, room: Room, begin: int) -> bool:
        """A place is free; all who are there begin and end together; the judges are nowhere else."""
        ends = begin + station.minutes + station.turnover
        there = [one for one in self.rooms[room.id] if one[0] < ends and begin < one[1]]
        if len(there) >= room.places or any(one != (begin, ends) for one in there):
            return False
        return not any(
            first < ends and begin < last and other != room.id
            for judge in room.judges
            for first, last, other in self.judges[judge]
        )

    def _write(self, entrant: Entrant, station: Station, room: Room, begin: int) -> None:
        ends = begin + station.minutes
        self.slots.append(Slot(begin, ends, station.id, room.id, entrant.number))
        self.people[entrant.number].append((begin, ends))
        self.rooms[room.id].append((begin, ends + station.turnover))
        for judge in room.judges:
            self.judges[judge].append((begin, ends + station.turnover, room.id))
        for name, count in station.equipment.items():
            self.pieces[name].append((begin, ends, count))
