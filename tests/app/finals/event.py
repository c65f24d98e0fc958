"""A small event: two stations of technicians, three rooms, judges of a jury; each test says only what it needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.finals import drawing, event, timetabling
from app.finals.models import Final, Finalist, TimetableRun
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Role
from tests.app.finals.selection import make_final
from tests.factories import make_dealer, make_person, make_post, make_region

WINDOWS = ["2026-06-02 09:00-12:00", "2026-06-02 13:00-17:00"]  # the day after NOON


def make_judges(count: int, dealer: str = "JURY") -> list[Person]:
    return [make_person(Role.JUDGE, dealer=make_dealer(dealer)) for _one in range(count)]


def data_for(judges: list[Person], **changes: Any) -> dict[str, Any]:
    names = [one.staff_number for one in judges]
    post = make_post().code
    rooms = [
        {"room": "a", "panel": names[:1], "chief": names[0]},
        {"room": "b", "panel": names[1:2], "chief": names[1]},
    ]
    plain = {"post": post, "kind": "practical", "minutes": 30, "turnover": 5, "judges": 1}
    stations = [
        plain | {"key": "brakes", "name_zh": "制动", "name_en": "Brakes", "weight": 60, "rooms": rooms},
        plain | {"key": "battery", "name_zh": "电池", "name_en": "Battery", "weight": 40,
                 "rooms": [{"room": "c", "panel": names[2:3], "chief": names[2]}]},
    ]  # fmt: skip
    halls = [{"key": key, "name_zh": f"考场 {key}", "name_en": f"Room {key}"} for key in "abc"]
    return {"windows": WINDOWS, "rest_minutes": 10, "stock": {}, "rooms": halls, "stations": stations} | changes


def keep(final: Final, data: dict[str, Any]) -> Final:
    by = make_person(Role.ORGANIZER)
    with transaction():
        return event.keep(final.id, data, by, clock.now())


def make_finalists(final: Final, count: int, dealer: str = "WORK", **fields: Any) -> list[Finalist]:
    made = []
    for _one in range(count):
        person = make_person(dealer=make_dealer(dealer))
        given = {"way": "quota", "state": "accepted", "invited_at": clock.now(), "hired_on": None}
        given |= {"post_id": make_post().id, "region_id": make_region().id, "dealer_id": person.dealer_id}
        made.append(Finalist(final_id=final.id, person_id=person.id, **(given | fields)))
    with transaction() as here:
        here.add_all(made)
    return made


def make_event(finalists: int = 4, judges: list[Person] | None = None, *, drawn: bool = True, **changes: Any) -> Final:
    """A final that is set up, with its numbers drawn."""
    final = make_final(state="selected")
    keep(final, data_for(judges or make_judges(3), **changes))
    if finalists:
        make_finalists(final, finalists)
    if finalists and drawn:
        draw(final)
    return final


def draw(final: Final, words: str = "Munich") -> int:
    with transaction():
        return drawing.by_lot(final.id, words, None, clock.now())


def solve(final: Final) -> TimetableRun:
    with transaction():
        run_id = timetabling.ask(final.id, None, clock.now()).id
    return solved(run_id)


def solved(run_id: int) -> TimetableRun:
    timetabling.solve_one(run_id)
    session().expire_all()
    return session().get_one(TimetableRun, run_id)


def moment(final: Final, text: str) -> datetime:
    from app.finals import plans

    days = plans.calendar(final)
    return days.moment(days.minute_of_local(text))
