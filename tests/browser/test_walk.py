"""The whole way in a real browser: sign in, a class and its check, a PK won, a new place on the board."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import delete, or_, select

from app.days.models import DaySet, ReviewAnswer
from app.kit import clock
from app.kit.database import transaction
from app.people.models import Person
from app.seasons.queries import day_of, running
from tests.browser.answers import answer_rightly, answer_rightly_by_keys, tab_to
from tests.browser.conftest import sign_in, speak
from tests.browser.stages import play_a_pk, take_a_check

PASSWORD = "between two jobs"
ME = ".list__item--me"
TRIES = 3  # all right wins against the weakest machine, or draws in the rarest case


def points(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".bar__points").inner_text()))


def rank(page: Page) -> int:
    page.goto("/board?period=season")  # as the bar counts: some have learned before this week
    return int(re.sub(r"\D", "", page.locator(f"{ME} .rank").inner_text()))


def sign_in_with_a_password(page: Page, behind: Flask, number: str) -> None:
    """The first time by the link that the organizer hands over, then with the password chosen."""
    link = behind.test_cli_runner().invoke(args=["people", "link", number]).output.strip()
    page.goto(urlsplit(link).path)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("form.card button")
    page.wait_for_url("/")
    page.goto("/me")
    page.click("form[action='/sign-out'] button:not([formaction])")
    page.wait_for_url("**/sign-in")
    page.fill("#login", number)
    page.fill("#password", PASSWORD)
    page.click("form.card button")
    page.wait_for_url("/")


def forget_the_day(behind: Flask, number: str) -> None:
    """As if this person had not opened a set today: other tests look at the days of the demo's people, too."""
    with behind.app_context(), transaction() as here:
        season = running(clock.now())
        open_now = or_(DaySet.worked_on == day_of(season, clock.now()), DaySet.done_at.is_(None))
        person = select(Person.id).filter_by(staff_number=number).scalar_subquery()
        ids = here.scalars(select(DaySet.id).where(DaySet.person_id == person, open_now)).all()
        here.execute(delete(ReviewAnswer).where(ReviewAnswer.day_set_id.in_(ids)))
        here.execute(delete(DaySet).where(DaySet.id.in_(ids)))


@pytest.mark.parametrize(
    ("who", "width", "language"),
    [
        ("DEMO-TECH", 360, "zh"),
        ("DEMO-ADVISOR", 1440, "en"),
        ("P000001", 360, "en"),
        ("P000002", 1440, "zh"),
    ],
)
def test_from_signing_in_to_a_new_place_on_the_board(open_page, behind, who, width, language):
    forget_the_day(behind, who)
    page = open_page(width=width, language=language)
    if who.startswith("DEMO"):
        sign_in(page, who)
    else:
        sign_in_with_a_password(page, behind, who)
    speak(page, language)
    start = points(page)

    page.click(".card--next a.btn")
    page.wait_for_url(re.compile("/(day|class|pk)"))  # the day's set, or what comes next of it
    page.goto("/learn")
    page.click("main a[href^='/class/'] >> nth=0")
    take_a_check(page, page.url.rsplit("/", 1)[1])
    expect(page.locator(".notice--good").first).to_be_visible()
    after_class, rank_after_class = points(page), rank(page)
    assert after_class >= start + 30  # what was left of a class begun: a question at least, and completing it
    expect(page.locator(ME)).to_contain_text(str(after_class))

    assert any(play_a_pk(page, level=1) for _try in range(TRIES))
    assert rank(page) <= rank_after_class
    assert points(page) > after_class
    expect(page.locator(ME)).to_contain_text(str(points(page)))


def test_a_pk_goes_on_at_the_right_second_after_the_browser_was_closed(open_page):
    page = open_page("DEMO-TRAINER", language="en")
    page.goto("/pk")
    page.click("button[name=level][value='3']")
    page.wait_for_selector("#question")
    question, address = page.locator("#question").inner_text(), page.url
    before = int(page.locator("[data-seconds]").inner_text())
    page.context.close()
    other = open_page("DEMO-TRAINER", language="en")
    other.wait_for_timeout(2_000)
    other.goto(address)
    assert other.locator("#question").inner_text() == question
    assert int(other.locator("[data-seconds]").inner_text()) <= before - 2


def test_an_answer_is_sent_again_where_the_server_restarts_or_has_no_database(open_page):
    page = open_page("DEMO-TRAINER", language="en")
    page.goto("/pk")
    page.click("button[name=level][value='2']")
    page.wait_for_selector("#question")
    statuses = [503, 502]

    def away(route):
        if statuses:
            route.fulfill(status=statuses.pop(), body="")
        else:
            route.continue_()

    page.route("**/answer", away)
    answer_rightly(page)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.wait_for_selector("[data-next], .result-card")
    assert statuses == []


def test_a_check_and_a_pk_by_keyboard_alone(open_page):
    """Tab, Enter, arrows and number keys; the pointer is not touched."""
    page = open_page("DEMO-OPERATOR", language="en")
    _check_by_keys(page, "voltage-drop-under-load")
    _check_by_keys(page, "test-before-replacing")
    page.goto("/")
    tab_to(page, page.locator(".nav a[href='/pk']"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pk")
    tab_to(page, page.locator("button[name=level][value='1']"))
    page.keyboard.press("Enter")
    for _question in range(5):
        page.wait_for_selector("#question")
        answer_rightly_by_keys(page)
        page.wait_for_selector("[data-next], .result-card")
        if page.locator("[data-next]").count():
            page.keyboard.press("Enter")
    expect(page.locator(".result-card")).to_be_visible()
    assert page.locator(".stop--none").count() == 0  # every question was answered in time


def _check_by_keys(page: Page, key: str) -> None:
    page.goto(f"/class/{key}")
    tab_to(page, page.locator("form.bottom-bar button"))
    page.keyboard.press("Enter")
    page.wait_for_selector("#question")
    while page.locator("#question").count():
        answer_rightly_by_keys(page)
        page.wait_for_selector("[data-next]")
        page.keyboard.press("Enter")
        page.wait_for_selector("#question:not(.question--closed), ul.list details")
    expect(page.locator(".notice--good").first).to_be_visible()


def test_the_whole_check_works_without_scripts(open_page):
    page = open_page(language="en", java_script_enabled=False)
    sign_in(page, "DEMO-JUDGE")
    page.goto("/class/three-kinds-of-cover")
    page.click("form.bottom-bar button")
    for _question in range(5):
        expect(page.locator("#question")).to_be_visible()
        if page.locator("button.option").count():
            page.locator("button.option").first.click()
        else:
            for place, select in enumerate(page.locator("select").all(), start=1):
                select.select_option(index=place)
            if page.locator("#number").count():
                page.fill("#number", "1")
            if page.locator("input[type=checkbox]").count():
                page.locator("input[type=checkbox]").first.check()
            page.click("[data-enter]")
        page.click("[data-next]")
    expect(page.locator("ul.list details").first).to_be_visible()
