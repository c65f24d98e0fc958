"""What people do on the days of a final, page by page: trainers, judges, organizers. Each function is one at work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from tests.browser.finals import Look, follow, go_to, press

SENT = "All marks are sent"
SHEET = {
    "aspect_kind-0": "measured", "aspect_name_zh-0": "扭矩", "aspect_name_en-0": "Torque", "aspect_weight-0": "39",
    "aspect_unit-0": "N·m", "aspect_target-0": "110", "aspect_low-0": "0", "aspect_high-0": "300",
    "aspect_within0-0": "2", "aspect_share0-0": "100", "aspect_within1-0": "5", "aspect_share1-0": "50",
    "aspect_name_zh-1": "操作规范", "aspect_name_en-1": "Care", "aspect_weight-1": "60",
    "penalty_name_zh-0": "掉落工具", "penalty_name_en-0": "Dropped a tool", "penalty_points-0": "5",
    "penalty_most-0": "3",
} | {
    f"aspect_level{mark}_{language}-1": f"{mark} {words}"
    for mark in range(4) for language, words in (("zh", "级的样子"), ("en", "looks like this"))
}  # fmt: skip


def write_sheets(page: Page, name: str, look: Look) -> None:
    """A trainer writes one, whose weights do not add up at first; the other stations get the same as a file."""
    page.goto("/me")
    follow(page, "Finals", exact=True)
    follow(page, name)
    look("score sheets, none", page)
    page.get_by_role("link", name="Write it").first.click()
    for field, value in SHEET.items():
        if field != "aspect_kind-0":
            page.fill(f"#{field}", value)
    page.locator(".bottom-bar button").click()
    expect(page.locator(".notice--bad")).to_contain_text("99")
    look("score sheet of 99", page)
    page.fill("#aspect_weight-0", "40")
    page.locator(".bottom-bar button").click()
    expect(page.get_by_text("Stored as version 1.")).to_be_visible()
    look("score sheet", page)
    with page.expect_download() as file:
        follow(page, "Download YAML")
    for _station in range(3):
        follow(page, "Score sheets")
        page.get_by_role("link", name="Write it").first.click()
        page.set_input_files("#yaml", file.value.path())
        press(page, "Store the file as the next version")
        expect(page.get_by_text("Stored as version 1.")).to_be_visible()


def open_sheets(page: Page, look: Look) -> None:
    go_to(page, "Score sheets")
    press(page, "Open the sheets")
    expect(page.get_by_text("6 sheets are open now.")).to_be_visible()
    expect(page.get_by_text("fixed", exact=True)).to_have_count(4)
    look("score sheets, open", page)


def sheets_of(page: Page, look: Look) -> list[str]:
    """The addresses of a judge's sheets in this final, as the list has them."""
    page.goto("/judge")
    expect(page.locator(".card--next")).to_be_visible()
    look("judging", page)
    return [str(one.get_attribute("href")) for one in page.locator("a.turn", has_text="Station ").all()]


def open_sheet(page: Page, address: str, said: str = SENT) -> None:
    page.goto(address)
    expect(page.locator("[data-sync]")).to_have_text(said)


def number_on(page: Page) -> int:
    """All that a judge knows of a competitor."""
    return int(page.locator(".sheet__number").inner_text())


def mark(page: Page, care: int, torque: str = "", dropped: int = 0) -> None:
    """What a judge touches on a sheet."""
    page.locator("[data-item=aspect-2] .level", has=page.locator(f"input[value='{care}']")).click()
    if torque:
        page.fill("[data-measure]", torque)
        page.press("[data-measure]", "Tab")
    for _time in range(dropped):
        page.click("[data-item=penalty-1] [data-step='1']")


def sign(page: Page, look: Look) -> None:
    expect(page.locator("[data-sync]")).to_have_text(SENT)
    look("sheet, to be signed", page)
    press(page, "Sign my marks")
    expect(page.get_by_text("You have signed your marks.")).to_be_visible()
    look("sheet, signed", page)


def sign_as_chief(page: Page, look: Look) -> None:
    look("sheet, the chief's turn", page)
    press(page, "Sign the sheet as chief")
    expect(page.get_by_text("the sheet is signed by all.")).to_be_visible()


# Results and awards -------------------------------------------------------------------------------------------------


def set_awards(page: Page, look: Look) -> None:
    """As they are proposed."""
    go_to(page, "Awards")
    look("awards, proposed", page)
    press(page, "Store the awards")
    expect(page.get_by_text("awards are stored.")).to_be_visible()
    look("awards, set", page)


def propose_results(page: Page, posts: Sequence[str], look: Look) -> None:
    for post in posts:
        go_to(page, "Results")
        look("results", page)
        follow(page, post)
        look("results of a post", page)
        press(page, "Propose")
        expect(page.get_by_text("Proposed. Somebody else signs, then it is published.")).to_be_visible()
        follow(page, "Results", exact=True)


def sign_results(page: Page, posts: Sequence[str], look: Look) -> None:
    for post in posts:
        follow(page, post)
        look("results of a post, to be signed", page)
        press(page, "Sign and publish")
        expect(page.get_by_text("Published: edition 1.")).to_be_visible()
        look("results of a post, published", page)
        follow(page, "Results", exact=True)


def draw_certificates(page: Page, look: Look) -> int:
    """All of them; how many."""
    go_to(page, "Awards")
    press(page, "Issue and draw all certificates")
    done = page.locator("#progress").get_by_text("certificates are drawn.")
    expect(done).to_be_visible()
    look("awards, with certificates", page)
    return int(re.findall(r"\d+", done.inner_text())[0])
