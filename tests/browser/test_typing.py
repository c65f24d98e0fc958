"""Short answers and gaps by nothing but the keyboard, in a check."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from quizzes.rules.gaps import right_option
from tests.browser.answers import answer_rightly_by_keys, asked


def _to_the_kind(page: Page, key: str, kind: str) -> dict:
    """Through the check of a class until a question of this kind is asked; its content."""
    page.goto(f"/class/{key}")
    page.click("form.bottom-bar button")
    while True:
        page.wait_for_selector("#question")
        _language, content = asked(page)
        if content["kind"] == kind:
            return content
        answer_rightly_by_keys(page)
        page.wait_for_selector("[data-next]")
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "language"), [(360, "zh"), (1440, "en")])
def test_enter_leads_from_gap_to_gap_and_sends_from_the_last_one(open_page, width, language):
    page = open_page("DEMO-ORGANIZER", width=width, language=language)
    content = _to_the_kind(page, "voltage-drop-under-load", "cloze")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    number, choice, words = content["gaps"]
    expect(page.locator("[name='gap.1']")).to_be_focused()
    page.keyboard.type("1.2")
    page.keyboard.press("Enter")
    expect(page.locator("[name='gap.2']")).to_be_focused()
    offered = page.locator("[name='gap.2'] option").all_inner_texts()
    for _step in range(offered.index(right_option(choice)["text"][language])):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(words["accepted"][language][0])
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-next]")
    expect(page.locator(".answers--right")).to_have_count(3)
    assert number["answer"] == 1.2


def test_a_short_answer_is_typed_sent_by_enter_and_the_close_says_what_counts(open_page):
    page = open_page("DEMO-ORGANIZER", width=360, language="en")
    _to_the_kind(page, "hv-orange-means-stop", "short")
    expect(page.locator("#typed")).to_be_focused()
    page.keyboard.type("a first-aid kit")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-next]")
    expect(page.locator(".answers--wrong")).to_contain_text("a first-aid kit")
    expect(page.locator(".answers--right")).to_contain_text("AED")
