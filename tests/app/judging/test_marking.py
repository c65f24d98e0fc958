"""Marks arrive in any order, twice or late: each counts once, none is lost, and a clash is shown."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select, update

from app.audit.models import AuditLine
from app.finals.models import Finalist
from app.judging import marking, queries
from app.judging.models import MarkSending
from app.judging.sendings import read
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Invalid
from tests.app.judging.making import TIMED, Room, make_judge, sending
from tests.factories import make_dealer


def open_clashes(room):
    return [(one.item, one.value) for one in queries.clashes(room.sheet().id)]


def deeds():
    session().rollback()
    return list(session().scalars(select(AuditLine.deed).order_by(AuditLine.number)))


def test_a_mark_is_stored_once_however_often_it_is_sent(app):
    room = Room()
    sent = sending("care", "2", words="Calm and clean")
    assert [room.send(room.chief, sent) for _ in range(3)] == [["taken"]] * 3
    (mark,) = room.sheet().marks
    assert (mark.value, mark.words, mark.revision) == ("2", "Calm and clean", 1)
    assert deeds().count("mark.taken") == 1


def test_of_one_device_the_newest_counts_even_if_it_comes_first(app):
    room = Room()
    first, second = sending("care", "1", number=101), sending("care", "3", number=102)
    assert room.send(room.chief, second) == ["taken"]
    assert room.send(room.chief, first) == ["overtaken"]
    assert room.values() == {("care", room.chief.id): "3"}
    assert open_clashes(room) == []


def test_values_are_kept_exactly_as_one_text(app):
    room = Room()
    for typed, stored in (("110,50", "110.5"), ("0110", "110"), ("１", None), ("0.10", "0.1")):
        why = room.mark(room.chief, torque=typed)
        assert room.values().get(("torque", room.chief.id)) == stored if stored else why == ["not-a-number"]


@pytest.mark.parametrize(
    ("item", "value", "why"),
    [
        ("care", "4", "level"),
        ("care", "1.5", "level"),
        ("care", "", "not-a-number"),
        ("torque", "301", "range"),
        ("torque", "many", "not-a-number"),
        ("dropped", "4", "count"),
        ("nothing", "1", "unknown"),
        ("clock.wind", "1", "unknown"),
    ],
)
def test_a_mark_that_the_sheet_cannot_have_is_refused_and_stands_in_the_log(app, item, value, why):
    room = Room()
    assert room.send(room.chief, sending(item, value)) == [why]
    assert room.values() == {}
    assert deeds()[-1] == "mark.refused"


def test_two_devices_that_differ_are_shown_until_the_judge_decides(app):
    room = Room()
    room.send(room.chief, sending("care", "2", device="a"))
    other = sending("care", "3", device="b", words="Saw it myself")
    assert room.send(room.chief, other) == ["clash"]
    assert room.send(room.chief, other) == ["clash"]
    assert (room.values()["care", room.chief.id], open_clashes(room)) == ("2", [("care", "3")])
    decided = sending("care", "3", device="b", seen=1, settles=(other.key,))
    assert room.send(room.chief, decided) == ["taken"]
    assert (room.values()["care", room.chief.id], open_clashes(room)) == ("3", [])


def test_who_has_not_seen_the_clash_does_not_end_it(app):
    room = Room()
    room.send(room.chief, sending("care", "2", device="a"))
    room.send(room.chief, sending("care", "3", device="b"))
    assert room.send(room.chief, sending("care", "1", device="a", seen=1)) == ["taken"]
    assert open_clashes(room) == [("care", "3")]


def test_two_devices_that_agree_are_no_clash(app):
    room = Room()
    room.send(room.chief, sending("care", "2", device="a", words="Clean"))
    assert room.send(room.chief, sending("care", "2", device="b", words="Calm")) == ["taken"]
    assert room.sheet().marks[0].words == "Clean / Calm"
    assert open_clashes(room) == []


def test_two_devices_at_the_same_instant_lose_nothing(app):
    room = Room()
    together, outcomes = threading.Barrier(2), []
    chief_id = room.chief.id

    def send(device: str, value: str) -> None:
        with app.app_context():
            judge = session().get_one(type(room.chief), chief_id)
            session().commit()
            together.wait(10)
            with transaction():
                sent = [sending("care", value, device=device)]
                outcomes.extend(marking.receive(room.token, judge, sent, clock.now()))

    threads = [threading.Thread(target=send, args=pair) for pair in (("c", "1"), ("d", "3"))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(one.fate.value for one in outcomes) == ["clash", "taken"]
    assert {room.values()["care", chief_id], open_clashes(room)[0][1]} == {"1", "3"}


def test_who_is_not_on_the_panel_marks_nothing(app):
    room = Room()
    assert room.mark(make_judge(), care="2") == ["panel"]
    assert room.values() == {}
    assert deeds()[-1] == "mark.refused"


def test_a_judge_of_the_same_dealer_is_refused_without_a_word_about_the_dealer(app):
    room = Room()
    with transaction() as here:
        here.execute(update(Finalist).values(dealer_id=make_dealer("JURY").id))
    assert room.mark(room.chief, care="2") == ["conflict"]


def test_a_withdrawn_competitor_is_not_marked(app):
    room = Room()
    with transaction() as here:
        here.execute(update(Finalist).values(state="withdrawn"))
    assert room.mark(room.chief, care="2") == ["void"]


def test_a_key_that_something_else_has_is_refused(app):
    room = Room()
    first = sending("care", "2", number=500)
    room.send(room.chief, first)
    assert room.send(room.panel[1], sending("care", "3", number=500)) == ["key"]
    assert room.send(room.chief, sending("torque", "110", number=500)) == ["key"]
    assert session().scalar(select(func.count()).select_from(MarkSending)) == 1


def test_the_clock_is_the_servers_and_starts_once(app):
    room = Room(content=TIMED)
    clock_ = app.extensions["clock"]
    begin = clock_.now()
    assert room.send(room.chief, sending("clock.stop", "")) == ["not-started"]
    assert room.send(room.chief, sending("clock.start", "")) == ["taken"]
    clock_.move(seconds=100)
    assert room.send(room.panel[1], sending("clock.start", "", device="b")) == ["taken"]
    assert room.sheet().started_at == begin
    assert room.send(room.chief, sending("clock.back", "30")) == ["reason"]
    back = sending("clock.back", "30", words="The lift stood still")
    assert [room.send(room.chief, back) for _ in range(2)] == [["taken"], ["taken"]]
    assert room.send(room.chief, sending("clock.back", "99999", words="Too much")) == ["seconds"]
    assert room.send(room.chief, sending("clock.stop", "")) == ["taken"]
    sheet = room.sheet()
    assert (sheet.stopped_at - begin).total_seconds() == 100
    assert sheet.given_back_seconds == 30


@pytest.mark.parametrize(("seconds", "why"), [(-60, "taken"), (-100_000, "moment"), (60, "moment"), (3, "taken")])
def test_a_device_without_a_line_says_when_it_started_within_reason(app, seconds, why):
    room = Room(content=TIMED)
    when = clock.now_ms() + seconds * 1000
    assert room.send(room.chief, sending("clock.start", str(when))) == [why]
    if why == "taken":
        assert clock.milliseconds(room.sheet().started_at) == min(when, clock.now_ms())


@pytest.mark.parametrize(
    "data",
    [
        None, [], {"sent": 1}, {"sent": [1]}, {"sent": [{}]}, {"sent": [{"key": "a-1"}]},
        {"sent": [{"key": "a" * 16 + "-0", "item": "care", "value": "1"}]},
        {"sent": [{"key": "a" * 16 + "-1", "item": 7, "value": "1"}]},
        {"sent": [{"key": "a" * 16 + "-1", "item": "care", "value": "1", "seen": -1}]},
        {"sent": [{"key": "a" * 16 + "-1", "item": "care", "value": "1", "seen": True}]},
        {"sent": [{}] * 201},
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(app, data):
    with pytest.raises(Invalid):
        read(data, clock.now())
