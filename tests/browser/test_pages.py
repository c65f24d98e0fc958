"""What holds for every page: no axe violation, nothing cut at 360 px, small, readable, large enough to touch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.answers import answer_rightly
from tests.browser.pages import FOUND_MISSING, PAGES

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")
FIRST_LOAD_BYTES = 100_000
SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .filter(e => !e.closest('svg, .sr, script, noscript, option') && e.checkVisibility())
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 14)
    .map(e => `small text: ${e.outerHTML.slice(0, 120)}`)"""
SMALL_TARGETS = """() => ['button', '.btn', '.tabs a', '.nav a', 'select', 'input:not([type=hidden])']
    .flatMap(what => [...document.querySelectorAll(what)])
    .filter(e => e.checkVisibility()).map(e => [(e.closest('label') || e).getBoundingClientRect(), e])
    .filter(([box]) => box.height && (box.height < 43.5 || box.width < 24))
    .map(([, e]) => `small target: ${e.outerHTML.slice(0, 120)}`)"""
TOO_WIDE = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? ['wider than the phone'] : []"""


def visit(page, url: str) -> None:
    if url in FOUND_MISSING:  # a 404 is logged by the browser as an error; here it is what is wanted
        page.route(f"**{url}", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(url)


def violations(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:150]}" for one in found]


def looked_at(page) -> list[str]:
    """All that is wrong with the page on show."""
    looks = (SMALL_TEXT, SMALL_TARGETS, TOO_WIDE)
    return violations(page) + [one for look in looks for one in page.evaluate(look)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", sorted({who or "" for who, _url in PAGES}))
def test_every_page_is_open_to_everybody_and_fits_a_phone(open_page, who, language, theme):
    page = open_page(who or None, 360, language, theme, bypass_csp=True)
    wrong = {}
    for url in (url for reader, url in PAGES if (reader or "") == who):
        visit(page, url)
        if found := looked_at(page):
            wrong[url] = found
    assert wrong == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_stages_of_a_pk_and_a_check_are_open_to_everybody(open_page, language):
    """The question, its close and the result; each kind of question comes by in time."""
    page = open_page("DEMO-ORGANIZER", 360, language, bypass_csp=True)
    wrong = {}

    def look(where: str) -> None:
        if found := looked_at(page):
            wrong[where] = found

    page.goto("/pk")
    page.click("button[name=level][value='5']")
    for _question in range(5):
        page.wait_for_selector("#question")
        look(f"question: {page.locator('#question').inner_text()}")
        answer_rightly(page)
        page.wait_for_selector("[data-next], .result-card")
        look("close")
        if page.locator("[data-next]").count():
            page.click("[data-next]")
    assert wrong == {}


def test_the_first_load_of_each_page_is_small(browser, server, open_page):
    page = open_page("DEMO-TECH")
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    loaded = []
    client.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    sizes = {}
    for who, url in PAGES:
        if who == "DEMO-TECH":
            client.send("Network.clearBrowserCache")
            loaded.clear()
            visit(page, url)
            page.wait_for_load_state("networkidle")
            sizes[url] = sum(loaded)
    assert all(0 < size < FIRST_LOAD_BYTES for size in sizes.values()), sizes


def test_no_page_breaks_the_policy_asks_elsewhere_or_logs_an_error(open_page):
    for who in sorted({who or "" for who, _url in PAGES}):
        page = open_page(who or None)
        for url in (url for reader, url in PAGES if (reader or "") == who):
            visit(page, url)
