"""What people do until a final begins, page by page: organizers choose and arrange, finalists answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import speak

Look = Callable[[str, Page], None]
PASSWORD = "between two jobs"
RULES = """\
"on": "2026-11-01"
lot: Munich
quotas:
  - {region: 华东, post: me-technician, seats: 2}
  - {region: 华南, post: me-service-advisor, seats: 1}
reserves: 2
tie_breaks: [mastered, days]
"""


def nobody(_where: str, _page: Page) -> None:
    """Nobody looks on."""


def sign_in_by_link(page: Page, behind: Flask, number: str) -> None:
    """The first time, by the link that an organizer hands over."""
    link = behind.test_cli_runner().invoke(args=["people", "link", number]).output.strip()
    page.goto(urlsplit(link).path)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("form.card button")
    page.wait_for_url("/")
    speak(page, "en")


def press(page: Page, name: str, **more: object) -> None:
    page.get_by_role("button", name=name, **more).click()


def follow(page: Page, name: str, **more: object) -> None:
    page.get_by_role("link", name=name, **more).click()


def go_to(page: Page, tab: str) -> None:
    """A page of the final, by the tabs of the desk."""
    page.locator(".finals-tabs").first.get_by_role("link", name=tab, exact=True).click()
    expect(page.locator(".finals-tabs [aria-current=page]").first).to_have_text(tab)


def given(page: Page, number: str, role: str) -> None:
    """An organizer gives somebody a role."""
    page.goto("/desk/people")
    page.fill("#text", number)
    press(page, "Show")
    page.locator("a.list__item", has_text=number).click()
    page.get_by_role("checkbox", name=role, exact=True).check()
    press(page, "Save roles")
    expect(page.get_by_text("The roles are saved.")).to_be_visible()


# Choosing -------------------------------------------------------------------------------------------------------


def make_final(page: Page, name: str, look: Look) -> None:
    page.goto("/me")
    follow(page, "Finals", exact=True)
    look("finals", page)
    follow(page, "New final")
    page.fill("#name_en", name)
    page.fill("#days", "1")
    look("new final", page)
    press(page, "Make it")
    expect(page.locator("h1")).to_have_text("Selection")
    look("selection, empty", page)


def write_rules(page: Page, look: Look) -> None:
    """Rules from a file; a second set from the form, with one more seat; then both on the same snapshot."""
    follow(page, "From a file")
    page.set_input_files("#file", {"name": "few.yaml", "mimeType": "text/yaml", "buffer": RULES.encode()})
    look("rules from a file", page)
    press(page, "Check and keep")
    follow(page, "Change a copy few")
    page.fill("#name", "more")
    page.fill("[name='quota|华东|me-technician']", "3")
    look("rules", page)
    page.locator(".bottom-bar").get_by_role("button").click()
    press(page, "Take the snapshot")
    expect(page.get_by_text("The snapshot holds")).to_be_visible()
    look("selection, to be run", page)
    press(page, "Who comes in, who goes out")
    look("compared", page)
    expect(page.locator("#leave .num, #enter .num")).to_have_text(["1", "0"])


def propose_selection(page: Page, look: Look) -> tuple[list[str], str]:
    """Staff numbers of those who are in, and of the first reserve of the technicians."""
    go_to(page, "Selection")
    follow(page, "Run it dry few")
    look("dry run", page)
    page.select_option("#fate", "in")
    press(page, "Show")
    expect(page.locator("tbody tr")).to_have_count(3)
    chosen = page.locator("tbody th .num").all_inner_texts()
    page.locator("tbody th a").first.click()
    expect(page.locator(".tag--good").first).to_be_visible()
    look("why in", page)
    page.go_back()
    page.select_option("#fate", "reserve")
    page.select_option("#post", "me-technician")
    press(page, "Show")
    reserve = page.locator("tbody th .num").first.inner_text()
    page.locator("tbody th a").first.click()
    look("why out", page)
    page.go_back()
    press(page, "Propose this selection")
    expect(page.get_by_text("Another organizer signs it")).to_be_visible()
    expect(page.get_by_role("button", name="Sign: fix it and invite")).to_have_count(0)
    look("selection, proposed", page)
    return chosen, reserve


def sign_selection(page: Page, name: str, look: Look) -> None:
    page.goto("/desk/finals")
    follow(page, name)
    look("the desk of a final", page)
    go_to(page, "Selection")
    look("selection, to be signed", page)
    press(page, "Sign: fix it and invite")
    expect(page.get_by_text("Fixed: 3 finalists are invited.")).to_be_visible()
    look("selection, fixed", page)


def answer(page: Page, look: Look, *, comes: bool) -> None:
    """A finalist, from Today to the answer."""
    page.goto("/")
    look("today of a finalist", page)
    follow(page, "You are a finalist")
    look("invitation", page)
    if comes:
        page.get_by_role("checkbox").check()
        press(page, "I am coming")
        expect(page.get_by_role("heading", name="You are coming")).to_be_visible()
        look("accepted", page)
        return
    page.get_by_text("I cannot come").click()
    page.fill("#reason", "Ill")
    press(page, "Decline")
    expect(page.get_by_role("heading", name="You have declined")).to_be_visible()
    look("declined", page)


# The event --------------------------------------------------------------------------------------------------------


def arrange(page: Page, chief: str, other: str, look: Look) -> None:
    """Two rooms and two stations for each of two posts. One is judged by both, one by the other alone."""
    go_to(page, "Event")
    look("event, empty", page)
    for key in ("a", "b"):
        page.get_by_text("Add or change a room").click()
        page.fill("#room-key", key)
        page.fill("#room-zh", f"考场 {key}")
        page.fill("#room-en", f"Room {key}")
        press(page, "Store the room")
    add_station(page, "brakes", "a", "60", ("2", f"{chief}* {other}"), look)
    add_station(page, "talk", "b", "40", ("1", other), look)
    page.select_option("#source", "me-technician")
    page.select_option("#target", "me-service-advisor")
    press(page, "Copy")
    expect(page.get_by_text("Nothing is missing. Draw the numbers, then make the timetable.")).to_be_visible()
    look("event", page)


def add_station(page: Page, key: str, room: str, weight: str, panel: tuple[str, str], look: Look) -> None:
    follow(page, "Add a station")
    page.fill("#key", key)
    page.select_option("#post", "me-technician")
    page.fill("#name_zh", f"工位 {key}")
    page.fill("#name_en", f"Station {key}")
    page.fill("#weight", weight)
    page.fill("#minutes", "20")
    page.fill("#judges", panel[0])
    page.locator(f"[name=rooms][value={room}]").check()
    page.fill(f"#panel-{room}", panel[1])
    look("station", page)
    press(page, "Store")
    expect(page.get_by_role("link", name=f"Station {key}")).to_be_visible()


def draw_and_plan(page: Page, look: Look) -> None:
    """Numbers by lot, then the timetable, which shows itself when it is made."""
    go_to(page, "Drawn numbers")
    page.fill("#words", "Headline of the day")
    look("numbers, to be drawn", page)
    press(page, "Draw the numbers")
    expect(page.locator("tbody tr")).to_have_count(3)
    look("numbers", page)
    go_to(page, "Timetable")
    press(page, "Make the timetable")
    look("timetable, being made", page)
    expect(page.get_by_text("stored: 6 slots")).to_be_visible()
    look("timetable", page)
