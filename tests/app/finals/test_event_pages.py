"""The desk's pages of the event: set up piece by piece or as a file, numbers, the timetable and its lists."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from app.finals import drawing, event, plans, timetabling
from app.kit import pdf
from app.kit.database import session
from app.people.models import Role
from tests.app.finals.event import make_event, make_finalists, make_judges, solve
from tests.app.finals.selection import make_final
from tests.conftest import sign_in
from tests.factories import make_person, make_post

HTMX = {"HX-Request": "true"}
PAGES = ("selection", "invitations", "event", "numbers", "timetable", "sheets", "results", "awards")


@pytest.fixture
def organizer(client):
    return sign_in(client, make_person(Role.ORGANIZER))


def address(final, rest="event"):
    return f"/desk/finals/{final.id}/{rest}"


def test_an_event_is_set_up_in_the_pages(organizer):
    final, post = make_final(), make_post().code
    (judge,) = make_judges(1)
    assert organizer.get(address(final)).status_code == 200
    parts = (
        {
            "part": "days",
            "windows": "2026-06-02 09:00-12:00",
            "stock": "lift: 2",
            "rest_minutes": "15",
            "appeal_minutes": "90",
            "decision_minutes": "180",
        },
        {"part": "room", "key": "hall", "name_zh": "大厅", "places": "1"},
    )
    for part in parts:
        assert organizer.post(address(final), data=part).status_code == 303
    session().expire_all()
    assert (final.appeal_minutes, final.decision_minutes) == (90, 180)
    sent = {"key": "brakes", "post": post, "kind": "practical", "name_zh": "制动", "minutes": "30", "turnover": "5",
            "weight": "99", "judges": "1", "equipment": "lift: 1", "rooms": "hall",
            "panel.hall": judge.staff_number}  # fmt: skip
    assert organizer.get(address(final, "event/station")).status_code == 200
    assert organizer.post(address(final, "event/station"), data=sent).status_code == 303
    assert "99" in organizer.get(address(final)).text
    assert [one.code for one in event.lacks(final)] == ["weights"]
    organizer.post(address(final, "event/station"), data=sent | {"weight": "100"})
    session().expire_all()
    assert event.lacks(final) == []
    assert event.data_of(final)["stations"][0]["rooms"][0]["chief"] == judge.staff_number
    assert organizer.get(address(final, "event/station?key=brakes")).status_code == 200


@pytest.mark.parametrize(
    "part",
    [
        {"part": "days", "windows": "2026-06-02 12:00-09:00", "rest_minutes": "10"},
        {"part": "days", "windows": "", "rest_minutes": "soon"},
        {"part": "days", "windows": "", "rest_minutes": "10", "appeal_minutes": "9"},
        {"part": "room", "key": "No Key", "name_zh": "甲", "places": "1"},
        {"part": "room", "key": "x", "name_zh": "甲", "places": "0"},
        {"part": "nothing"},
        {},
    ],
)
def test_what_cannot_be_is_refused_and_shown_again(organizer, part):
    final = make_final()
    assert organizer.post(address(final), data=part).status_code == 422


def test_the_file_comes_back_and_its_faults_stand_at_line_and_column(organizer):
    final = make_event(0)
    text = organizer.get(address(final, "event.yaml")).get_data()
    brought = organizer.post(address(final, "event/file"), data={"file": (io.BytesIO(text), "e.yaml")})
    assert brought.status_code == 303
    wrong = text.replace(b"weight: 60", b"weight: 59")
    answer = organizer.post(address(final, "event/file"), data={"file": (io.BytesIO(wrong), "e.yaml")})
    assert answer.status_code == 422
    assert ":13: " in answer.text


def test_numbers_are_drawn_on_the_page_and_typed_ones_are_not_lost(organizer):
    final = make_event(2, drawn=False)
    ids = [one.id for one in drawing.waiting(final.id)]
    answer = organizer.post(address(final, "numbers"), data={"way": "stage", f"n.{ids[0]}": "1", f"n.{ids[1]}": "1"})
    assert answer.status_code == 422
    assert answer.text.count('value="1"') == 2
    assert organizer.post(address(final, "numbers"), data={"way": "lot", "words": "Munich"}).status_code == 303
    assert organizer.post(address(final, "numbers"), data={"way": "lot", "words": "Munich"}).status_code == 409
    assert organizer.get(address(final, "numbers")).status_code == 200


def test_a_timetable_is_asked_for_and_shown_in_every_view(organizer):
    final = make_event(3)
    assert organizer.post(address(final, "timetable")).status_code == 303
    assert "hx-get" in organizer.get(address(final, "timetable")).text
    assert organizer.get(address(final, "timetable/progress"), headers=HTMX).headers.get("HX-Refresh") is None
    timetabling.solve_waiting()
    assert organizer.get(address(final, "timetable/progress"), headers=HTMX).headers["HX-Refresh"] == "true"
    for by in ("posts", "rooms", "judges", "people", "odd"):
        answer = organizer.get(address(final, f"timetable?by={by}"))
        assert answer.status_code == 200
        assert "2026-06-02" in answer.text


def test_lists_for_judges_and_rooms_hold_no_name_and_no_dealer_of_a_competitor(organizer):
    final = make_event(3)
    solve(final)
    people = [(one.person.name, one.dealer.name_zh, one.dealer.name_en) for one in plans.competing(final.id)]
    for kind in ("rooms", "judges", "posts"):
        book = load_workbook(io.BytesIO(organizer.get(address(final, f"lists/{kind}.xlsx")).get_data()))
        cells = " ".join(str(cell) for row in book.active.values for cell in row)
        assert not [name for names in people for name in names if name in cells]


def test_the_sheet_holds_every_slot(organizer):
    final = make_event(3)
    solve(final)
    book = load_workbook(io.BytesIO(organizer.get(address(final, "lists/people.xlsx")).get_data()))
    rows = list(book.active.values)
    assert len(rows) == 1 + 6
    assert {row[4] for row in rows[1:]} == {1, 2, 3}


@pytest.mark.skipif(not pdf.can_print(), reason="fonts-wqy-microhei is not installed")
def test_lists_and_labels_are_printed(organizer):
    final = make_event(3)
    solve(final)
    for name in ("start.pdf", "rooms.pdf", "judges.pdf", "people.pdf", "posts.pdf", "labels.pdf"):
        assert organizer.get(address(final, f"lists/{name}")).get_data().startswith(b"%PDF-")
    assert organizer.get(address(final, "lists/odd.pdf")).status_code == 404


def test_a_room_fails_on_the_page(organizer):
    final = make_event(3)
    solve(final)
    sent = {"deed": "fail", "room": "a", "during": "2026-06-02 09:00-17:00"}
    assert organizer.post(address(final, "timetable"), data=sent | {"during": "soon"}).status_code == 422
    assert organizer.post(address(final, "timetable"), data=sent).status_code == 303
    timetabling.solve_waiting()
    session().expire_all()
    assert {one.room.key for one in plans.stored(final.id)} == {"b", "c"}
    assert organizer.post(address(final, "timetable"), data={"deed": "reopen", "room": "a"}).status_code == 303


def test_a_finalist_sees_the_own_number_and_slots_and_nobody_else_any(client):
    final = make_event(2)
    solve(final)
    one = plans.competing(final.id)[0]
    page = sign_in(client, one.person).get("/final/timetable")
    assert page.text.count("2026-06-02") == 2
    assert sign_in(client, make_person()).get("/final/timetable").status_code == 404


def test_judges_do_not_see_the_desk(client):
    final = make_event(1)
    judge = event.judges()[0]
    for rest in ("event", "numbers", "timetable", "lists/start.xlsx", "lists/labels.pdf"):
        assert sign_in(client, judge).get(address(final, rest)).status_code == 403


def test_a_judge_of_a_finalists_dealer_is_shown_on_the_page(organizer):
    judges = make_judges(3)
    final = make_event(0, judges)
    before = organizer.get(address(final)).text.count(judges[0].name)
    make_finalists(final, 1, dealer="JURY")
    assert organizer.get(address(final)).text.count(judges[0].name) > before


def test_the_pages_of_a_final_lead_to_each_other(organizer):
    final = make_final()
    pages = [address(final, one) for one in PAGES]
    assert [led_to(organizer, each, pages) for each in pages] == [pages] * len(pages)


def test_trainers_are_led_to_the_score_sheets_only(client):
    final = make_final()
    pages = [address(final, one) for one in PAGES]
    trainer = sign_in(client, make_person(Role.TRAINER))
    assert led_to(trainer, address(final, "sheets"), pages) == [address(final, "sheets")]


def led_to(client, page, pages):
    shown = client.get(page).text
    return [one for one in pages if f'href="{one}"' in shown]
