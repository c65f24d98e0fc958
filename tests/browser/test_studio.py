"""A question from the first word to a learner's answer, in three browsers."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.answers import answer_rightly

ASKED = "A traction battery holds its voltage after the service plug is pulled."
CLASS = "claim-that-stands"


def test_write_preview_review_publish_and_a_learner_answers(open_page):
    trainer = open_page("DEMO-TRAINER", language="en")
    trainer.goto("/studio")
    trainer.select_option("#new-kind", "true-false")
    trainer.get_by_role("button", name="Write a new question").click()
    trainer.fill("#text-en", ASKED)
    expect(trainer.locator(".phone .question").first).to_have_text(ASKED)  # stored and shown by itself
    expect(trainer.locator("#version")).to_have_value("2")
    trainer.reload()
    expect(trainer.locator("#text-en")).to_have_value(ASKED)
    trainer.click("button[value=send]")
    expect(trainer.locator("[role=alert]")).to_contain_text("still missing")
    _finish(trainer)
    trainer.click("button[value=send]")
    expect(trainer.locator(".notice--good")).to_contain_text("in review")
    assert trainer.locator("button[value=approve]").count() == 0
    draft = trainer.url
    organizer = open_page("DEMO-ORGANIZER", language="en")
    organizer.goto(draft)
    organizer.click("button[value=approve]")
    expect(organizer.locator(".notice--good")).to_contain_text("published")
    learner = open_page("DEMO-JUDGE", language="en")
    _meet(learner)
    _flag(learner)
    _counted(open_page("DEMO-OPERATOR", language="en"))
    _statistics(trainer)
    _answer_flag(trainer)
    learner.goto("/flags")
    expect(learner.locator("main")).to_contain_text("The standard says so.")


def _flag(page: Page) -> None:
    """Two taps, and it stays where it was."""
    page.click("details.flag summary")
    page.click("button[name=reason][value=unclear]")
    expect(page.locator(".flag--set [role=status]")).to_contain_text("you will hear what came of it")
    expect(page.locator("main")).to_contain_text("The cells stay charged.")


def _counted(page: Page) -> None:
    page.goto("/desk/operations")
    page.click("button[name=job][value='count how questions are answered']")
    expect(page.locator(".notice--good")).to_be_visible()


def _statistics(page: Page) -> None:
    """The job was asked for: within seconds the page of the question has its figures."""
    page.goto("/studio/statistics?place=class&sort=easiest&kind=true-false&post=painting-technician")
    page.get_by_role("link", name=ASKED).click()
    for _second in range(30):
        if page.locator(".items-figures", has_text="1 person").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(page.locator(".items-figures")).to_contain_text("1 person")


def _answer_flag(page: Page) -> None:
    page.goto("/studio/flags?sort=newest")
    page.get_by_role("link", name=ASKED).click()
    page.locator("input[name=outcome][value=stays]").check()
    page.fill("#words-en", "The standard says so.")
    page.click("main form button.btn")
    expect(page.locator(".notice--good")).to_contain_text("1 person is told")


def _finish(page: Page) -> None:
    page.fill("#text-zh", "拔下维修开关后，动力电池本身仍有电压。")
    for name in ("why", "explanation"):
        page.fill(f"#{name}-en", "The cells stay charged.")
        page.fill(f"#{name}-zh", "电芯仍然带电。")
    page.fill("#source", "ISO 6469-3")
    page.locator("input[name=posts][value=painting-technician]").check()
    page.select_option("#micro_class", index=_place_of(page))
    page.wait_for_timeout(100)


def _place_of(page: Page) -> int:
    titles = page.locator("#micro_class option").all_inner_texts()
    return next(place for place, title in enumerate(titles) if title == "A warranty claim that stands")


def _meet(page: Page) -> None:
    page.goto(f"/class/{CLASS}")
    page.click("form.bottom-bar button")
    for _question in range(10):
        page.wait_for_selector("#question")
        if page.locator("#question").inner_text().strip() == ASKED:
            page.click("button.option[value=true]")
            expect(page.locator(".notice--good")).to_be_visible()
            expect(page.locator("main")).to_contain_text("The cells stay charged.")
            return
        answer_rightly(page)
        page.click("[data-next]")
    raise AssertionError("The new question was not asked.")
