"""From a colleague's story to a case that others play: told, refused kindly, chosen, approved, played, credited."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.answers import answer_rightly

TITLE = "A customer who had to be at the airport."
CLASS, CLASS_TITLE = "stock-that-works", "A parts stock that works"


def test_a_story_becomes_a_case_that_others_play_and_its_teller_is_credited(open_page):
    teller = open_page("DEMO-ADVISOR", language="en")
    _tell(teller)
    trainer = open_page("DEMO-TRAINER", language="en")
    trainer.goto("/studio/stories?sort=newest")
    trainer.get_by_text("A tow truck brought a car").click()
    trainer.click("button[value=case]")
    expect(trainer.locator("#scene-0-text-en")).to_have_value("A tow truck brought a car; its owner had a flight.")
    _write(trainer)
    organizer = open_page("DEMO-ORGANIZER", language="en")
    organizer.goto(trainer.url)
    organizer.click("button[value=approve]")
    expect(organizer.locator(".notice--good")).to_contain_text("published")
    _play(open_page("DEMO-JUDGE", language="en"))
    teller.goto("/notices")
    teller.get_by_text("Your story is a service case now").click()
    expect(teller.locator(".notice--good")).to_contain_text("From a story by 陈静")


def _tell(page: Page) -> None:
    page.goto("/stories/new")
    page.fill("#happened", "A tow truck brought 京A·12345; its owner had a flight.")
    page.fill("#done", "Lent a car, then tested the battery.")
    page.fill("#ended", "The flight was caught.")
    page.check("input[name=consents]")
    page.check("input[name=named]")
    page.click("button[value=send]")
    expect(page.locator("[role=alert]")).to_contain_text("not sent yet")
    expect(page.locator("mark")).to_contain_text("京A·12345")
    page.fill("#happened", "A tow truck brought a car; its owner had a flight.")
    page.click("button[value=send]")
    expect(page.locator(".notice--good")).to_contain_text("Thank you")


def _write(page: Page) -> None:
    page.fill("#text-en", TITLE)
    page.fill("#text-zh", "客户要赶飞机。")
    for name in ("scene-0-text", "scene-0-decision-0-text", "scene-0-decision-0-consequence", "explanation"):
        page.fill(f"#{name}-zh", "先安顿人，再查事实。")
    page.fill("#explanation-en", "People first, then facts.")
    for language, words in (("en", "Ask him to wait"), ("zh", "请他等着")):
        page.fill(f"#scene-0-decision-1-text-{language}", words)
        page.fill(f"#scene-0-decision-1-consequence-{language}", f"{words}: !")
    page.select_option("#scene-0-decision-0-points-care", "2")
    titles = page.locator("#micro_class option").all_inner_texts()
    page.select_option("#micro_class", index=titles.index(CLASS_TITLE))
    expect(page.locator("#health")).not_to_contain_text("Before", timeout=15_000)
    page.click("button[value=send]")
    expect(page.locator(".notice--good")).to_contain_text("in review")


def _play(page: Page) -> None:
    page.goto(f"/class/{CLASS}")
    page.click("form.bottom-bar button")
    for _question in range(10):
        page.wait_for_selector("#question")
        if page.locator("#question").inner_text().strip() == TITLE:
            break
        answer_rightly(page)
        page.click("[data-next]")
    expect(page.locator("main")).to_contain_text("From a story by 陈静")
    page.get_by_text("Lent a car, then tested the battery.").click()
    expect(page.locator(".notice--good")).to_contain_text("Passed")
    expect(page.locator("main")).to_contain_text("You found the best way.")
