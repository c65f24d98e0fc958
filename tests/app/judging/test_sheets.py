"""A score sheet is written in versions, fixed when marking starts, and opened for each line of the timetable."""

from __future__ import annotations

import io
import threading

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.audit import queries as audit
from app.finals import inviting
from app.finals.models import Finalist, FinalSlot
from app.judging import opening, queries, versions
from app.judging.models import ScoreSheet, SheetVersion
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.people.models import Person, Role
from quizzes.formats.scoresheets import read, write
from tests.app.judging.making import (
    SHEET,
    TIMED,
    Room,
    make_final,
    make_finalist,
    make_judge,
    make_room,
    make_slot,
    make_station,
)
from tests.conftest import sign_in
from tests.factories import make_person

CONTENT, LONGER = read(SHEET).content, read(TIMED).content


def store(station, content, seen):
    by = make_person(Role.TRAINER)
    with transaction():
        return versions.store(station, content, seen, by, clock.now())


def open_again(room):
    by = make_person(Role.ORGANIZER)
    with transaction():
        return opening.open_sheets(room.final.id, by, clock.now())


def numbers(station):
    session().rollback()
    return [one.number for one in queries.versions(station.id)]


def test_each_saving_is_a_version_but_the_same_again_is_none(app):
    station = make_station(make_final(), content=None)
    store(station, CONTENT, 0)
    store(station, LONGER, 1)
    assert store(station, LONGER, 2)[1] is False
    assert numbers(station) == [2, 1]


def test_of_two_who_write_at_once_the_second_is_told(app):
    station = make_station(make_final())
    store(station, LONGER, 1)
    with pytest.raises(Conflict) as refused:
        store(station, CONTENT, 1)
    assert refused.value.code == "changed"


def test_once_marking_has_started_nothing_is_stored_any_more(app):
    room = Room()
    with pytest.raises(Conflict) as refused:
        store(room.station, LONGER, 1)
    assert refused.value.code == "fixed"
    assert numbers(room.station) == [1]


def test_the_database_knows_one_fixed_version_of_a_station(app):
    room = Room()
    other = SheetVersion(station_id=room.station.id, number=2, content=LONGER, by_id=room.chief.id, at=clock.now())
    other.fixed_at = clock.now()
    with pytest.raises(IntegrityError), transaction() as here:
        here.add(other)


def test_opening_again_opens_what_is_new_and_moves_what_is_not_marked(app):
    room = Room(competitors=2)
    other = make_room(room.station, [make_judge()])
    room.mark(room.chief, care="2")
    with transaction() as here:
        here.execute(update(FinalSlot).values(room_id=other.id))
    make_slot(make_finalist(room.final, 99), room.station, other)
    assert open_again(room) == opening.Opened(made=1, moved=1)
    assert open_again(room) == opening.Opened(made=0, moved=0)
    assert room.sheet().room_id == room.room.id
    assert [one.deed for one in audit.of(f"final:{room.final.id}")] == [
        "sheets.moved",
        "sheets.opened",
        "sheets.opened",
    ]


def test_the_sheets_of_who_withdraws_are_void_at_once_and_keep_their_marks(app):
    room, organizer = Room(competitors=2), make_person(Role.ORGANIZER)
    room.mark(room.chief, care="2")
    gone = room.sheet().finalist_id
    for _twice in range(2):
        with transaction():
            inviting.leave(gone, organizer, "Ill since the morning", clock.now())
    assert (room.sheet().state, room.values()) == ("void", {("care", room.chief.id): "2"})
    assert room.mark(room.chief, care="3") == ["void"]
    assert queries.sheet(room.tokens[1]).state == "open"
    assert [one.deed for one in audit.of(f"final:{room.final.id}")].count("sheets.voided") == 1


@pytest.mark.parametrize("missing", ["no-timetable", "no-numbers", "no-sheet", "not-now"])
def test_sheets_are_not_opened_before_all_is_there(app, missing):
    final = make_final(state="planning" if missing == "not-now" else "selected")
    station = make_station(final, content=None if missing == "no-sheet" else SHEET)
    if missing != "no-timetable":
        finalist = make_finalist(final, 41)
        make_slot(finalist, station, make_room(station, [make_judge()]))
        if missing == "no-numbers":
            with transaction() as here:
                here.execute(update(Finalist).values(number=None))
    by = make_person(Role.ORGANIZER)
    with pytest.raises(Conflict) as refused, transaction():
        opening.open_sheets(final.id, by, clock.now())
    assert refused.value.code == missing
    assert session().scalar(select(func.count()).select_from(ScoreSheet)) == 0
    assert session().scalar(select(SheetVersion.fixed_at)) is None


# Pages ------------------------------------------------------------------------------------------------------------

ASPECT = {"aspect_kind-0": "judged", "aspect_name_zh-0": "操作", "aspect_name_en-0": "Care", "aspect_weight-0": "60"}
LEVELS = {f"aspect_level{mark}_{tag}-0": f"{tag} {mark}" for mark in range(4) for tag in ("zh", "en")}
MEASURED = {"aspect_kind-1": "measured", "aspect_name_zh-1": "扭矩", "aspect_name_en-1": "Torque",
            "aspect_weight-1": "40", "aspect_unit-1": "N·m", "aspect_target-1": "110", "aspect_low-1": "0",
            "aspect_high-1": "300", "aspect_within0-1": "2,5", "aspect_share0-1": "100", "aspect_within1-1": "5",
            "aspect_share1-1": "33.5", "aspect_order-1": "0", "aspect_order-0": "1"}  # fmt: skip
