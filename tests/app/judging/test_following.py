"""A timetable that is planned again takes the sheets along that nobody has begun with; the others stay and are said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.finals import event, timetabling
from app.finals.models import FinalRoom, FinalSlot
from app.judging import marking, opening, panels, queries
from app.judging.models import ScoreSheet
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Role
from tests.app.finals.event import make_event, moment, solve, solved
from tests.app.judging.making import sending, write_sheet
from tests.conftest import sign_in
from tests.factories import make_person

CARE = {"id": "care", "kind": "judged", "name": {"zh": "操作", "en": "Care"}, "weight": 100,
        "levels": [{"zh": f"{mark} 级", "en": f"Level {mark}"} for mark in range(4)]}  # fmt: skip


@pytest.fixture
def final(app):
    """Eight competitors, two rooms at the station for brakes, all sheets open; an hour before work begins."""
    made = make_event(8)
    for station in event.stations(made.id):
        write_sheet(station, {"aspects": [CARE], "penalties": [], "critical": []})
    solve(made)
    with transaction():
        opening.open_sheets(made.id, make_person(Role.ORGANIZER), clock.now())
    return made


def fuller():
    """The fuller one of the two rooms for brakes, and the other one."""
    return sorted("ab", key=lambda key: -len(in_room(key)))


def in_room(key):
    query = select(ScoreSheet).join(ScoreSheet.room).where(FinalRoom.key == key).order_by(ScoreSheet.id)
    return session().scalars(query).all()


def fail(final, room, during):
    by = make_person(Role.ORGANIZER)
    with transaction():
        run_id = timetabling.fail(final.id, room, during, by, clock.now()).id
    assert solved(run_id).state == "stored"
    return by


def begin_with(sheet):
    judge = panels.of(sheet)[0].person
    with transaction():
        assert marking.receive(sheet.token, judge, [sending("care", "2")], clock.now())[0].fate == "taken"
    return judge


def test_sheets_that_nobody_has_marked_follow_to_the_new_room_and_its_panel(app, final):
    room, other = fuller()
    first = in_room(room)
    assert len(first) >= 2
    old, token = panels.of(first[0])[0].person, first[0].token
    by = fail(final, room, "2026-06-02 09:00-17:00")
    assert in_room(room) == []
    sheet = queries.sheet(token)
    assert sheet.room.key == other
    assert panels.bar(sheet, old) == "panel"
    slots = session().scalars(select(FinalSlot)).all()
    rooms = {(one.finalist_id, one.station_id): one.room_id for one in slots}
    assert all(rooms[one.finalist_id, one.station_id] == one.room_id for one in session().scalars(select(ScoreSheet)))
    last = audit.of(f"final:{final.id}")[0]
    assert (last.deed, last.actor_id, len(last.facts["moved"])) == ("sheets.moved", by.id, len(first))


def test_a_sheet_with_a_mark_stays_with_its_judges_and_the_desk_says_so(app, client, final):
    room, _other = fuller()
    marked, timed = in_room(room)[:2]
    token, clocked = marked.token, timed.token
    judge = begin_with(marked)
    with transaction():
        session().get_one(ScoreSheet, timed.id).started_at = clock.now()
    by = fail(final, room, "2026-06-02 09:00-17:00")
    assert {one.token for one in in_room(room)} == {token, clocked}
    assert panels.bar(queries.sheet(token), judge) == ""
    assert len(audit.of(f"final:{final.id}")[0].facts["stayed"]) == 2
    shown = sign_in(client, by).get(f"/desk/finals/{final.id}/sheets").text
    assert "2 sheets that somebody has begun with stay" in shown


def test_a_timetable_before_the_sheets_are_open_moves_nothing(app):
    made = make_event(4)
    assert solve(made).state == "stored"
    assert "sheets.moved" not in [one.deed for one in audit.of(f"final:{made.id}")]
    assert moment(made, "2026-06-02T09:00") > clock.now()
