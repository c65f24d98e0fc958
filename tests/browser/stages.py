"""What comes up only on the way: a check, a PK, forms that were refused, a roster before it is carried out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.people.roster_sample import sample
from tests.browser.answers import answer_rightly, asked

Look = Callable[[str], None]


def take_a_check(page: Page, key: str, look: Look = lambda _where: None) -> None:
    """The whole check of a class, all right."""
    page.goto(f"/class/{key}")
    page.click("form.bottom-bar button")
    while True:
        page.wait_for_selector("#question")
        kind = asked(page)[1]["kind"]
        look(f"check, {kind}")
        answer_rightly(page)
        page.wait_for_selector("[data-next]")
        look("case, how it went" if kind == "case" else "check, feedback")
        page.click("[data-next]")
        page.wait_for_selector("#question, ul.list details")
        if not page.locator("#question").count():
            break
    look("check, how it went")


def play_a_pk(page: Page, level: int, look: Look = lambda _where: None) -> bool:
    """A whole PK, all right; whether it was won."""
    page.goto("/pk")
    page.click(f"button[name=level][value='{level}']")
    for _question in range(5):
        page.wait_for_selector("#question")
        look(f"PK, {asked(page)[1]['kind']}")
        answer_rightly(page)
        page.wait_for_selector("[data-next], .result-card")
        if page.locator(".result-card").count():
            break
        look("PK, close")
        page.click("[data-next]")
    expect(page.locator(".result-card")).to_be_visible()
    look("PK, result")
    return page.locator(".finish").count() == 1


def be_refused(page: Page, look: Look) -> None:
    """Forms that come back with what is missing."""
    page.goto("/sign-in")
    page.fill("#login", "T1")
    page.fill("#password", "wrong")
    page.click("form.card button")
    page.wait_for_selector(".error")
    look("sign-in, refused")


def bring_a_roster(page: Page, look: Look) -> None:
    """A file with faults, then a good one, up to the moment before it is carried out."""
    header, *rows = sample(30, 3, seed=5)
    wizards = [(*row[:4], "wizard", *row[5:]) for row in rows]
    for name, some in (("faults", wizards), ("preview", rows)):
        text = io.StringIO()
        csv.writer(text).writerows([header, *some])
        page.goto("/desk/roster")
        page.set_input_files("#file", {"name": "r.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()})
        page.locator("form[enctype] button").click()
        page.wait_for_selector(f"#{name}")
        look(f"roster, {name}")
