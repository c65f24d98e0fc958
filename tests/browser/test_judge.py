"""A judge on a tablet whose line comes and goes: every mark arrives once, and what two devices say is shown."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, func, select

from app.finals.models import PanelJudge
from app.judging import opening, queries
from app.judging.models import Mark, MarkClash, MarkSending, ScoreSheet
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person
from tests.app.judging.making import TIMED, make_final, make_finalist, make_judge, make_room, make_slot, make_station
from tests.browser.looks import wrong
from tests.browser.test_offline import Sync
from tests.browser.waiting import until, until_controlled

SENT, KEPT = "All marks are sent", "No line: {} kept on this device"
MARKS = (Path(__file__).parents[2] / "app" / "static" / "js" / "marks.js").read_text(encoding="utf-8")
NO_WORKER = {"language": "en", "service_workers": "block"}


@pytest.fixture(scope="module")
def sheets(behind) -> list[str]:
    """The addresses of four competitors' sheets, of which DEMO-JUDGE is the chief."""
    with behind.app_context():
        judge = session().scalars(select(Person).filter_by(staff_number="DEMO-JUDGE")).one()
        organizer = session().scalars(select(Person).filter_by(staff_number="DEMO-ORGANIZER")).one()
        final = make_final()
        station = make_station(final, 2, TIMED)
        room = make_room(station, [judge, make_judge()], judge)
        for number in (701, 702, 703, 704):
            make_slot(make_finalist(final, number), station, room, number - 700)
        with transaction():
            opening.open_sheets(final.id, organizer, clock.now())
        return [f"/judge/sheets/{one.token}" for one in queries.of_station(station.id)]


def stored(behind, address, model=Mark):
    """What the server has of a sheet: {item: value}; of other tables the number of rows."""
    with behind.app_context():
        token = address.rsplit("/", 1)[1]
        mine = select(ScoreSheet.id).filter_by(token=token).scalar_subquery()
        if model is Mark:
            return dict(session().execute(select(Mark.item, Mark.value).where(Mark.sheet_id == mine)).all())
        return session().scalar(select(func.count()).select_from(model).where(model.sheet_id == mine))


def sync(page):
    return page.locator("[data-sync]")


def level(page, mark):
    return page.locator("[data-item=care] .level", has=page.locator(f"input[value='{mark}']"))


def test_marks_made_without_a_line_survive_a_reload_and_arrive_once(open_page, behind, sheets):
    address = sheets[0]
    page = open_page("DEMO-JUDGE", language="en", service_workers="allow")
    page.goto("/judge")
    until_controlled(page)
    page.goto(address)
    until(page, f"caches.open('pages').then(pages => pages.match('{address}'))")
    expect(sync(page)).to_have_text(SENT)

    page.context.set_offline(True)
    page.click("[data-time=start]")
    level(page, 1).click()
    level(page, 2).click()
    page.fill("[data-measure]", "110,5")
    page.press("[data-measure]", "Tab")
    page.click("[data-item=dropped] [data-step='1']")
    expect(sync(page)).to_have_text(KEPT.format(5))
    page.reload()
    expect(page.locator("h1")).to_contain_text("701")
    expect(sync(page)).to_have_text(KEPT.format(5))
    expect(page.locator("[data-item=care] input[value='2']")).to_be_checked()
    expect(page.locator("[data-measure]")).to_have_value("110,5")
    expect(page.locator("[data-item=dropped] [data-count]")).to_have_text("1")
    expect(page.locator("[data-over]")).to_have_text("time left")
    assert stored(behind, address) == {}

    page.context.set_offline(False)
    expect(sync(page)).to_have_text(SENT)
    assert stored(behind, address) == {"care": "2", "torque": "110.5", "dropped": "1"}
    assert stored(behind, address, MarkSending) == 5
    page.reload()
    expect(page.locator("[data-measure]")).to_have_value("110.5")
    expect(sync(page)).to_have_text(SENT)
    assert stored(behind, address, MarkSending) == 5


