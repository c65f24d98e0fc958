"""How far each score sheet of a final is, what of it is late by the timetable, and which judge is stuck.

Read with as many statements for 5 sheets as for 5,000; what counts is decided by quizzes/rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.desk import readings
from app.desk.readings import Facts
from app.finals import event
from app.finals.models import Final, FinalRoom, FinalStation, PanelJudge
from app.judging.models import SheetState
from app.people.models import Person
from quizzes.rules.judging import needs_talk
from quizzes.rules.lateness import Slot, late_minutes, stuck_since
from quizzes.rules.scoresheet import Judged


class Standing(StrEnum):
    """How far a sheet is, in the order of the way."""

    NEW = "new"
    BEGUN = "begun"
    TALK = "talk"  # marks lie too far apart
    PAPER = "paper"  # typed in once; a second person has to
    SETTLE = "settle"  # typed in twice and read differently
    CHIEF = "chief"  # all judges have signed
    CLOSED = "closed"
    VOID = "void"  # the competitor has gone: it counts for nothing


@dataclass(frozen=True)
class Line:
    """A sheet. `late`: minutes. `waits_for`: judges who have yet to mark or sign. `elsewhere`: the room that the
    timetable says, where that is another one. `clash`: two devices of a judge say differently. `measured`: whether the
    server has put its values on it; None where it has none to put there.
    """

    token: str
    number: int
    station: FinalStation
    room: FinalRoom | None
    begins_at: datetime | None
    ends_at: datetime | None
    standing: Standing
    late: int
    waits_for: Sequence[Person]
    elsewhere: bool
    clash: bool
    measured: bool | None

    @property
    def is_done(self) -> bool:
        return self.standing is Standing.CLOSED


@dataclass(frozen=True)
class JudgeLine:
    """A judge of the final. `waiting`: sheets whose time has come and that wait for this judge. `heard_at`: when a mark
    or a signature came last; `seen_at`: when a device of theirs asked last; `kept`: marks that it was keeping then.
    """

    person: Person
    places: Sequence[tuple[FinalStation, FinalRoom]]
    waiting: int
    heard_at: datetime | None
    seen_at: datetime | None
    kept: int
    stuck_since: datetime | None


@dataclass(frozen=True)
class Watch:
    """Sheets by time and number; judges, the stuck ones first. `unopened`: lines of the timetable without a sheet.
    `void`: sheets that count for nothing.
    """

    stations: Sequence[FinalStation]
    lines: Sequence[Line]
    judges: Sequence[JudgeLine]
    unopened: int
    void: Sequence[Line]


def watch(final: Final, now: datetime) -> Watch:
    stations, facts = event.stations(final.id), readings.read(final.id)
    watching = _Watching({one.id: one for one in stations}, facts, now)
    lines = [watching.line(row) for row in facts.sheets]
    void = [watching.void(row) for row in facts.void]
    return Watch(stations, lines, watching.judges(stations), facts.unopened, void)


class _Watching:
    """One look at all of it. What waits for whom is collected as the sheets go by."""

    def __init__(self, stations: Mapping[int, FinalStation], facts: Facts, now: datetime) -> None:
        self.stations, self.facts, self.now = stations, facts, now
        self.begins: dict[int, list[datetime]] = defaultdict(list)
        places = [place for one in stations.values() for place in one.rooms]
        self.panels = {(place.station_id, place.room_id): place.panel for place in places}
        self.rooms = {place.room_id: place.room for place in places}

    def line(self, row: Any) -> Line:
        standing, waits_for = self._standing(row), self._waits_for(row)
        if row.begins_at is not None and row.begins_at <= self.now:
            for one in waits_for:
                self.begins[one.id].append(row.begins_at)
        elsewhere = row.slot_room_id not in (None, row.room_id)
        clash, late = row.id in self.facts.clashes, self._late(row, standing)
        return Line(*self._where(row), standing, late, waits_for, elsewhere, clash, self._measured(row))

    def void(self, row: Any) -> Line:
        return Line(*self._where(row), Standing.VOID, 0, (), elsewhere=False, clash=False, measured=None)

    def _where(self, row: Any) -> tuple[str, int, FinalStation, FinalRoom | None, datetime | None, datetime | None]:
        station, room = self.stations[row.station_id], self.rooms.get(row.room_id)
        return row.token, row.number or 0, station, room, row.begins_at, row.ends_at

    def _measured(self, row: Any) -> bool | None:
        rules = self.facts.rules.get(row.sheet_version_id)
        asks = rules is not None and any(rules.is_by_server(one.id) for one in rules.aspects)
        return row.id in self.facts.measured if asks else None

    def _late(self, row: Any, standing: Standing) -> int:
        if row.begins_at is None:
            return 0
        turnover, has_begun = self.stations[row.station_id].turnover, standing is not Standing.NEW
        return late_minutes(
            Slot(row.begins_at, row.ends_at, turnover, has_begun, standing is Standing.CLOSED), self.now
        )

    def _standing(self, row: Any) -> Standing:
        if row.state == SheetState.CLOSED:
            return Standing.CLOSED
        if row.state == SheetState.SIGNED:
            return Standing.CHIEF
        if typed := self.facts.papers.get(row.id, 0):
            return Standing.PAPER if typed == 1 else Standing.SETTLE
        marks = self.facts.marks.get(row.id, ())
        if self._needs_talk(row, marks):
            return Standing.TALK
        known = self.facts.signed.keys() | self.facts.measured
        has_begun = marks or row.started_at is not None or row.id in known
        return Standing.BEGUN if has_begun else Standing.NEW

    def _needs_talk(self, row: Any, marks: Sequence[Any]) -> bool:
        if not marks:
            return False
        rules = self.facts.rules[row.sheet_version_id]
        judged = {one.id for one in rules.aspects if isinstance(one, Judged)}
        counting = {one.person_id for one in self._counting(row)}
        found: dict[str, dict[int, Fraction]] = defaultdict(dict)
        for one in marks:
            if one.item in judged and one.judge_id in counting:
                found[one.item][one.judge_id] = Fraction(one.value)
        return bool(needs_talk(rules, found))

    def _counting(self, row: Any) -> Sequence[PanelJudge]:
        """Whose marks count; of a panel with more judges than the station asks for, those who have begun."""
        panel = self._free(row)
        if len(panel) <= self.stations[row.station_id].judges:
            return panel
        begun = {one.judge_id for one in self.facts.marks.get(row.id, ())}
        return [one for one in panel if one.person_id in begun]

    def _free(self, row: Any) -> list[PanelJudge]:
        """The panel without those who may not judge this competitor."""
        panel = self.panels.get((row.station_id, row.room_id), ())
        panel = [one for one in panel if one.person_id not in self.facts.organizers]
        return [one for one in panel if one.person.dealer_id != row.dealer_id and one.person_id != row.competitor_id]

    def _waits_for(self, row: Any) -> list[Person]:
        if row.state == SheetState.CLOSED:
            return []
        if row.state == SheetState.SIGNED:
            return [one.person for one in self._free(row) if one.chief]
        counting = self._counting(row)
        needed = counting if len(counting) >= self.stations[row.station_id].judges else self._free(row)
        signed = self.facts.signed.get(row.id, ())
        return [one.person for one in needed if one.person_id not in signed]

    def judges(self, stations: Iterable[FinalStation]) -> list[JudgeLine]:
        people: dict[int, Person] = {}
        places: dict[int, list[tuple[FinalStation, FinalRoom]]] = defaultdict(list)
        for station in stations:
            for place in station.rooms:
                for seat in place.panel:
                    people[seat.person_id] = seat.person
                    places[seat.person_id].append((station, place.room))
        found = [self._judge(person, places[ident]) for ident, person in people.items()]
        last = self.now
        return sorted(found, key=lambda one: (one.stuck_since or last, -one.waiting, one.person.name, one.person.id))

    def _judge(self, person: Person, places: Sequence[tuple[FinalStation, FinalRoom]]) -> JudgeLine:
        heard, begins = self.facts.heard.get(person.id), self.begins[person.id]
        seen, kept = self.facts.devices.get(person.id, (None, 0))
        return JudgeLine(person, places, len(begins), heard, seen, kept, stuck_since(begins, heard, self.now))
