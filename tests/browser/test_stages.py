"""What comes up only on the way (checks, PKs, refused forms) is looked at like every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SIZES
from tests.browser.looks import measures, wrong
from tests.browser.stages import Look, be_refused, bring_a_roster, play_a_pk, take_a_check

EVERY_KIND = ("voltage-drop-under-load", "test-before-replacing", "goodwill-decision")  # together they ask all kinds
VIEWS = [("zh", 360, ("light", "dark")), ("en", 1440, ())]


def looker(page: Page, themes: tuple[str, ...], faults: dict[str, list[str]]) -> Look:
    """Looks once at each stage and notes what is wrong there."""
    seen: set[str] = set()

    def look(where: str) -> None:
        if where not in seen and (found := wrong(page, *themes) + on_a_phone(page)):
            faults[where] = found
        seen.add(where)

    return look


def on_a_phone(page: Page) -> list[str]:
    """What is wrong when the same stage is as narrow as a phone: English words are longer."""
    if page.viewport_size == SIZES[360]:
        return []
    page.set_viewport_size(SIZES[360])
    found = [f"on a phone: {fault}" for fault in measures(page)]
    page.set_viewport_size(SIZES[1440])
    return found


@pytest.mark.parametrize(("language", "width", "themes"), VIEWS)
def test_checks_are_open_to_everybody(open_page, language, width, themes):
    page = open_page("DEMO-ORGANIZER", width, language)
    faults: dict[str, list[str]] = {}
    look = looker(page, themes, faults)
    for key in EVERY_KIND:
        take_a_check(page, key, look)
    assert faults == {}


@pytest.mark.parametrize(("language", "width", "themes"), VIEWS)
def test_the_stages_of_a_pk_are_open_to_everybody(open_page, language, width, themes):
    page = open_page("DEMO-ORGANIZER", width, language)
    faults: dict[str, list[str]] = {}
    play_a_pk(page, 3, looker(page, themes, faults))
    assert faults == {}


@pytest.mark.parametrize(("language", "width", "themes"), VIEWS)
def test_forms_that_come_back_are_open_to_everybody(open_page, language, width, themes):
    page = open_page("DEMO-ORGANIZER", width, language)
    faults: dict[str, list[str]] = {}
    bring_a_roster(page, looker(page, themes, faults))
    page.context.clear_cookies()
    be_refused(page, looker(page, themes, faults))
    assert faults == {}
