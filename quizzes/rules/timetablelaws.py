"""The laws that a timetable keeps, looked at without the solver that made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizzes.rules.timetable import Plan, Slot


def clashes(plan: Plan, slots: Sequence[Slot]) -> list[str]:
    """What is wrong with a timetable, looked at without the solver: every law it must keep, by its name."""
    found = []
    stations = {one.id: one for one in plan.stations}
    wanted = sorted((one.number, name) for one in plan.entrants for name in one.stations)
    if sorted((one.number, one.station) for one in slots) != wanted:
        found.append("somebody is missing or twice")
    if any(not any(w.begins <= one.begins and one.ends <= w.ends for w in plan.windows) for one in slots):
        found.append("outside of the windows")
    if _too_many(((one.number, one.begins, one.ends + plan.rest, 1) for one in slots), {}):
        found.append("nobody twice at once, with rest")
    places = {room.id: room.places for one in plan.stations for room in one.rooms}
    busy = ((one.room, one.begins, one.ends + stations[one.station].turnover, 1) for one in slots)
    if _too_many(busy, places):
        found.append("a room has too many")
    pieces = (
        (piece, one.begins, one.ends, count)
        for one in slots
        for piece, count in stations[one.station].equipment.items()
    )
    if _too_many(pieces, plan.stock):
        found.append("equipment is missing")
    return [*found, *_clashes_of_judges(plan, slots)]


def _clashes_of_judges(plan: Plan, slots: Sequence[Slot]) -> list[str]:
    judges = {(one.id, room.id): room.judges for one in plan.stations for room in one.rooms}
    conflicts = {one.number: one.conflicts for one in plan.entrants}
    found = []
    if any(conflicts[one.number] & set(judges[one.station, one.room]) for one in slots):
        found.append("a judge has a conflict")
    sittings = {(judge, one.begins, one.ends, one.room) for one in slots for judge in judges[one.station, one.room]}
    if _too_many(((judge, begins, ends, 1) for judge, begins, ends, _room in sittings), {}):
        found.append("a judge is twice at once")
    return found


def _too_many(uses: Iterable[tuple[Any, int, int, int]], most: Mapping[Any, int]) -> bool:
    """Whether at some moment more of a thing is in use than there is of it (one where nothing is said)."""
    changes: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for thing, begins, ends, count in uses:
        changes[thing] += [(begins, count), (ends, -count)]
    for thing, some in changes.items():
        used = 0
        for _minute, change in sorted(some):
            used += change
            if used > most.get(thing, 1):
                return True
    return False
