"""The event of a final: days, rooms, stations and panels, as one piece of data and as tables. Callers open the
transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.audit.services import note
from app.finals import services, signatures
from app.finals.models import (
    Final,
    FinalRoom,
    FinalSlot,
    FinalState,
    FinalStation,
    PanelJudge,
    StationRoom,
)
from app.kit.database import session
from app.kit.errors import Conflict
from app.people.models import Grant, Person, Post, Role
from quizzes.formats import eventplan
from quizzes.formats.planfile import Fault

OVER = _("The results are published; the event stays as it was. Nothing was changed.")
FIXED = _("Judging has begun: stations and weights stay as they are. Rooms, panels and days can still change.")
RUNNING = _(
    "Results of a post are published, so the times of appeals stay as finalists were told. Nothing was changed."
)
HANGS = _("A score sheet hangs on a station or room that you took out. Keep it. Nothing was changed.")
UNREAD = _("Something does not fit together. Nothing was changed.")


class FaultyEvent(Conflict):
    """What was sent cannot be the event; `faults` say why."""

    status, code = 422, "faulty-event"
    message = UNREAD

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = faults


def known() -> eventplan.Known:
    """The posts and judges that there are."""
    posts = frozenset(session().scalars(select(Post.code)))
    return eventplan.Known(
        posts, frozenset(one.staff_number for one in judges()), frozenset(session().scalars(_organizers()))
    )


def _organizers() -> Select[str]:
    return select(Person.staff_number).join(Grant).where(Grant.role == Role.ORGANIZER.value)


def judges() -> Sequence[Person]:
    """Who can sit in a panel, by dealer and name: organizers know which number is whose, and cannot."""
    query = select(Person).join(Grant).where(Grant.role == Role.JUDGE.value, Person.active)
    query = query.where(Person.staff_number.not_in(_organizers()))
    return session().scalars(query.order_by(Person.dealer_id, Person.name, Person.id)).unique().all()


def posts() -> Sequence[Post]:
    return session().scalars(select(Post).order_by(Post.position, Post.code)).all()


def stations(final_id: int) -> Sequence[FinalStation]:
    """By post and position, with rooms and panels."""
    query = select(FinalStation).join(Post).where(FinalStation.final_id == final_id)
    deep = selectinload(FinalStation.rooms)
    query = query.options(deep.selectinload(StationRoom.panel).joinedload(PanelJudge.person))
    query = query.options(deep.joinedload(StationRoom.room))
    return session().scalars(query.order_by(Post.position, Post.code, FinalStation.position, FinalStation.id)).all()


def rooms(final_id: int) -> Sequence[FinalRoom]:
    return session().scalars(select(FinalRoom).where(FinalRoom.final_id == final_id).order_by(FinalRoom.id)).all()


def data_of(final: Final) -> dict[str, Any]:
    """The event as quizzes/formats/eventplan.py reads it."""
    return {
        "windows": [_window(*one) for one in final.windows],
        **{name: getattr(final, name) for name in MINUTES},
        "stock": dict(final.stock),
        "rooms": [{name: getattr(one, name) for name in ROOM} for one in rooms(final.id)],
        "stations": [_station(one) for one in stations(final.id)],
    }


CLOCKS = ("appeal_minutes", "decision_minutes")
MINUTES = ("rest_minutes", *CLOCKS)
ROOM = ("key", "name_en", "name_zh", "places")
STATION = ("key", "kind", "name_en", "name_zh", "minutes", "turnover", "weight", "judges", "together")


def _window(begins: str, ends: str) -> str:
    return eventplan.written_span(datetime.fromisoformat(begins), datetime.fromisoformat(ends))


def _station(one: FinalStation) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in STATION}
    places = [_place(place) for place in one.rooms]
    return plain | {"post": one.post.code, "equipment": dict(one.equipment), "rooms": places}


def _place(place: StationRoom) -> dict[str, Any]:
    chief = next((seat.person.staff_number for seat in place.panel if seat.chief), "")
    return {"room": place.room.key, "panel": [seat.person.staff_number for seat in place.panel], "chief": chief}


def lacks(final: Final) -> list[Fault]:
    """What must still be done before there can be a timetable."""
    return eventplan.lacks(eventplan.paper_of(data_of(final)))


def keep(final_id: int, data: Mapping[str, Any], by: Person, now: datetime, *, whole: bool = False) -> Final:
    """Make the tables what the data says. Raises FaultyEvent, Conflict where it is too late for that."""
    final = services.locked(final_id)
    found = eventplan.read(data, known(), whole=whole)
    if found.content is None:
        raise FaultyEvent(found.faults)
    before = data_of(final)
    changes = {key: value for key, value in _sorted(found.content).items() if value != _sorted(before)[key]}
    if not changes:
        return final
    _check_time(final, before, found.content)
    try:
        _store(final, found.content)
    except IntegrityError as error:
        raise Conflict(HANGS, code="hangs") from error
    note(by, "event-changed", services.subject(final), changes, now)
    session().expire_all()
    return final


def _sorted(content: Mapping[str, Any]) -> dict[str, Any]:
    """So that the order in which judges of a panel or stations of several posts are named changes nothing."""
    stations = [
        one
        | {
            "rooms": sorted(
                (room | {"panel": sorted(room["panel"])} for room in one["rooms"]), key=lambda room: room["room"]
            )
        }
        for one in content["stations"]
    ]
    return dict(content) | {"stations": sorted(stations, key=lambda one: one["post"])}


def _check_time(final: Final, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if final.state in (FinalState.PUBLISHED, FinalState.CLOSED):
        raise Conflict(OVER, code="event-over")
    if final.state == FinalState.JUDGING and _tasks(before) != _tasks(after):
        raise Conflict(FIXED, code="stations-fixed")
    if any(before[name] != after[name] for name in CLOCKS) and signatures.any_signed(final.id, "results:"):
        raise Conflict(RUNNING, code="appeals-running")


def _tasks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stations without their rooms."""
    return [{name: value for name, value in one.items() if name != "rooms"} for one in _sorted(content)["stations"]]


