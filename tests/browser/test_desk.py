"""The overview of a final keeps itself up to date, and whoever works on it by keyboard loses nothing by that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from app.finals.models import FinalSlot
from app.judging.models import JudgeDevice
from app.kit import clock
from app.kit.database import transaction
from tests.app.judging.making import Room
from tests.browser.looks import wrong

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # what brings the page up to date at once


@pytest.fixture(scope="module")
def room(behind):
    with behind.app_context():
        made = Room(competitors=2)
        return made.final.id, made.chief.id


def begin(behind, minutes):
    """The work of everybody began so long ago."""
    begins = clock.now() - timedelta(minutes=minutes)
    with transaction() as here:
        here.execute(update(FinalSlot).values(begins_at=begins, ends_at=begins + timedelta(minutes=30)))


def test_what_changed_is_put_in_place_and_focus_and_folds_stay(open_page, behind, room):
    final_id, judge_id = room
    page = open_page("DEMO-ORGANIZER", language="en")
    page.goto(f"/desk/finals/{final_id}")
    expect(page.locator("[data-part=alarms]")).to_contain_text("Nothing is late")
    page.click("#judges-well summary")
    link = page.locator("[data-part=marking] a[href*='station']").first
    link.focus()
    address = link.get_attribute("href")

    with behind.app_context():
        begin(behind, 20)
    page.evaluate(LOOK)
    expect(page.locator("[data-part=alarms]")).to_contain_text("2 sheets are late")
    expect(page.locator("[data-part=marking]")).to_contain_text("2, up to 20 min")
    assert page.evaluate("document.activeElement.getAttribute('href')") == address

    with behind.app_context(), transaction() as here:
        here.add(JudgeDevice(person_id=judge_id, device="", seen_at=clock.now(), waiting=3))
    page.evaluate(LOOK)
    expect(page.locator("[data-part=judges] .desk-stuck, [data-part=judges] tr", has_text="3").first).to_be_visible()
    assert wrong(page, "light", "dark") == []


@pytest.mark.parametrize("rest", ["", "/sheets-by-state", "/exports"])
def test_the_pages_of_the_desk_are_open_to_everybody_on_phone_and_desk(open_page, room, rest):
    for width, language in ((360, "zh"), (1440, "en")):
        page = open_page("DEMO-ORGANIZER", width=width, language=language)
        page.goto(f"/desk/finals/{room[0]}{rest}")
        assert wrong(page, "light", "dark") == []


def test_without_a_line_it_says_how_old_it_is(open_page, room):
    page = open_page("DEMO-ORGANIZER", language="en")
    page.goto(f"/desk/finals/{room[0]}")
    page.context.set_offline(True)
    page.evaluate(LOOK)
    expect(page.locator("[data-gone-words]")).to_be_visible()
    page.context.set_offline(False)
    page.evaluate(LOOK)
    expect(page.locator("[data-gone-words]")).to_be_hidden()
