"""The part of the walk in which the event of a final is set up, numbers are drawn and a timetable is made."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.finals import timetabling
from app.finals.models import Final, Finalist
from app.kit.database import session, transaction
from app.people.models import Person
from tests.conftest import sign_in

Stop = tuple[str, TestResponse]


def arranging(client: FlaskClient) -> Iterator[Stop]:
    """What organizers see, also when something cannot be."""
    final_id = session().scalars(select(Final.id).order_by(Final.id.desc())).first()
    one = f"/desk/finals/{final_id}"
    yield "event, empty", client.get(f"{one}/event")
    days = {"part": "days", "windows": "2026-11-21 09:00-17:00", "stock": "lift: 2", "rest_minutes": "10"}
    yield "event, days", client.post(f"{one}/event", data=days, follow_redirects=True)
    yield "event, a window backwards", client.post(f"{one}/event", data=days | {"windows": "2026-11-21 17:00-09:00"})
    for key in ("a", "b"):
        room = {"part": "room", "key": key, "name_zh": "考场 Room", "name_en": "Room 考场", "places": "4"}
        yield f"event, room {key}", client.post(f"{one}/event", data=room, follow_redirects=True)
    yield "station, new", client.get(f"{one}/event/station")
    sent = {"key": "brakes", "post": "me-technician", "kind": "practical", "name_zh": "制动 Brakes",
            "name_en": "Brakes 制动", "minutes": "30", "turnover": "5", "weight": "99", "judges": "1",
            "rooms": ["a", "b"], "panel.a": "DEMO-JUDGE", "panel.b": "DEMO-JUDGE"}  # fmt: skip
    yield "station, nothing typed", client.post(f"{one}/event/station", data={})
    yield "station, weights of 99", client.post(f"{one}/event/station", data=sent, follow_redirects=True)
    yield "timetable, too early", client.post(f"{one}/timetable")
    whole = sent | {"weight": "100"}
    yield "station, stored", client.post(f"{one}/event/station", data=whole, follow_redirects=True)
    yield "station", client.get(f"{one}/event/station?key=brakes")
    yield "no such station", client.get(f"{one}/event/station?key=none")
    text = client.get(f"{one}/event.yaml").get_data()
    for name, data in (("faults", text.replace(b"weight: 100", b"weight: 9")), ("no yaml", b"a: ["), ("kept", text)):
        sent_file = {"file": (io.BytesIO(data), "event.yaml")}
        yield f"event from a file, {name}", client.post(f"{one}/event/file", data=sent_file, follow_redirects=True)
    yield "numbers, nobody", client.get(f"{one}/numbers")
    yield from _drawing(client, final_id or 0, one)


def _drawing(client: FlaskClient, final_id: int, one: str) -> Iterator[Stop]:
    with transaction() as here:
        here.execute(update(Finalist).where(Finalist.final_id == final_id, Finalist.state == "invited").values(
            state="accepted"))  # fmt: skip
    yield "numbers", client.get(f"{one}/numbers")
    yield "numbers, typed wrong", client.post(f"{one}/numbers", data={"way": "stage", "n.1": "1"})
    drawn = client.post(f"{one}/numbers", data={"way": "lot", "words": "今日头条 Headline"}, follow_redirects=True)
    yield "numbers, drawn", drawn
    yield "timetable, none", client.get(f"{one}/timetable")
    yield "timetable, asked for", client.post(f"{one}/timetable", follow_redirects=True)
    yield "timetable, being made", client.get(f"{one}/timetable/progress", follow_redirects=True)
    timetabling.solve_waiting()
    yield "timetable, made", client.get(f"{one}/timetable/progress", follow_redirects=True)
    for by in ("posts", "rooms", "judges", "people"):
        yield f"timetable, {by}", client.get(f"{one}/timetable?by={by}")
    out = {"deed": "fail", "room": "a", "during": "2026-11-21 09:00-17:00"}
    yield "a room fails, no time", client.post(f"{one}/timetable", data=out | {"during": "soon"})
    yield "a room fails", client.post(f"{one}/timetable", data=out, follow_redirects=True)
    timetabling.solve_waiting()
    yield "timetable, planned again", client.get(f"{one}/timetable")
    yield "event, a room closed", client.get(f"{one}/event")
    yield "all rooms fail", client.post(f"{one}/timetable", data=out | {"room": "b"}, follow_redirects=True)
    timetabling.solve_waiting()
    yield "timetable, impossible", client.get(f"{one}/timetable")
    yield "no such list", client.get(f"{one}/lists/odd.pdf")
    yield from _finalist(client, final_id)


def _finalist(client: FlaskClient, final_id: int) -> Iterator[Stop]:
    numbered = select(Person).join(Finalist, Finalist.person_id == Person.id)
    numbered = numbered.where(Finalist.final_id == final_id, Finalist.number.is_not(None)).order_by(Person.id)
    sign_in(client, session().scalars(numbered).first())
    yield "my timetable", client.get("/final/timetable")
