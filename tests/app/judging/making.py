"""A small final with one station, a panel and open sheets: each test says only what it needs."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import select

from app.finals.models import (
    Final,
    Finalist,
    FinalRoom,
    FinalSlot,
    FinalStation,
    PanelJudge,
    StationRoom,
)
from app.judging import marking, opening, queries, versions
from app.judging.models import ScoreSheet
from app.judging.sendings import Sending
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Role
from app.seasons.models import Season
from quizzes.formats.scoresheets import read
from tests.factories import make_dealer, make_person, make_post, make_region, make_season

_numbers = count(1)
LEVELS = [{"zh": f"{mark} 级描述", "en": f"Level {mark} looks so"} for mark in range(4)]
TORQUE = {"id": "torque", "kind": "measured", "name": {"zh": "扭矩", "en": "Torque"}, "weight": 40, "unit": "N·m",
          "target": "110", "low": "0", "high": "300", "bands": [{"within": "2", "share": "1"}]}  # fmt: skip
CARE = {"id": "care", "kind": "judged", "name": {"zh": "操作", "en": "Care"}, "weight": 60, "levels": LEVELS}
PARTS = {
    "penalties": [{"id": "dropped", "name": {"zh": "掉落工具", "en": "Dropped a tool"}, "points": 5, "most": 3}],
    "critical": [{"id": "live", "name": {"zh": "未断电作业", "en": "Worked on a live system"}}],
}
SHEET = {"aspects": [TORQUE, CARE], **PARTS}
TIMED = SHEET | {"timing": {"minutes": 30, "step_minutes": 1, "points": 2, "most": 10}}


def make_judge(**fields) -> Person:
    return make_person(Role.JUDGE, dealer=make_dealer("JURY"), **fields)


def make_final(**fields) -> Final:
    season_id = session().scalar(select(Season.id).limit(1)) or make_season().id
    given = {"season_id": season_id, "name_en": "Final", "name_zh": "总决赛", "time_zone": "Asia/Shanghai",
             "state": "selected", "created_at": clock.now()}  # fmt: skip
    return _stored(Final(**(given | fields)))


def make_station(final: Final, judges: int = 2, content: dict | None = SHEET, **fields) -> FinalStation:
    number = next(_numbers)
    given = {"key": f"station-{number}", "kind": "practical", "name_en": f"Station {number}",
             "name_zh": f"工位 {number}", "minutes": 30, "weight": 100, "position": 1}  # fmt: skip
    station = _stored(FinalStation(final_id=final.id, post_id=make_post().id, judges=judges, **(given | fields)))
    if content is not None:
        write_sheet(station, content)
    return station


def write_sheet(station: FinalStation, content: dict) -> None:
    trainer, stored = make_person(Role.TRAINER), read(content).content
    assert stored is not None
    with transaction():
        versions.store(station, stored, 0, trainer, clock.now())


def make_room(station: FinalStation, panel: list[Person], chief: Person | None = None) -> FinalRoom:
    number = next(_numbers)
    room = _stored(FinalRoom(final_id=station.final_id, key=f"r{number}", name_en=f"Room {number}", name_zh="一号考场"))
    _stored(StationRoom(station_id=station.id, room_id=room.id))
    for judge in panel:
        _stored(PanelJudge(station_id=station.id, room_id=room.id, person_id=judge.id, chief=judge is chief))
    return room


def make_finalist(final: Final, number: int, **fields) -> Finalist:
    person = make_person(dealer=make_dealer("WORK"), **fields)
    given = {"way": "quota", "state": "accepted", "invited_at": clock.now(), "region_id": make_region().id}
    return _stored(
        Finalist(
            final_id=final.id,
            person_id=person.id,
            post_id=make_post().id,
            dealer_id=person.dealer_id,
            hired_on=None,
            number=number,
            **given,
        )
    )


def make_slot(finalist: Finalist, station: FinalStation, room: FinalRoom, minutes: int = 0) -> FinalSlot:
    begins = clock.now() + timedelta(minutes=minutes)
    ends = begins + timedelta(minutes=30)
    where = {"station_id": station.id, "room_id": room.id}
    return _stored(FinalSlot(finalist_id=finalist.id, begins_at=begins, ends_at=ends, **where))


class Room:
    """A room at work: its panel (the first one is the chief), its competitors and their open sheets."""

    def __init__(self, judges: int = 2, competitors: int = 1, content: dict = SHEET) -> None:
        self.final = make_final()
        self.panel = [make_judge() for _ in range(judges)]
        self.chief = self.panel[0]
        self.station = make_station(self.final, judges, content)
        self.room = make_room(self.station, self.panel, self.chief)
        self.finalists = [make_finalist(self.final, 40 + place) for place in range(competitors)]
        for place, one in enumerate(self.finalists):
            make_slot(one, self.station, self.room, 40 * place)
        organizer = make_person(Role.ORGANIZER)
        with transaction():
            opening.open_sheets(self.final.id, organizer, clock.now())
        self.tokens = [one.token for one in queries.of_station(self.station.id)]
        self.token = self.tokens[0]

    def sheet(self) -> ScoreSheet:
        session().rollback()  # what was read so far may be old
        session().expire_all()
        return queries.sheet(self.token)

    def send(self, judge: Person, *sendings: Sending) -> list[str]:
        with transaction():
            found = marking.receive(self.token, judge, sendings, clock.now())
        return [one.why or one.fate.value for one in found]

    def mark(self, judge: Person, **values: str) -> list[str]:
        return self.send(judge, *(sending(item, value) for item, value in values.items()))

    def mark_all(self, torque: str = "110", care: str = "2") -> None:
        self.mark(self.chief, torque=torque)
        for judge in self.panel:
            assert self.mark(judge, care=care) == ["taken"]

    def values(self) -> dict:
        return {(one.item, one.judge_id): one.value for one in self.sheet().marks}


def sending(item: str, value: str, *, device: str = "a", number: int = 0, seen: int = 0, **more) -> Sending:
    key = f"{device * 16}-{number or next(_numbers)}"
    return Sending(key, item, value, more.pop("words", ""), seen, clock.now(), **more)


def _stored(thing):
    with transaction() as here:
        here.add(thing)
    return thing