def test_with_no_page_open_the_device_sends_what_it_kept(open_page, server, behind, sheets):
    address = sheets[3]
    page = open_page("DEMO-JUDGE", language="en", service_workers="allow")
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready")
    expect(sync(page)).to_have_text(SENT)
    page.context.set_offline(True)
    level(page, 2).click()
    expect(sync(page)).to_have_text(KEPT.format(1))
    background = Sync(page.context, server, "marks")
    page.close()
    background.now()  # too early: there is no line
    assert stored(behind, address) == {}
    background.context.set_offline(False)
    background.now()
    until = time.monotonic() + 10
    while time.monotonic() < until and not stored(behind, address):
        time.sleep(0.1)
    assert stored(behind, address) == {"care": "2"}


def test_on_a_tablet_values_are_typed_on_a_keypad_of_our_own(open_page, behind, sheets):
    address = sheets[3]
    page = open_page("DEMO-JUDGE", has_touch=True, **NO_WORKER)
    page.goto(address)
    expect(sync(page)).to_have_text(SENT)
    page.tap("[data-measure]")
    for key in ("1", "0", "9", ".", "5", "7", "back"):
        page.tap(f"[data-press='{key}']")
    expect(page.locator("[data-measure]")).to_have_value("109.5")
    with page.expect_response("**/marks"):
        page.tap("[data-press=done]")
    expect(page.locator("[data-keypad]")).to_be_hidden()
    assert stored(behind, address)["torque"] == "109.5"


def test_an_answer_that_is_lost_on_its_way_back_makes_nothing_twice(open_page, behind, sheets):
    address = sheets[1]
    page = open_page("DEMO-JUDGE", **NO_WORKER)
    page.goto(address)
    expect(sync(page)).to_have_text(SENT)
    losing = [True]

    def lose(route):
        route.fetch()  # it reaches the server
        if losing:
            losing.clear()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/marks", lose)
    with page.expect_response("**/marks"):  # the first one has none
        level(page, 3).click()
    expect(sync(page)).to_have_text(SENT)
    assert losing == []
    assert stored(behind, address) == {"care": "3"}
    assert stored(behind, address, MarkSending) == 1


def test_what_two_devices_say_is_shown_and_the_judge_chooses(open_page, behind, sheets):
    address = sheets[2]
    one, other = (open_page("DEMO-JUDGE", **NO_WORKER) for _ in range(2))
    for page in (one, other):
        page.goto(address)
        expect(sync(page)).to_have_text(SENT)
    other.context.set_offline(True)
    level(other, 1).click()
    with one.expect_response("**/marks"):
        level(one, 3).click()
    other.context.set_offline(False)
    expect(other.locator("[data-item=care] [data-clash]")).to_be_visible()
    expect(other.locator("[data-item=care] [data-choose]")).to_have_text(["3", "1"])
    assert stored(behind, address) == {"care": "3"}
    assert wrong(other, "light", "dark") == []
    other.locator("[data-choose='1']").click()
    expect(other.locator("[data-item=care] [data-clash]")).to_be_hidden()
    expect(one.locator("[data-item=care] input[value='1']")).to_be_checked(timeout=15_000)
    assert stored(behind, address) == {"care": "1"}
    assert stored(behind, address, MarkClash) == 1


def test_who_was_taken_off_the_panel_is_told_so_and_keeps_what_was_marked(open_page, behind, sheets):
    address = sheets[3]
    page = open_page("DEMO-JUDGE", **NO_WORKER)
    with page.expect_response("**/state*"):  # it has looked for news once: nothing moves under the finger any more
        page.goto(address)
    expect(sync(page)).to_have_text(SENT)
    before = stored(behind, address)
    with off_the_panel(behind, address):
        level(page, 1).click()
        expect(sync(page)).to_contain_text("1 kept on this device, and not taken: You are not on the panel")
        assert stored(behind, address) == before
    page.reload()
    expect(sync(page)).to_have_text(SENT)
    assert stored(behind, address) == before | {"care": "1"}


