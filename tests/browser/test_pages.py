"""What holds for every page: no axe violation; nothing cut, small, unreadable or hard to touch."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SIZES
from tests.browser.looks import measures, wrong
from tests.browser.pages import READERS, pages_of


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_open_to_everybody_on_a_phone_in_chinese(open_page, who):
    page = open_page(who, 360, "zh")
    faults = {}
    for one in pages_of(who):
        assert page.goto(one.url).status == one.status, one
        if found := wrong(page, "light", "dark"):
            faults[one.name] = found
    assert faults == {}


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_open_to_everybody_on_a_desk_in_english(open_page, who):
    page = open_page(who, 1440, "en")
    faults = {}
    for one in pages_of(who):
        page.set_viewport_size(SIZES[1440])
        page.goto(one.url)
        found = wrong(page, "dark", "light")
        page.set_viewport_size(SIZES[360])  # English words are longer
        if found := found + [f"on a phone: {fault}" for fault in measures(page)]:
            faults[one.name] = found
    assert faults == {}


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
