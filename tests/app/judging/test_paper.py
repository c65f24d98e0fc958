"""A paper is typed by two people; what they read alike stands, the chief settles the rest."""

from __future__ import annotations

import pytest

from app.judging import paper, queries
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, Invalid
from app.people.models import Role
from tests.app.judging.making import TIMED, Room, sending
from tests.conftest import sign_in
from tests.factories import make_person


@pytest.fixture
def room(app):
    return Room(content=TIMED)


def values(room, torque="110", care="2", seconds="1865"):
    judges = [str(one.id) for one in room.panel]
    found = {"torque": {judges[0]: torque}, "care": dict.fromkeys(judges, care), "seconds": {"all": seconds}}
    return {item: {judge: text for judge, text in some.items() if text} for item, some in found.items()}


def type_in(room, typed, by=None):
    by = by or make_person(Role.ORGANIZER)
    with transaction():
        return paper.type_in(room.token, typed, by, clock.now())


def settle(room, chosen, by=None):
    with transaction():
        paper.settle(room.token, chosen, by or room.chief, clock.now())


def test_what_two_people_read_alike_becomes_the_judges_marks(room):
    type_in(room, values(room))
    assert room.values() == {}
    type_in(room, values(room, torque="110,0"))
    first, second = (one.id for one in room.panel)
    assert room.values() == {("torque", first): "110", ("care", first): "2", ("care", second): "2"}
    sheet = room.sheet()
    assert (sheet.stopped_at - sheet.started_at).total_seconds() == 1865
    with pytest.raises(Conflict):
        type_in(room, values(room))


def test_what_differs_waits_for_the_chief(room):
    type_in(room, values(room))
    type_in(room, values(room, torque="101", seconds=""))
    entries = queries.entries(room.sheet().id)
    first = str(room.chief.id)
    differing = [(one.item, one.judge, one.one, one.other) for one in paper.differences(room.sheet(), entries)]
    assert differing == [("torque", first, "110", "101"), ("seconds", "all", "1865", "")]
    with pytest.raises(Forbidden):
        settle(room, {}, room.panel[1])
    with pytest.raises(Invalid):
        settle(room, {("torque", first): "101"})
    with pytest.raises(Invalid):
        settle(room, {("torque", first): "105", ("seconds", "all"): "1865"})
    assert room.values() == {}
    settle(room, {("torque", first): "101", ("seconds", "all"): "1865"})
    assert room.values()["torque", room.chief.id] == "101"
    with pytest.raises(Conflict):
        settle(room, {})


def test_one_person_alone_is_not_two(room):
    by = make_person(Role.ORGANIZER)
    type_in(room, values(room), by)
    type_in(room, values(room), by)
    assert room.values() == {}
    assert len(queries.entries(room.sheet().id)) == 1


def test_a_third_person_is_not_needed(room):
    type_in(room, values(room))
    type_in(room, values(room, torque="101"))
    with pytest.raises(Conflict):
        type_in(room, values(room))


def test_a_paper_never_overwrites_what_a_judge_has_on_the_tablet(room):
    room.send(room.chief, sending("care", "3"))
    type_in(room, values(room))
    type_in(room, values(room))
    assert room.values()["care", room.chief.id] == "3"
    assert [(one.item, one.value) for one in queries.clashes(room.sheet().id)] == [("care", "2")]


@pytest.mark.parametrize(
    ("typed", "item"), [({"care": "4"}, "care"), ({"torque": "x"}, "torque"), ({"seconds": "0"}, "seconds")]
)
def test_what_cannot_stand_on_the_sheet_is_refused(room, typed, item):
    bad = values(room, **typed)
    with pytest.raises(Invalid):
        type_in(room, bad)
    assert {one for one, _judge in paper.faults(room.sheet(), bad)} == {item}
    assert not queries.entries(room.sheet().id)


def test_the_pages_keep_what_was_typed_and_lead_through(room, client):
    first, second = (one.id for one in room.panel)
    address = f"/desk/score-sheets/{room.token}/paper"
    typed = {f"mark-torque-{first}": "1l0", f"mark-care-{first}": "2", f"mark-care-{second}": "2", "time": "31:05"}
    sign_in(client, make_person(Role.TRAINER))
    reply = client.post(address, data=typed)
    assert reply.status_code == 422
    assert 'value="1l0"' in reply.text
    assert 'value="31:05"' in reply.text
    assert client.post(address, data=typed | {f"mark-torque-{first}": "110"}).status_code == 303
    sign_in(client, make_person(Role.TRAINER))
    assert 'value="31:05"' not in client.get(address).text  # the other one's reading is not shown
    client.post(address, data=typed | {f"mark-torque-{first}": "101"})
    sign_in(client, room.chief)
    settling = f"/judge/sheets/{room.token}/paper"
    assert ">101<" in client.get(settling).text
    assert client.post(settling, data={}).status_code == 422
    client.post(settling, data={f"choice/torque/{first}": "110"})
    assert room.values()["torque", first] == "110"
    sign_in(client, room.panel[1])
    assert client.get(settling).status_code == 403