def _store(final: Final, content: Mapping[str, Any]) -> None:
    final.windows = [
        [_iso(begins), _iso(ends)] for begins, ends in filter(None, map(eventplan.span, content["windows"]))
    ]
    final.stock = content["stock"]
    for name in MINUTES:
        setattr(final, name, content[name])
    _clear_panels(final)
    _store_rooms(final, content["rooms"])
    _store_stations(final, content["stations"])
    session().flush()
    _store_panels(final, content["stations"])


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _clear_panels(final: Final) -> None:
    mine = select(FinalStation.id).where(FinalStation.final_id == final.id)
    session().execute(delete(PanelJudge).where(PanelJudge.station_id.in_(mine)))
    session().execute(delete(StationRoom).where(StationRoom.station_id.in_(mine)))
    session().expire_all()


def _store_rooms(final: Final, pieces: Sequence[Mapping[str, Any]]) -> None:
    there = {one.key: one for one in rooms(final.id)}
    gone = [one.id for key, one in there.items() if key not in {piece["key"] for piece in pieces}]
    session().execute(delete(FinalSlot).where(FinalSlot.room_id.in_(gone)))
    session().execute(delete(FinalRoom).where(FinalRoom.id.in_(gone)))
    for piece in pieces:
        room = there.get(piece["key"]) or FinalRoom(final_id=final.id, closed=[])
        for name in ROOM:
            setattr(room, name, piece[name])
        session().add(room)


def _store_stations(final: Final, pieces: Sequence[Mapping[str, Any]]) -> None:
    there = {one.key: one for one in stations(final.id)}
    gone = [one.id for key, one in there.items() if key not in {piece["key"] for piece in pieces}]
    session().execute(delete(FinalSlot).where(FinalSlot.station_id.in_(gone)))
    session().execute(delete(FinalStation).where(FinalStation.id.in_(gone)))
    posts = {one.code: one.id for one in session().scalars(select(Post))}
    for position, piece in enumerate(pieces, 1):
        station = there.get(piece["key"]) or FinalStation(final_id=final.id)
        for name in STATION:
            setattr(station, name, piece[name])
        station.post_id, station.position, station.equipment = posts[piece["post"]], position, piece["equipment"]
        session().add(station)


def _store_panels(final: Final, pieces: Sequence[Mapping[str, Any]]) -> None:
    room_ids = {one.key: one.id for one in rooms(final.id)}
    station_ids = {one.key: one.id for one in stations(final.id)}
    person_ids = {one.staff_number: one.id for one in judges()}
    for piece in pieces:
        for place in piece["rooms"]:
            where = {"station_id": station_ids[piece["key"]], "room_id": room_ids[place["room"]]}
            session().execute(insert(StationRoom).values(**where))
            for judge in place["panel"]:
                seat = where | {"person_id": person_ids[judge], "chief": judge == place["chief"]}
                session().execute(insert(PanelJudge).values(**seat))


def copied(data: Mapping[str, Any], source: str, target: str) -> dict[str, Any]:
    """The data with the stations of one post set up for another, rooms and panels included. Raises Conflict."""
    if any(one["post"] == target for one in data["stations"]):
        raise Conflict(_("This post has stations already. Take them out first, or change them."), code="not-empty")
    made = [
        one | {"post": target, "key": _key(one["key"], source, target)}
        for one in data["stations"]
        if one["post"] == source
    ]
    return dict(data) | {"stations": [*data["stations"], *made]}


def _key(key: str, source: str, target: str) -> str:
    made = key.replace(source, target) if source in key else f"{target}-{key}"
    return made[:40].strip("-")
