"""Each judge signs the own marks, the chief the whole sheet; what is signed stays as it is until it is opened again."""

from __future__ import annotations

import threading
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.finals.models import PanelJudge
from app.judging import marking, queries, readings, signing
from app.judging.models import PublishedResult, SheetSignature
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid, Refusal
from app.people.models import Grant, Person, Role
from tests.app.judging.making import TIMED, Room, make_judge, make_room, sending
from tests.factories import make_post


def sign(room, judge):
    digest = readings.digest(room.sheet(), judge.id)
    with transaction():
        return signing.sign(room.token, judge, digest, clock.now())


def close(room, judge=None):
    digest = readings.digest(room.sheet())
    with transaction():
        return signing.close(room.token, judge or room.chief, digest, clock.now())


def reopen(room, reason="A number was swapped", judge=None):
    with transaction():
        return signing.reopen(room.token, judge or room.chief, reason, clock.now())


def signed_room(**given):
    room = Room(**given)
    room.mark_all()
    for judge in room.panel:
        sign(room, judge)
    return room


def test_all_judges_sign_then_the_chief_and_then_it_counts(app):
    room = Room()
    room.mark_all()
    assert sign(room, room.chief).state == "open"
    assert sign(room, room.panel[1]).state == "signed"
    assert close(room).state == "closed"
    assert readings.score(room.sheet()).points == 40 + Fraction(60 * 2, 3)
    deeds = [one.deed for one in audit.of(f"sheet:{room.sheet().id}")]
    assert deeds[:3] == ["sheet.closed", "sheet.signed", "sheet.signed"]
    assert list(audit.faults()) == []


@pytest.mark.parametrize("care", ["1", "3"])
def test_marks_more_than_one_apart_call_for_talk_before_anybody_signs(app, care):
    room = Room()
    room.mark(room.chief, torque="110", care=care)
    room.mark(room.panel[1], care={"1": "3", "3": "1"}[care])
    with pytest.raises(Conflict) as refused:
        sign(room, room.chief)
    assert refused.value.code == "talk"
    room.mark(room.panel[1], care="2")
    sign(room, room.chief)


def test_an_unmarked_aspect_hinders_signing_and_measuring_once_is_enough(app):
    room = Room()
    room.mark(room.chief, care="2")
    with pytest.raises(Conflict) as refused:
        sign(room, room.chief)
    assert refused.value.code == "missing"
    room.mark(room.panel[1], torque="110")
    sign(room, room.chief)


def test_a_clash_hinders_signing(app):
    room = Room()
    room.mark_all()
    room.send(room.chief, sending("care", "3", device="b"))
    with pytest.raises(Conflict) as refused:
        sign(room, room.chief)
    assert refused.value.code == "clash"


def test_a_sheet_with_a_time_is_signed_when_its_clock_has_run(app):
    room = Room(content=TIMED)
    room.mark_all()
    with pytest.raises(Conflict) as refused:
        sign(room, room.chief)
    assert refused.value.code == "clock"
    room.send(room.chief, sending("clock.start", ""))
    app.extensions["clock"].move(minutes=31)
    room.send(room.chief, sending("clock.stop", ""))
    sign(room, room.chief)
    assert readings.score(room.sheet()).deductions[0].points == 2


def test_what_changed_since_one_looked_is_not_signed(app):
    room = Room()
    room.mark_all()
    seen = readings.digest(room.sheet(), room.chief.id)
    room.send(room.chief, sending("care", "3", seen=1))
    with pytest.raises(Conflict) as refused, transaction():
        signing.sign(room.token, room.chief, seen, clock.now())
    assert refused.value.code == "changed"


def test_after_signing_a_mark_is_refused_until_the_signature_is_taken_back(app):
    room = Room()
    room.mark_all()
    sign(room, room.chief)
    assert room.mark(room.chief, care="3") == ["signed"]
    with transaction():
        signing.take_back(room.token, room.chief, clock.now())
    assert room.mark(room.chief, care="3") == ["taken"]


def test_the_chief_signs_last_and_nobody_else_does(app):
    room = Room()
    room.mark_all()
    sign(room, room.chief)
    with pytest.raises(Conflict):
        close(room)
    sign(room, room.panel[1])
    for other in (room.panel[1], make_judge()):
        with pytest.raises(Forbidden):
            close(room, other)
    assert close(room).state == "closed"
    assert room.mark(room.panel[1], care="3") == ["closed"]
    with pytest.raises(Conflict), transaction():
        signing.take_back(room.token, room.panel[1], clock.now())


