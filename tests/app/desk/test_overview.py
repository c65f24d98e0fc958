"""The overview says what is late, who is stuck and what is in the way; each number opens the list that it counts."""

from __future__ import annotations

import io
import re

import pytest
from flask import current_app
from flask_babel import force_locale
from openpyxl import load_workbook
from sqlalchemy import update

from app.desk import presenters, progress, watching
from app.finals import inviting
from app.finals.models import FinalSlot, TimetableRun
from app.hall import conducting
from app.judging import appealing, obstacles, paper, results, signing
from app.judging.models import Mark, MarkClash, PaperEntry, ScoreSheet
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Post, Role
from tests.app.hall.making import Hall
from tests.app.judging.making import Room, make_finalist, make_room, make_slot, make_station
from tests.app.judging.test_appealing import Published
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person
from tests.statements import counted


@pytest.fixture
def move(app):
    return app.extensions["clock"].move


def fresh():
    session().rollback()
    session().expire_all()


def seen(room):
    fresh()
    return watching.watch(room.final, clock.now())


def standings(room):
    return [(one.number, one.standing.value, one.late) for one in seen(room).lines]


def stuck(room):
    return [one.person.id for one in seen(room).judges if one.stuck_since]


def overview(room):
    fresh()
    with current_app.test_request_context(), force_locale("en"):
        return presenters.overview(room.final, clock.now())


def alarms(room):
    return [one.words for one in overview(room).alarms]


def test_a_sheet_is_late_until_it_is_signed_by_all(app, move):
    room = Room(competitors=2)
    assert standings(room) == [(40, "new", 0), (41, "new", 0)]
    move(minutes=6)
    assert standings(room)[0] == (40, "new", 6)
    room.mark(room.chief, care="2")
    assert standings(room)[0] == (40, "begun", 0)
    move(minutes=30)
    assert standings(room)[0] == (40, "begun", 6)
    assert alarms(room)[-1] == "1 sheet is late by 6 minutes."
    room.mark_all()
    Finished.close(room)
    assert standings(room)[0] == (40, "closed", 0)


def test_marks_far_apart_papers_and_clashes_are_counted_where_they_stand(app):
    room = Room(competitors=4)
    room.mark(room.panel[0], care="0")
    room.mark(room.panel[1], care="3")
    assert standings(room)[0][1] == "talk"
    first, second = make_person(Role.TRAINER), make_person(Role.TRAINER)
    care = {"care": {str(room.chief.id): "2"}}
    with transaction():
        paper.type_in(room.tokens[1], care, first, clock.now())
    assert standings(room)[1][1] == "paper"
    with transaction():
        paper.type_in(room.tokens[1], {"care": {str(room.chief.id): "3"}}, second, clock.now())
    assert standings(room)[1][1] == "settle"
    clash = {"item": "care", "judge_id": room.panel[1].id, "value": "1", "seen_revision": 0, "sent_key": "x"}
    with transaction() as here:
        here.add(MarkClash(sheet_id=room.sheet().id, marked_at=clock.now(), at=clock.now(), **clash))
    assert [one.clash for one in seen(room).lines] == [True, False, False, False]
    assert session().query(PaperEntry).count() == 2


def test_a_judge_is_stuck_from_whom_nothing_came_since_the_work_began(app, move):
    room = Room()
    move(minutes=9)
    assert stuck(room) == []
    move(minutes=1)
    assert sorted(stuck(room)) == sorted(one.id for one in room.panel)
    room.mark(room.chief, care="2")
    assert stuck(room) == [room.panel[1].id]
    with transaction() as here:  # of the competitor's own dealer: is never given this one
        here.execute(update(Person).where(Person.id == room.panel[1].id).values(dealer_id=make_dealer("WORK").id))
    assert stuck(room) == []


def test_a_larger_panel_is_not_stuck_once_enough_judges_have_begun(app, move):
    room = Room(judges=3)
    with transaction():
        room.sheet().station.judges = 2
    move(minutes=20)
    assert len(stuck(room)) == 3
    for judge in room.panel[:2]:
        room.mark(judge, care="2")
    assert stuck(room) == []


