"""A picture comes into the library, a question asks for a place on it, and people find that place in both ways."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.answers import answer_rightly
from tests.browser.looks import wrong
from tests.browser.pointing import tap_at

ASKED = "Where is the 12 V battery?"
CLASS = "three-kinds-of-cover"


def bay() -> bytes:
    made = Image.new("RGB", (800, 500), (130, 140, 150))
    draw = ImageDraw.Draw(made)
    draw.rectangle((80, 100, 320, 350), fill=(170, 60, 60))
    draw.ellipse((520, 150, 720, 350), fill=(60, 60, 170))
    out = io.BytesIO()
    made.save(out, "JPEG")
    return out.getvalue()


def test_upload_a_picture_ask_for_a_place_on_it_and_find_it_by_finger_and_by_keys(open_page, tmp_path: Path):
    trainer = open_page("DEMO-TRAINER", language="en")
    (tmp_path / "bay.jpg").write_bytes(bay())
    trainer.goto("/studio/media")
    trainer.set_input_files("#files", tmp_path / "bay.jpg")
    trainer.fill("#alt-en", "An engine bay with a red box and a blue tank")
    trainer.fill("#alt-zh", "机舱，有红色的盒子和蓝色的罐子")
    trainer.click("[data-media-form] button")
    expect(trainer.locator(".media-card").first).to_contain_text("An engine bay")
    _write(trainer)
    organizer = open_page("DEMO-ORGANIZER", language="en")
    organizer.goto(trainer.url)
    organizer.click("button[value=approve]")
    expect(organizer.locator(".notice--good")).to_contain_text("published")
    _find(open_page("DEMO-JUDGE", 360, "en"), by_keys=False)
    _find(open_page("DEMO-OPERATOR", 360, "zh"), by_keys=True)


def _write(page: Page) -> None:
    page.goto("/studio")
    page.select_option("#new-kind", "hotspot")
    page.get_by_role("button", name="Write a new question").click()
    page.click(".media-picker summary")
    page.locator(".media-tile input").nth(1).check()
    expect(page.locator(".hotspot__canvas")).to_be_visible()
    _draw(page, 0, "rect", (0.1, 0.2), (0.4, 0.7))
    expect(page.locator("#at-0")).to_have_value("10 20 30 50")
    _draw(page, 1, "circle", (0.775, 0.5), (0.9, 0.5))
    expect(page.locator("#at-1")).to_have_value("77.5 50 12.5")
    page.locator("[name=right]").first.check()
    words = {
        "text-en": ASKED, "text-zh": "12 V 蓄电池在哪里？", "name-0-en": "Battery", "name-0-zh": "蓄电池",
        "name-1-en": "Tank", "name-1-zh": "储液罐", "why-1-en": "That is the tank.", "why-1-zh": "那是储液罐。",
        "explanation-en": "It stands on the left.", "explanation-zh": "它在左侧。", "source": "The picture",
    }  # fmt: skip
    for name, text in words.items():
        page.fill(f"#{name}", text)
    page.locator("input[name=posts][value=workshop-manager]").check()
    titles = page.locator("#micro_class option").all_inner_texts()
    page.select_option("#micro_class", index=titles.index("Law, warranty or goodwill: who pays?"))
    page.click("button[value=send]")
    expect(page.locator(".notice--good")).to_contain_text("in review")


def _draw(page: Page, place: int, shape: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.select_option(f"#shape-{place}", shape)
    page.locator("[data-draw]").nth(place).click()
    canvas = page.locator(".hotspot__canvas image")
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None
    for deed, (x, y) in (("down", start), ("up", end)):
        page.mouse.move(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
        getattr(page.mouse, deed)()


def _find(page: Page, *, by_keys: bool) -> None:
    page.goto(f"/class/{CLASS}")
    page.click("form.bottom-bar button")
    for _question in range(10):
        page.wait_for_selector("#question")
        if page.locator("[data-hotspot]").count():
            break
        answer_rightly(page)
        page.click("[data-next]")
    assert wrong(page, "light", "dark") == []
    if by_keys:
        _by_keys(page)
    else:
        _by_finger(page)
    expect(page.locator(".region--right")).to_be_visible()
    assert wrong(page, "light", "dark") == []


def _by_finger(page: Page) -> None:
    tap_at(page, 0.2, 0.4)
    page.click("[data-enter]")
    expect(page.locator(".notice--good")).to_be_visible()


def _by_keys(page: Page) -> None:
    """The numbers come when one of them is pressed; whatever it is, it is answered with Enter."""
    page.keyboard.press("2")
    expect(page.locator(".hotspot__pins")).to_be_visible()
    expect(page.locator("[type=radio]").nth(1)).to_be_checked()
    page.keyboard.press("1")
    expect(page.locator("[type=radio]").first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".notice[role=status]")).to_be_visible()