def test_the_chief_opens_a_sheet_again_with_a_reason_and_all_sign_anew(app):
    room = signed_room()
    close(room)
    with pytest.raises(Invalid):
        reopen(room, "  ")
    with pytest.raises(Forbidden):
        reopen(room, judge=room.panel[1])
    reopen(room)
    assert (room.sheet().state, room.sheet().signatures) == ("open", [])
    assert room.mark(room.chief, care="3") == ["taken"]
    line = next(one for one in audit.of(f"sheet:{room.sheet().id}") if one.deed == "sheet.reopened")
    assert line.facts["reason"] == "A number was swapped"
    assert len(line.facts["digests"]) == 3


def test_after_publication_nothing_is_opened_again(app):
    room = signed_room()
    close(room)
    result = PublishedResult(edition=1, finalist_id=room.finalists[0].id, post_id=make_post().id, place=1, total=100)
    result.by, result.mine, result.theirs, result.stations, result.at = "total", 1, 1, {}, clock.now()
    with transaction() as here:
        here.add(result)
    with pytest.raises(Conflict):
        reopen(room)
    assert room.mark(room.chief, care="3") == ["published"]


def test_a_larger_panel_needs_those_who_began_and_as_many_as_the_station_asks_for(app):
    room = Room(judges=2)
    third = make_judge()
    with transaction() as here:
        row = room.station.rooms[0].panel[0]
        here.add(type(row)(station_id=row.station_id, room_id=row.room_id, person_id=third.id))
    room.mark(room.chief, torque="110", care="2")
    sign(room, room.chief)
    assert room.sheet().state == "open"
    room.mark(third, care="3")
    assert sign(room, third).state == "signed"
    assert readings.judges(room.sheet()) == sorted([room.chief.id, third.id])


def substitute(room, gone) -> Person:
    """An organizer takes a judge off the panel of the room and puts another one on it."""
    other = make_judge()
    with transaction() as here:
        row = next(one for one in room.station.rooms[0].panel if one.person_id == gone.id)
        here.add(PanelJudge(station_id=row.station_id, room_id=row.room_id, person_id=other.id, chief=row.chief))
        here.delete(row)
    return other


@pytest.mark.parametrize("signed_before", [False, True])
def test_a_judge_who_cannot_go_on_is_replaced_and_counts_no_more(app, signed_before):
    room = Room()
    room.mark(room.panel[1], torque="130", care="0")
    if signed_before:
        room.mark(room.chief, care="1")
        sign(room, room.panel[1])
    other = substitute(room, room.panel[1])
    assert room.mark(room.panel[1], care="3") == ["panel"]
    assert room.mark(other, torque="110", care="3") == ["taken", "taken"]
    room.mark(room.chief, care="3")
    sign(room, other)
    assert sign(room, room.chief).state == "signed"
    assert close(room).state == "closed"
    assert readings.judges(room.sheet()) == sorted([room.chief.id, other.id])
    assert readings.score(room.sheet()).points == 100


def test_who_becomes_an_organizer_after_signing_counts_no_more(app):
    room = Room()
    room.mark_all()
    sign(room, room.panel[1])
    with transaction() as here:
        here.add(Grant(person_id=room.panel[1].id, role=Role.ORGANIZER))
    other = substitute(room, room.panel[1])
    room.mark(other, care="2")
    sign(room, other)
    assert sign(room, room.chief).state == "signed"
    assert readings.judges(room.sheet()) == sorted([room.chief.id, other.id])


def test_signing_while_the_same_judge_marks_on_another_device_is_one_or_the_other(app):
    room = Room()
    room.mark_all()
    digest, chief_id = readings.digest(room.sheet(), room.chief.id), room.chief.id
    together, ends = threading.Barrier(2), []

    def do(deed):
        with app.app_context():
            judge = session().get_one(Person, chief_id)
            session().commit()
            together.wait(10)
            try:
                with transaction():
                    ends.append(deed(judge))
            except Refusal as refused:
                ends.append(refused.code)

    def mark(judge):
        return marking.receive(room.token, judge, [sending("care", "3", seen=1)], clock.now())[0]

    def sign_now(judge):
        return signing.sign(room.token, judge, digest, clock.now()).state

    threads = [threading.Thread(target=do, args=(deed,)) for deed in (mark, sign_now)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    value = room.values()["care", chief_id]
    signature = session().scalars(select(SheetSignature)).one_or_none()
    assert (signature is not None, value) in ((True, "2"), (False, "3"))
    if signature:
        assert signature.digest == digest
        assert [one.why for one in ends if isinstance(one, marking.Outcome)] == ["signed"]
    else:
        assert "changed" in ends


def test_penalties_that_a_judge_did_not_note_are_nought(app):
    room = signed_room()
    found = readings.marks(room.sheet())
    assert set(found["dropped"].values()) == {0}
    assert readings.time(room.sheet()) is None
    assert queries.of_judge(room.chief)[0][1] == clock.now() + timedelta()


def test_a_panel_elsewhere_sees_none_of_it(app):
    room, other = Room(), make_judge()
    make_room(room.station, [other], other)
    assert queries.of_judge(other) == []
