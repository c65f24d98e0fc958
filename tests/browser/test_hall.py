"""A PK on stage with real browsers: the host at the keyboard, two players on phones, the screen of the hall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.finals.models import Final, Finalist, FinalState
from app.judging import opening, queries, readings, signing
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person
from quizzes.formats.scoresheets import example
from tests.app.judging.making import make_final, make_finalist, make_judge, make_room, make_slot, make_station
from tests.browser.answers import answer_rightly, asked
from tests.browser.finalhouse import short_test
from tests.browser.looks import wrong
from tests.browser.test_live import answer_wrongly

ONE, OTHER = "DEMO-TECH", "DEMO-TRAINER"  # of the same post
NUMBERS = (817, 842)


@pytest.fixture
def stage(behind: Flask) -> Iterator[tuple[int, int]]:
    """A final with a PK on stage, and its station."""
    yield from station_of(behind, "stage-pk", example("stage-pk"), (ONE, OTHER))


@pytest.fixture
def test_room(behind: Flask) -> Iterator[tuple[int, int]]:
    """A final with a test of three questions, for one competitor, and its station."""
    yield from station_of(behind, "knowledge", short_test(), (ONE,))


def station_of(behind: Flask, kind: str, content: Any, people: Sequence[str]) -> Iterator[tuple[int, int]]:
    """With these as finalists; afterwards the final is closed, so that nobody is one any more."""
    with behind.app_context():
        final = make_final()
        station = make_station(final, 1, content, kind=kind, name_en="In the hall", name_zh="现场")
        room = make_room(station, judges := [make_judge()], judges[0])
        for number, who in zip(NUMBERS, people, strict=False):
            finalist = make_finalist(final, number)
            with transaction():
                finalist.person_id = session().scalars(select(Person.id).filter_by(staff_number=who)).one()
            make_slot(finalist, station, room)
        host = session().scalars(select(Person).filter_by(staff_number="DEMO-ORGANIZER")).one()
        with transaction():
            opening.open_sheets(final.id, host, clock.now())
        ids = final.id, station.id
    yield ids
    with behind.app_context(), transaction() as here:
        here.get_one(Final, ids[0]).state = FinalState.CLOSED.value


def measured(behind: Flask, station_id: int) -> list[dict[str, str]]:
    """What the server put on the sheets, by number."""
    with behind.app_context():
        return [{one.item: one.value for one in sheet.measured} for sheet in queries.of_station(station_id)]


def ready(page: Page) -> None:
    page.goto("/final/hall")
    page.click("[data-enter]")
    page.wait_for_selector("[data-at$=ready]")


def test_a_pk_on_stage_is_led_by_keys_and_seen_by_numbers(open_page, behind, stage):
    final_id, station_id = stage
    screen = open_page("DEMO-ORGANIZER", 1440, "en")
    one, other = open_page(ONE, 360, "zh"), open_page(OTHER, 360, "en", theme="dark")
    faults: dict[str, list[str]] = {}

    def look(page: Page, where: str, theme: str = "light") -> None:
        if found := wrong(page, theme):
            faults[where] = found

    screen.goto(f"/desk/finals/{final_id}/hall")
    look(screen, "desk")
    screen.click("text=Call to the stage")
    expect(screen.locator(".hall__lead")).to_have_text("Waiting for number 817 and number 842")
    look(screen, "called")
    ready(one)
    expect(screen.locator(".hall__lead")).to_have_text("Waiting for number 842")
    look(one, "ready")
    ready(other)
    expect(screen.locator(".hall__lead")).to_have_text("Both are ready")
    screen.keyboard.press("s")
    for number in range(5):
        for page in (screen, one, other):
            page.wait_for_selector(f"[data-at='question {number}']")
        if number == 0:
            _language, content = asked(one)
            look(screen, "question")
            look(one, "asked")
            assert content["explanation"]["en"] not in screen.content()
        if number == 1:
            other.context.set_offline(True)
        if number == 2:
            other.reload()
            other.wait_for_selector("[data-at='question 2']")
        answer_rightly(one)
        one.wait_for_selector(f"[data-at='question {number} answered']")
        expect(screen.locator(".side--answered .side__number")).to_contain_text("817")
        other.context.set_offline(False)
        answer_wrongly(other)
        for page in (screen, one, other):
            page.wait_for_selector(f"[data-at='reveal {number}']")
        if number == 0:
            expect(screen.get_by_text(content["explanation"]["en"])).to_be_visible()
            look(screen, "close")
            look(other, "closed", "dark")
            screen.keyboard.press("p")
            expect(screen.locator(".hall__big")).to_have_text("A short break")
            screen.keyboard.press("p")
            screen.wait_for_selector(".hall--reveal")
        screen.keyboard.press("ArrowRight")
    expect(screen.locator(".hall__lead")).to_have_text("number 817 wins")
    one.wait_for_selector("[data-at='result 4']")
    look(screen, "result")
    look(one, "over")
    assert measured(behind, station_id) == [
        {"pk-right": "5", "pk-result": "2"},
        {"pk-right": "0", "pk-result": "0"},
    ]
    with behind.app_context():
        names = session().scalars(select(Person.name).join(Finalist).where(Finalist.final_id == final_id)).all()
    assert [name for name in names if name in screen.locator("#main").inner_text()] == []
    assert faults == {}


def sign(behind: Flask, station_id: int) -> None:
    """The judge of the room signs what the server measured, as judge and as chief."""
    with behind.app_context():
        (sheet,) = queries.of_station(station_id)
        judge = session().get_one(Person, sheet.station.rooms[0].panel[0].person_id)
        with transaction():
            sheet = queries.locked(sheet.token)
            signing.sign_held(sheet, judge, readings.digest(sheet, judge.id), clock.now())
            signing.close_held(sheet, judge, readings.digest(sheet), clock.now())


def test_a_test_on_the_spot_goes_from_a_phone_to_the_points_on_the_desk(open_page, behind, test_room):
    final_id, station_id = test_room
    desk, phone = open_page("DEMO-ORGANIZER", 1440, "en"), open_page(ONE, 360, "zh", theme="dark")
    faults: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if found := wrong(phone, "dark"):
            faults[where] = found

    desk.goto(f"/desk/finals/{final_id}/hall")
    desk.click("text=Draw the paper")
    phone.goto("/final/test")
    phone.fill("#code", desk.locator(".test-code").inner_text())
    phone.keyboard.press("Enter")
    for number in (1, 2, 3):
        phone.wait_for_url(f"**/final/test/{number}")
        look(f"question {number}")
        phone.reload()  # another device, as it were
        (answer_wrongly if number == 2 else answer_rightly)(phone)
    phone.wait_for_url("**/final/test/end")
    look("to be handed in")
    phone.click("form[method=post] button.btn--block")
    phone.wait_for_url("**/final/test")
    look("handed in")
    assert measured(behind, station_id) == [{"test-right": "2"}]
    sign(behind, station_id)
    desk.reload()
    desk.click("text=Close the test")
    expect(desk.get_by_text("Its competitors see the right answers.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("答错").first).to_be_visible()
    look("the answers")
    desk.goto(f"/desk/finals/{final_id}/results/posts/me-technician/{NUMBERS[0]}")
    expect(desk.locator(".kv").first).to_contain_text("50.00")
    expect(desk.get_by_text("Server:").first).to_be_visible()
    assert faults == {}
