"""A timetable by OR-Tools' CP-SAT: a job-shop with optional intervals, one for each room that a competitor may use.

The solver begins with a draft that is made without it (timetabledraft.py), is told a seed and a bound of deterministic
effort, and works alone, so that the same plan gives the same timetable on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from quizzes.rules.timetable import (
    Entrant,
    Obstacle,
    Outage,
    Plan,
    Room,
    Slot,
    Station,
    allowed,
    begins,
    obstacles,
    short_of_rooms,
)
from quizzes.rules.timetabledraft import draft

DAY = 24 * 60
EFFORT = 60.0  # deterministic seconds of the solver; the same on every machine


def solve(
    plan: Plan,
    *,
    seed: int = 1,
    kept: Collection[Slot] = (),
    before: Collection[Slot] = (),
    outages: Collection[Outage] = (),
    not_before: int = 0,
) -> list[Slot] | Obstacle:
    """A timetable, or why there is none.

    `kept`: slots that stay as they are (what is over). `before`: the timetable until now; as few as possible of its
    slots move. `outages`: rooms that failed. `not_before`: nothing else begins earlier.
    """
    if impossible := [*obstacles(plan), *short_of_rooms(plan, kept, outages, not_before)]:
        return impossible[0]
    model = _Model(plan)
    model.close(outages, kept)
    model.keep(kept)
    model.begin_after(not_before, kept)
    if before:
        model.stay_near(before)
    else:
        model.begin_with(draft(plan, not_before))
    return model.solved(seed)


class _Model:
    """The variables of a plan: for each competitor and station a start, and for each room whether it is there."""

    def __init__(self, plan: Plan) -> None:
        from ortools.sat.python import cp_model  # half a second: only where a timetable is made

        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.plan = plan
        self.starts: dict[tuple[int, str], Any] = {}
        self.there: dict[tuple[int, str, str], Any] = {}
        self.rooms: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        self.judges: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.equipment: dict[str, list[tuple[Any, int]]] = defaultdict(list)
        self.horizon = max((one.ends for one in plan.windows), default=0) + DAY
        self._enter_all()
        self._forbid_clashes()

    def _enter_all(self) -> None:
        stations = {one.id: one for one in self.plan.stations}
        for entrant in self.plan.entrants:
            own = [self._enter(entrant, stations[name]) for name in entrant.stations]
            self.model.add_no_overlap(own)

    def _enter(self, entrant: Entrant, station: Station) -> Any:
        """One competitor at one station; the interval that the competitor is busy, rest included."""
        name = f"{entrant.number}@{station.id}"
        start = self.model.new_int_var_from_domain(self._domain(station), name)
        self.starts[entrant.number, station.id] = start
        rooms = allowed(station, entrant)
        chosen = [self._in_room(entrant, station, room, start) for room in rooms]
        self.model.add_exactly_one(chosen)
        for piece, count in station.equipment.items():
            self.equipment[piece].append((self.model.new_fixed_size_interval_var(start, station.minutes, name), count))
        return self.model.new_fixed_size_interval_var(start, station.minutes + self.plan.rest, name)

    def _in_room(self, entrant: Entrant, station: Station, room: Room, start: Any) -> Any:
        name = f"{entrant.number}@{station.id}/{room.id}"
        there = self.model.new_bool_var(name)
        self.there[entrant.number, station.id, room.id] = there
        busy = self.model.new_optional_fixed_size_interval_var(start, station.minutes + station.turnover, there, name)
        self.rooms[room.id].append((busy, room.places))
        for judge in room.judges:
            self.judges[judge][room.id].append(busy)
        return there

    def _domain(self, station: Station) -> Any:
        return self.cp.Domain.from_values(begins(self.plan, station))

    def close(self, outages: Collection[Outage], kept: Iterable[Slot]) -> None:
        """Nothing but what is kept lies in a room while it is out of use."""
        past = {(one.number, one.station) for one in kept}
        minutes = {one.id: one.minutes for one in self.plan.stations}
        for (number, station, room), there in self.there.items():
            for out in outages:
                if out.room == room and (number, station) not in past:
                    free = self._around(out, minutes[station])
                    start = self.starts[number, station]
                    self.model.add_linear_expression_in_domain(start, free).only_enforce_if(there)

    def _around(self, out: Outage, minutes: int) -> Any:
        before = [[0, out.begins - minutes]] if out.begins >= minutes else []
        return self.cp.Domain.from_intervals([*before, [max(0, out.ends), max(self.horizon, out.ends)]])

    def _forbid_clashes(self) -> None:
        for some in self.rooms.values():
            places = max(places for _busy, places in some)
            busy = [each for each, _places in some]
            if places == 1:
                self.model.add_no_overlap(busy)
            else:
                self.model.add_cumulative(busy, [1] * len(busy), places)
        for rooms in self.judges.values():
            if len(rooms) > 1:  # within one room the room itself sees to it
                self.model.add_no_overlap([busy for some in rooms.values() for busy in some])
        for piece, wanted in self.equipment.items():
            self.model.add_cumulative(
                [busy for busy, _count in wanted], [count for _busy, count in wanted], self.plan.stock[piece]
            )

    def keep(self, slots: Iterable[Slot]) -> None:
        for one in slots:
            self.model.add(self.starts[one.number, one.station] == one.begins)
            self.model.add(self.there[one.number, one.station, one.room] == 1)

    def begin_after(self, minute: int, kept: Iterable[Slot]) -> None:
        """All but what is kept begins then or later."""
        past = {(one.number, one.station) for one in kept}
        for place, start in self.starts.items():
            if minute and place not in past:
                self.model.add(start >= minute)

    def stay_near(self, slots: Collection[Slot]) -> None:
        moved = []
        for one in slots:
            start, there = self.starts.get((one.number, one.station)), (one.number, one.station, one.room)
            if start is None or there not in self.there:
                continue
            stays = self.model.new_bool_var(f"stays {there}")
            self.model.add(start == one.begins).only_enforce_if(stays)
            self.model.add_implication(stays, self.there[there])
            self.model.add_hint(start, one.begins)
            moved.append(1 - stays)
        if moved:
            self.model.minimize(sum(moved))

    def begin_with(self, slots: Iterable[Slot]) -> None:
        """Try this first."""
        chosen = {(one.number, one.station): one for one in slots}
        for (number, station, room), there in self.there.items():
            if one := chosen.get((number, station)):
                self.model.add_hint(there, one.room == room)
        for place, one in chosen.items():
            self.model.add_hint(self.starts[place], one.begins)

    def solved(self, seed: int) -> list[Slot] | Obstacle:
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = EFFORT
        if solver.solve(self.model) not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return Obstacle("unsolved")
        minutes = {one.id: one.minutes for one in self.plan.stations}
        return sorted(
            Slot(begins, begins + minutes[station], station, room, number)
            for (number, station, room), there in self.there.items()
            if solver.boolean_value(there)
            for begins in (solver.value(self.starts[number, station]),)
        )
