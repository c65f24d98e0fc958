"""`make shots`: every page and what comes up on the way, as pictures in tests/browser/shots/, for people to look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.conftest import speak
from tests.browser.pages import READERS, pages_of
from tests.browser.stages import be_refused, bring_a_roster, play_a_pk, take_a_check

SHOTS = Path(__file__).parent / "shots"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1440])
def test_take_pictures(open_page, width, language, theme):
    folder = SHOTS / f"{width}-{language}-{theme}"
    folder.mkdir(parents=True, exist_ok=True)

    def shoot(page, name: str) -> None:
        page.screenshot(path=folder / f"{re.sub('[^a-z]+', '-', name.lower())}.png")

    for who in READERS:
        page = open_page(who, width, language, theme)
        for one in pages_of(who):
            page.goto(one.url)
            shoot(page, one.name)
    page = open_page("DEMO-ORGANIZER", width, language, theme)
    take_a_check(page, "voltage-drop-under-load", lambda where: shoot(page, where))
    take_a_check(page, "test-before-replacing", lambda where: shoot(page, where))
    play_a_pk(page, 3, lambda where: shoot(page, where))
    bring_a_roster(page, lambda where: shoot(page, where))
    page.context.clear_cookies()
    page.goto("/sign-in")
    speak(page, language)
    be_refused(page, lambda where: shoot(page, where))
