"""What holds for every page: no axe violation; nothing cut, small, hard to touch; light to load even on a slow line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import pages
from tests.browser.conftest import SIZES
from tests.browser.looks import measures, wrong
from tests.browser.pages import FINALISTS, READERS, pages_of, pages_of_finals

FIRST_LOAD_BYTES = 100_000


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_open_to_everybody_and_light_to_load_on_a_phone_in_chinese(open_page, who):
    assert on_a_phone(open_page(who, 360, "zh"), pages_of(who)) == {}


@pytest.mark.parametrize("who", FINALISTS)
def test_every_page_of_a_final_is_on_a_phone_in_chinese(open_page, finals, who):
    assert on_a_phone(open_page(who, 360, "zh"), pages_of_finals(who, finals)) == {}


def on_a_phone(page: Page, looked_at: list[pages.Page]) -> dict[str, list[str]]:
    """What is wrong, by the name of the page."""
    loaded = Loaded(page)
    faults = {}
    for one in looked_at:
        loaded.forget()
        assert page.goto(one.url, wait_until="load").status == one.status, one
        found = wrong(page, "light", "dark")
        if not 1000 < loaded.bytes < FIRST_LOAD_BYTES:
            found.append(f"{loaded.bytes} bytes to load")
        if found:
            faults[one.name] = found
    return faults


class Loaded:
    """How many bytes came over the line for a page that the browser sees for the first time."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self._network = page.context.new_cdp_session(page)
        self._network.on("Network.loadingFinished", self._count)
        self._network.send("Network.enable")

    def forget(self) -> None:
        """Start anew, with an empty cache."""
        self._network.send("Network.clearBrowserCache")
        self.bytes = 0

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_open_to_everybody_on_a_desk_in_english(open_page, who):
    assert on_a_desk(open_page(who, 1440, "en"), pages_of(who)) == {}


@pytest.mark.parametrize("who", FINALISTS)
def test_every_page_of_a_final_is_on_a_desk_in_english(open_page, finals, who):
    assert on_a_desk(open_page(who, 1440, "en"), pages_of_finals(who, finals)) == {}


def on_a_desk(page: Page, looked_at: list[pages.Page]) -> dict[str, list[str]]:
    """What is wrong, by the name of the page."""
    faults = {}
    for one in looked_at:
        page.set_viewport_size(SIZES[1440])
        page.goto(one.url)
        found = wrong(page, "dark")
        page.set_viewport_size(SIZES[360])  # English words are longer
        if found := found + [f"on a phone: {fault}" for fault in measures(page)]:
            faults[one.name] = found
    return faults


def test_the_looks_see_what_is_wrong(open_page):
    """Proves that the tests above can fail."""
    page = open_page()
    page.goto("/sign-in")
    assert wrong(page, "light", "dark") == []
    page.evaluate("""() => {
        document.querySelector('h1').style.fontSize = '12px'
        document.querySelector('button.btn').style.cssText = 'min-height: 30px; height: 30px; padding: 0'
        document.querySelector('form.card').style.width = '500px'
        document.querySelector('#login').removeAttribute('id')
    }""")
    found = "\n".join(wrong(page, "light"))
    assert all(word in found for word in ("text of 12.0 px", "x 30 px", "px wide", "light: label"))