@contextmanager
def off_the_panel(behind, address):
    """DEMO-JUDGE is on no panel of the sheet's room meanwhile."""

    def seat(change):
        with behind.app_context(), transaction() as here:
            sheet = queries.sheet(address.rsplit("/", 1)[1])
            judge = here.scalars(select(Person.id).filter_by(staff_number="DEMO-JUDGE")).one()
            change(here, {"station_id": sheet.station_id, "room_id": sheet.room_id, "person_id": judge})

    seat(lambda here, mine: here.execute(delete(PanelJudge).filter_by(**mine)))
    try:
        yield
    finally:
        seat(lambda here, mine: here.add(PanelJudge(**mine, chief=True)))


def test_a_refused_mark_stays_with_its_reason_and_a_critical_fault_is_asked_about(open_page, behind, sheets):
    address = sheets[1]
    page = open_page("DEMO-JUDGE", 1440, **NO_WORKER)
    page.goto(address)
    page.fill("[data-measure]", "999")
    page.press("[data-measure]", "Enter")
    expect(page.locator("[data-item=torque] [data-fate]")).to_contain_text(
        "You typed 999, and it was not taken: This value"
    )
    expect(page.locator("[data-measure]")).to_have_value("999")
    expect(sync(page)).to_have_text("1 refused: see below")
    with page.expect_response("**/marks"):
        page.fill("[data-measure]", "111")
        page.press("[data-measure]", "Enter")
    page.click("[data-fault]")
    page.click("dialog button[value=no]")
    expect(page.locator("[data-fault]")).to_have_attribute("aria-pressed", "false")
    page.click("[data-fault]")
    with page.expect_response("**/marks"):
        page.click("dialog button[value=yes]")
    expect(page.locator("[data-fault]")).to_have_attribute("aria-pressed", "true")
    expect(sync(page)).to_have_text(SENT)
    assert stored(behind, address) == {"care": "3", "torque": "111", "live": "1"}
    assert wrong(page, "light", "dark") == []


def test_a_tablet_keeps_nothing_to_read_of_who_has_signed_out_but_what_was_not_sent_yet(open_page, sheets):
    address, token = sheets[3], sheets[3].rsplit("/", 1)[1]
    page = open_page("DEMO-JUDGE", language="en", service_workers="allow")
    page.goto("/judge")
    until_controlled(page)
    page.goto(address)
    until(page, f"caches.open('pages').then(pages => pages.match('{address}'))")
    expect(sync(page)).to_have_text(SENT)
    person = page.evaluate("JSON.parse(document.querySelector('#state').textContent).person")
    state = f"keptMarks.lastState('{token}', {person}).then(Boolean)"
    until(page, state)  # kept beside the sending, not before it
    waiting = f"{{token: 'gone', person: {person}, item: 'care', value: '1', words: '', seen: 0, settles: [], at: 0}}"
    page.evaluate(f"keptMarks.put({waiting}).then(() => null)")  # of a sheet that is not on show
    page.goto("/me")
    page.click("form[action='/sign-out'] button:not([formaction])")
    page.wait_for_url("**/sign-in")
    until(page, "caches.open('pages').then(pages => pages.keys()).then(all => !all.length)")
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator("h1")).not_to_contain_text("704")
    page.evaluate(f"{MARKS}; null")
    assert not page.evaluate(state)
    assert page.evaluate(f"keptMarks.of('gone', {person}).then(all => all.length)") == 1


def test_what_a_judge_touches_is_56_pixels_high(open_page, sheets):
    page = open_page("DEMO-JUDGE", language="en")
    page.goto(sheets[0])
    expect(sync(page)).to_have_text(SENT)
    small = """() => [...document.querySelectorAll('[data-sheet] :is(.level, .big, [data-measure])')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 55.9)
        .map(e => e.outerHTML.slice(0, 90))"""
    assert page.evaluate(small) == []
