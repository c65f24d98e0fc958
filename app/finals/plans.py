"""A final's tables as the plan that the solver reads, and its minutes as moments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.finals import event
from app.finals.models import Final, Finalist, FinalistState, FinalRoom, FinalSlot, FinalStation
from app.kit.database import session
from quizzes.rules import timetable
from quizzes.rules.timetable import Entrant, Outage, Plan, Slot, Window


@dataclass(frozen=True)
class Calendar:
    """Minutes since the midnight before the first window, in the final's time zone."""

    midnight: datetime  # local, without a zone
    zone: ZoneInfo

    def minute(self, moment: datetime) -> int:
        """Of a moment; what is begun counts as over."""
        local = moment.astimezone(self.zone).replace(tzinfo=None)
        return -((self.midnight - local) // timedelta(minutes=1))

    def minute_of_local(self, text: str) -> int:
        return (datetime.fromisoformat(text) - self.midnight) // timedelta(minutes=1)

    def moment(self, minute: int) -> datetime:
        return (self.midnight + timedelta(minutes=minute)).replace(tzinfo=self.zone)


def calendar(final: Final) -> Calendar:
    """Raises IndexError for a final without windows."""
    first = datetime.fromisoformat(final.windows[0][0])
    return Calendar(datetime.combine(first.date(), time()), ZoneInfo(final.time_zone))


def competing(final_id: int) -> Sequence[Finalist]:
    """Who has a number and has not withdrawn, by number."""
    query = select(Finalist).where(Finalist.final_id == final_id, Finalist.number.is_not(None))
    query = query.where(Finalist.state == FinalistState.ACCEPTED.value).options(joinedload(Finalist.person))
    return session().scalars(query.order_by(Finalist.number)).all()


@dataclass(frozen=True)
class Problem:
    """What the solver is given: the plan, the rooms that are out of use, and the timetable until now."""

    plan: Plan
    outages: tuple[Outage, ...]
    before: tuple[Slot, ...]
    kept: tuple[Slot, ...]
    not_before: int

    @property
    def digest(self) -> str:
        """Of all but the time: another one means that something has changed since."""
        told = asdict(self.plan), [asdict(one) for one in self.outages], [asdict(one) for one in self.before]
        return sha256(json.dumps(told, sort_keys=True, default=sorted).encode()).hexdigest()


def problem(final: Final, now: datetime) -> Problem:
    """What is over, or under way in a room that is in use, stays; the rest begins from now on."""
    days, plan = calendar(final), plan_of(final)
    outages = tuple(_outages(days, event.rooms(final.id)))
    before = tuple(_slots(days, stored(final.id), plan))
    minute = max(0, days.minute(now))
    kept = tuple(one for one in before if one.begins < minute and _stays(one, minute, outages))
    return Problem(plan, outages, before, kept, minute)


def plan_of(final: Final) -> Plan:
    stations, people = event.stations(final.id), competing(final.id)
    days = calendar(final)
    windows = tuple(Window(days.minute_of_local(begins), days.minute_of_local(ends)) for begins, ends in final.windows)
    entrants = tuple(_entrants(stations, people))
    return Plan(windows, tuple(map(_station, stations)), entrants, final.rest_minutes, dict(final.stock))


def _station(one: FinalStation) -> timetable.Station:
    rooms = tuple(
        timetable.Room(place.room.key, tuple(seat.person_id for seat in place.panel), place.room.places)
        for place in one.rooms
    )
    return timetable.Station(one.key, one.minutes, rooms, one.turnover, dict(one.equipment), one.together)


def _entrants(stations: Sequence[FinalStation], people: Iterable[Finalist]) -> Iterable[Entrant]:
    of_post: dict[int, list[str]] = defaultdict(list)
    of_dealer: dict[int, set[int]] = defaultdict(set)
    for station in stations:
        of_post[station.post_id].append(station.key)
        for place in station.rooms:
            for seat in place.panel:
                of_dealer[seat.person.dealer_id].add(seat.person_id)
    for one in people:
        yield Entrant(one.number or 0, tuple(of_post[one.post_id]), frozenset(of_dealer[one.dealer_id]))


def stored(final_id: int) -> Sequence[FinalSlot]:
    """The timetable as it stands, by time, room and number."""
    query = select(FinalSlot).join(Finalist).where(Finalist.final_id == final_id)
    query = query.options(joinedload(FinalSlot.finalist), joinedload(FinalSlot.station), joinedload(FinalSlot.room))
    return session().scalars(query.order_by(FinalSlot.begins_at, FinalSlot.room_id, Finalist.number)).all()


def _slots(days: Calendar, rows: Iterable[FinalSlot], plan: Plan) -> Iterable[Slot]:
    """Those of people, stations and rooms that the plan still has."""
    rooms = {(station.id, room.id) for station in plan.stations for room in station.rooms}
    wanted = {(one.number, name) for one in plan.entrants for name in one.stations}
    for row in rows:
        number = row.finalist.number or 0
        if (row.station.key, row.room.key) in rooms and (number, row.station.key) in wanted:
            begins, ends = days.minute(row.begins_at), days.minute(row.ends_at)
            yield Slot(begins, ends, row.station.key, row.room.key, number)


def _outages(days: Calendar, rooms: Iterable[FinalRoom]) -> Iterable[Outage]:
    for room in rooms:
        for begins, ends in room.closed:
            yield Outage(room.key, days.minute_of_local(begins), days.minute_of_local(ends))


def _stays(slot: Slot, minute: int, outages: Iterable[Outage]) -> bool:
    """Over, or under way and not cut short by a room that failed."""
    return slot.ends <= minute or not is_out(slot, outages)


def is_out(slot: Slot, outages: Iterable[Outage]) -> bool:
    """Whether the room of a slot is out of use at some time of it."""
    return any(out.room == slot.room and out.begins < slot.ends and slot.begins < out.ends for out in outages)
