"""The whole way in a real browser: sign in, a class and its check, a PK won, a new place on the board."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import answer_rightly

ME = ".list__item--me"


def points(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".bar__points").inner_text()))


def take_the_next_class(page: Page) -> None:
    page.goto("/")
    page.click(".card--next a.btn")
    page.click("form.bottom-bar button")
    for _question in range(5):
        answer_rightly(page)
        page.wait_for_selector("[data-next]")
        page.click("[data-next]")
        page.wait_for_load_state()
    expect(page.locator(".notice--good")).to_be_visible()


def win_a_pk(page: Page) -> None:
    """Play against the weakest machine until one is won: all right wins, or draws in the rarest case."""
    page.goto("/pk")
    page.click("button[name=level][value='1']")
    for _question in range(5):
        page.wait_for_selector("#question")
        answer_rightly(page)
        page.wait_for_selector("[data-next], .result-card")
        if page.locator("[data-next]").count():
            page.click("[data-next]")
    expect(page.locator(".result-card")).to_be_visible()
    expect(page.locator(".finish")).to_be_visible()


@pytest.mark.parametrize(
    ("who", "width", "language"),
    [
        ("DEMO-TECH", 360, "zh"),
        ("DEMO-ADVISOR", 1440, "zh"),
        ("DEMO-JUDGE", 360, "en"),
        ("DEMO-MANAGER", 1440, "en"),
    ],
)
def test_from_signing_in_to_a_new_place_on_the_board(open_page, who, width, language):
    page = open_page(who, width, language)
    assert points(page) == 0
    page.goto("/board")
    assert page.locator(ME).count() == 0
    take_the_next_class(page)
    assert points(page) == 70
    page.goto("/board")
    expect(page.locator(ME).first).to_contain_text("70")
    win_a_pk(page)
    page.goto("/board")
    assert points(page) == 76
    expect(page.locator(ME).first).to_contain_text("76")


def test_a_pk_goes_on_at_the_right_second_after_the_browser_was_closed(open_page):
    page = open_page("DEMO-TRAINER", language="en")
    page.goto("/pk")
    page.click("button[name=level][value='3']")
    page.wait_for_selector("#question")
    question, address = page.locator("#question").inner_text(), page.url
    before = int(page.locator("[data-seconds]").inner_text())
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.wait_for_timeout(2_000)
    page.click("button[value=DEMO-TRAINER]")
    page.goto(address)
    assert page.locator("#question").inner_text() == question
    assert int(page.locator("[data-seconds]").inner_text()) <= before - 2


def test_a_check_and_a_pk_by_keyboard_alone(open_page):
    page = open_page("DEMO-OPERATOR", language="en")
    page.goto("/pk")
    page.locator("button[name=level]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#question")
    for _question in range(5):
        _answer_by_keys(page)
        page.wait_for_selector("[data-next], .result-card")
        if page.locator("[data-next]").count():
            page.keyboard.press("Enter")
            page.wait_for_selector("#question, .result-card")
    expect(page.locator(".result-card")).to_be_visible()


def _answer_by_keys(page: Page) -> None:
    if page.locator("button.option").count():
        page.keyboard.press("1")
        page.keyboard.press("Enter")
    elif page.locator("#number").count():
        page.keyboard.type("12")
        page.keyboard.press("Enter")
    elif page.locator(".pair select").count():
        for index in range(page.locator(".pair select").count()):
            page.locator(".pair select").nth(index).focus()
            for _step in range(index + 1):
                page.keyboard.press("ArrowDown")
        page.locator("[data-enter]").focus()
        page.keyboard.press("Enter")
    else:
        page.keyboard.press("1")
        page.locator("[data-enter]").focus()
        page.keyboard.press("Enter")