def test_the_desk_knows_when_a_device_was_seen_last_and_how_much_it_kept_then(app, client, move):
    room = Room()
    state = f"/judge/sheets/{room.token}/state"
    sign_in(client, room.chief)
    for told in (f"?device={'a' * 16}&waiting=3", f"?device={'b' * 16}&waiting=2", "?device=odd&waiting=-1", ""):
        assert client.get(state + told).status_code == 200
    (line,) = [one for one in seen(room).judges if one.person.id == room.chief.id]
    assert (line.kept, line.seen_at) == (5, clock.now())
    assert alarms(room)[-1] == "5 marks wait on judges' devices."
    move(minutes=3)
    client.get(f"{state}?device={'a' * 16}&waiting=0")
    (line,) = [one for one in seen(room).judges if one.person.id == room.chief.id]
    assert (line.kept, line.seen_at) == (2, clock.now())


@pytest.mark.parametrize(
    "hinder",
    ["nothing", "unsealed", "open", "clash", "appeal", "weights", "missing", "tie"],
)
def test_what_is_in_the_way_is_what_publishing_is_refused_for(app, hinder):
    room = Published() if hinder == "appeal" else Finished("1", "3", "3" if hinder == "tie" else "2")
    with transaction() as here:
        if hinder == "unsealed":
            here.execute(update(Mark).where(Mark.item == "care", Mark.value == "3").values(value="2"))
        elif hinder == "open":
            here.execute(update(ScoreSheet).where(ScoreSheet.token == room.token).values(state="open"))
        elif hinder == "clash":
            clash = {"item": "care", "judge_id": room.chief.id, "value": "0", "seen_revision": 0, "sent_key": "x"}
            here.add(MarkClash(sheet_id=room.sheet().id, marked_at=clock.now(), at=clock.now(), **clash))
        elif hinder == "appeal":
            appealing.file(room.sheet().id, "The wheel was tight", room.who, clock.now())
        elif hinder == "weights":
            make_station(room.final, weight=20)
        elif hinder == "missing":
            make_finalist(room.final, 77)
    fresh()
    wanted = [(one.code, list(one.numbers)) for one in obstacles.obstacles(results.reckon(room.final, room.post))]
    (line,) = overview(room).posts
    assert [(one.code, list(one.numbers)) for one in line.blocks] == wanted
    assert bool(wanted) == (hinder != "nothing")


def test_what_was_reckoned_holds_for_one_state_of_the_log_only(app):
    room = Finished("1", "3")
    (line,) = overview(room).posts
    assert not line.blocks
    room.token = room.tokens[0]
    with transaction():
        signing.reopen(room.token, room.chief, "Swapped", clock.now())
    room.mark_all(care="3")
    Finished.close(room)
    fresh()
    (line,) = overview(room).posts
    assert [one.code for one in line.blocks] == ["tie"]


def test_signatures_appeals_and_timetables_that_wait_are_said(app, client, move):
    room = Published()
    room.file()
    move(minutes=241)
    with transaction() as here:
        made = {"code": "not-enough", "where": "brakes", "needs": 90, "has": 60}
        here.add(TimetableRun(final_id=room.final.id, state="failed", asked_at=clock.now(), obstacle=made))
    text = sign_in(client, room.first).get(f"/desk/finals/{room.final.id}").text
    assert "1 appeal should have been decided 1 minutes ago." in text
    assert "No timetable could be made." in text
    assert "1 min late" in text
    other = Finished("1", "3")
    other.propose()
    said = f"The results of Me-Technician wait for the second signature ({other.first.name}"
    assert said in client.get(f"/desk/finals/{other.final.id}").text