TYPED = ASPECT | LEVELS | MEASURED | {"timing_minutes": "30", "seen": "0"}


@pytest.fixture
def page(app, client):
    sign_in(client, make_person(Role.TRAINER))
    station = make_station(make_final(), content=None)
    return client, f"/desk/finals/{station.final_id}/stations/{station.id}/sheet", station


def test_a_trainer_writes_a_sheet_in_the_form(page):
    client, address, station = page
    assert client.post(address, data=TYPED).status_code == 303
    (version,) = queries.versions(station.id)
    torque, care = version.content["aspects"]
    assert [(one["id"], one["kind"]) for one in (torque, care)] == [("aspect-1", "measured"), ("aspect-2", "judged")]
    assert torque["bands"] == [{"within": "2.5", "share": "1"}, {"within": "5", "share": "0.335"}]
    assert version.content["timing"] == {"minutes": 30, "step_minutes": 0, "points": 0, "most": 0}
    assert 'value="33.5"' in client.get(address).text


def test_weights_of_99_are_refused_with_the_sum_and_nothing_typed_is_lost(page):
    client, address, station = page
    reply = client.post(address, data=TYPED | {"aspect_weight-0": "59"})
    assert reply.status_code == 422
    assert "The weights add to 99; they must add to 100." in reply.text
    assert 'value="59"' in reply.text
    assert queries.versions(station.id) == []
    (line,) = audit.of(f"station:{station.id}")
    assert (line.deed, line.facts) == ("sheet.refused", {"faults": ["weights"]})


def test_a_sheet_goes_out_as_a_file_and_comes_back(page):
    client, address, station = page
    client.post(address, data=TYPED)
    text = client.get(f"{address}.yaml").get_data()
    changed = text.replace(b"zh 3", "很好".encode())
    reply = client.post(f"{address}/file", data={"file": (io.BytesIO(changed), "sheet.yaml")})
    assert reply.status_code == 303
    assert numbers(station) == [2, 1]


def test_a_file_with_faults_tells_each_at_its_line_and_stores_nothing(page):
    client, address, station = page
    text = write(CONTENT).replace("weight: 60", "weight: 59")
    reply = client.post(f"{address}/file", data={"file": (io.BytesIO(text.encode()), "hv.yaml")})
    assert reply.status_code == 422
    assert "hv.yaml:2:1: The weights add to 99; they must add to 100." in reply.text
    assert numbers(station) == []


def test_what_somebody_else_stored_meanwhile_is_not_overwritten_unasked(page):
    client, address, station = page
    client.post(address, data=TYPED)
    reply = client.post(address, data=TYPED | {"timing_minutes": "45"})
    assert reply.status_code == 409
    assert 'value="45"' in reply.text
    assert client.post(address, data=TYPED | {"timing_minutes": "45", "over": "1"}).status_code == 303
    assert numbers(station) == [2, 1]


def test_an_organizer_opens_the_sheets_and_sees_how_far_they_are(app, client):
    room = Room()
    sign_in(client, make_person(Role.ORGANIZER))
    reply = client.post(f"/desk/finals/{room.final.id}/sheets/open", follow_redirects=True)
    assert "0 sheets are open now." in reply.text
    listed = client.get(f"/desk/finals/{room.final.id}/sheets?station={room.station.id}").text
    assert room.token in listed
    assert room.finalists[0].person.name not in listed


# At once ------------------------------------------------------------------------------------------------------------


def at_once(app, deed):
    """The same deed by two people at the same instant: what became of each."""
    people, together, ends = [make_person(Role.ORGANIZER).id for _ in range(2)], threading.Barrier(2), []

    def do(person_id):
        with app.app_context():
            person = session().get_one(Person, person_id)
            session().commit()
            together.wait(10)
            try:
                with transaction():
                    ends.append(deed(person))
            except Conflict as refused:
                ends.append(refused.code)

    threads = [threading.Thread(target=do, args=(one,)) for one in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    session().rollback()
    return ends


def test_two_organizers_who_open_at_once_open_each_sheet_once(app):
    final = make_final()
    station = make_station(final)
    make_slot(make_finalist(final, 41), station, make_room(station, [make_judge()]))
    final_id = final.id
    ends = at_once(app, lambda person: opening.open_sheets(final_id, person, clock.now()).made)
    assert sorted(ends) == [0, 1]
    assert session().scalar(select(func.count()).select_from(ScoreSheet)) == 1


def test_two_trainers_who_store_at_once_make_one_version(app):
    station = make_station(make_final())
    ident, final_id = station.id, station.final_id

    def store_mine(person):
        found = queries.station(final_id, ident)
        return versions.store(found, LONGER, 1, person, clock.now())[0].number

    assert sorted(map(str, at_once(app, store_mine))) == ["2", "changed"]
    assert numbers(station) == [2, 1]
