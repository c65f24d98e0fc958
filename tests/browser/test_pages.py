"""What holds for every page: no axe violation, nothing cut, small, unreadable or hard to touch; light to load."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SIZES
from tests.browser.looks import measures, violations, wrong_in_both_themes
from tests.browser.pages import READERS, pages_of
from tests.browser.stages import be_refused, bring_a_roster, play_a_pk, take_a_check

FIRST_LOAD_BYTES = 100_000
EVERY_KIND = ("voltage-drop-under-load", "test-before-replacing")  # classes whose checks ask all six kinds together


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", READERS)
def test_every_page_is_open_to_everybody_on_a_phone_and_on_a_desk(open_page, who, language):
    page = open_page(who, 360, language)
    wrong = {}
    for one in pages_of(who):
        page.set_viewport_size(SIZES[360])
        assert page.goto(one.url).status == one.status, one
        found = wrong_in_both_themes(page)
        page.set_viewport_size(SIZES[1440])
        if found := found + [f"on a desk: {fault}" for fault in measures(page) + violations(page)]:
            wrong[one.name] = found
    assert wrong == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_comes_up_on_the_way_is_open_to_everybody(open_page, language):
    page = open_page("DEMO-ORGANIZER", 360, language)
    wrong: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if where not in wrong and (found := wrong_in_both_themes(page)):
            wrong[where] = found

    for key in EVERY_KIND:
        take_a_check(page, key, look)
    play_a_pk(page, 3, look)
    bring_a_roster(page, look)
    page.context.clear_cookies()
    be_refused(page, look)
    assert wrong == {}


@pytest.mark.parametrize("who", READERS)
def test_the_first_load_of_each_page_is_small(open_page, who):
    page = open_page(who)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    loaded: list[int] = []
    network.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    sizes = {}
    for one in pages_of(who):
        network.send("Network.clearBrowserCache")
        loaded.clear()
        page.goto(one.url, wait_until="networkidle")
        sizes[one.name] = sum(loaded)
    assert min(sizes.values()) > 0
    assert {name: size for name, size in sizes.items() if size >= FIRST_LOAD_BYTES} == {}


def test_the_looks_see_what_is_wrong(open_page):
    """Proves that the tests above can fail."""
    page = open_page()
    page.goto("/sign-in")
    assert wrong_in_both_themes(page) == []
    page.evaluate("""() => {
        document.querySelector('h1').style.fontSize = '12px'
        document.querySelector('button.btn').style.cssText = 'min-height: 30px; height: 30px; padding: 0'
        document.querySelector('form.card').style.width = '500px'
        document.querySelector('#login').removeAttribute('id')
    }""")
    found = "\n".join(wrong_in_both_themes(page))
    assert all(word in found for word in ("text of 12.0 px", "x 30 px", "px wide", "light: label"))