def test_every_number_opens_the_list_that_it_counts(app, client, move):
    room = Room(competitors=3)
    room.mark(room.chief, care="2")
    move(minutes=46)
    sign_in(client, make_person(Role.ORGANIZER))
    text = client.get(f"/desk/finals/{room.final.id}").text
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/desk/finals/\d+/sheets-by-state\?[^"]+)"', text)
    }
    assert any("show=late" in one for one in links)
    assert any("judge=" in one for one in links)
    for link in sorted(links):
        assert client.get(link).status_code == 200
    late = client.get(f"/desk/finals/{room.final.id}/sheets-by-state?show=late").text
    assert len(re.findall(r'<th scope="row" class="num">', late)) == 2
    file = client.get(f"/desk/finals/{room.final.id}/sheets-by-state.xlsx?show=late").data
    rows = list(load_workbook(io.BytesIO(file)).active.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[7]) for row in rows] == [(40, 16), (41, 6)]


def test_only_organizers_look_at_it(client):
    room = Room()
    sign_in(client, room.chief)
    for rest in ("", "/state", "/sheets-by-state", "/sheets-by-state.xlsx"):
        assert client.get(f"/desk/finals/{room.final.id}{rest}").status_code == 403
    assert sign_in(client, make_person(Role.ORGANIZER)).get("/desk/finals/999").status_code == 404


def statements_of(room):
    fresh()
    with counted() as sent:
        overview(room)
    return len(sent)


def test_a_large_final_is_read_with_as_many_statements_as_a_small_one(app, move):
    small, large = Room(competitors=1), Room(competitors=1)
    other = make_station(large.final)
    place = make_room(other, [make_person(Role.JUDGE, dealer=make_dealer("JURY")) for _ in range(3)])
    for number in range(50, 75):
        finalist = make_finalist(large.final, number)
        make_slot(finalist, large.station, large.room, 5 * number)
        make_slot(finalist, other, place, 9 * number)
    large.mark(large.chief, care="2")
    move(minutes=400)
    assert statements_of(large) == statements_of(small) <= 45


def test_so_are_the_results_of_a_final_that_is_marked_to_its_end(app):
    small, large = Finished("1"), Finished(*"123012301230", judges=3)
    assert statements_of(large) == statements_of(small) <= 55
    assert {one.post_id for one in large.finalists} == {session().query(Post).one().id}


def test_what_began_in_another_room_is_said(app, client):
    room = Room(competitors=2)
    other = make_room(room.station, [])
    with transaction() as here:
        here.execute(update(FinalSlot).where(FinalSlot.finalist_id == room.finalists[0].id).values(room_id=other.id))
    assert [one.elsewhere for one in seen(room).lines] == [True, False]
    assert progress.people(room.final).coming == 2


def test_sheets_of_who_has_gone_are_void_and_listed_as_such(app, client):
    room = Room(competitors=2)
    organizer = make_person(Role.ORGANIZER)
    assert "void" not in words_of(room, "Score sheets")
    with transaction():
        inviting.leave(room.finalists[1].id, organizer, "Hurt", clock.now())
    assert [one.number for one in seen(room).lines] == [40]
    assert "1 void" in words_of(room, "Score sheets")
    page = f"/desk/finals/{room.final.id}/sheets-by-state"
    sign_in(client, organizer)
    assert 'class="num">41</th>' not in client.get(page).text
    listed = client.get(f"{page}?show=void").text
    assert 'class="num">41</th>' in listed
    assert "void: the competitor has gone" in listed


def test_the_hall_is_a_step_where_the_server_measures_something(app):
    hall = Hall()
    assert words_of(hall, "In the hall") == "0 of 2 have played on stage"
    token = hall.call()
    assert words_of(hall, "In the hall") == "1 PK on stage now, 0 of 2 have played on stage"
    with transaction():
        conducting.annul(token, "Sound", hall.host, clock.now())
    hall.play(hall.begin(), *[(True, True)] * 5)
    assert words_of(hall, "In the hall") == "2 of 2 have played on stage"
    assert [one.title for one in overview(Room()).steps if one.title == "In the hall"] == []


def words_of(room, title):
    (step,) = [one for one in overview(room).steps if one.title == title]
    return ", ".join(one.words for one in step.figures)
