"""A class with a question from the first word to a learner's answer, published by its plan, then restored."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from app.kit import clock
from app.kit.clock import HandClock
from app.studio import jobs

TITLE, ASKED = "Charge flaps in winter", "A frozen charge flap is thawed with warm air."


def test_write_a_class_review_it_plan_it_take_it_and_restore_it(open_page, behind):
    trainer, other = open_page("DEMO-TRAINER", language="en"), open_page("DEMO-ORGANIZER", language="en")
    trainer.goto("/studio/classes")
    trainer.select_option("#section", "new-energy")
    trainer.get_by_role("button", name="Write a new class").click()
    draft = trainer.url
    _write(trainer)
    _ask(trainer, other)
    trainer.goto(draft)
    expect(trainer.locator("#health")).to_have_text("Nothing is missing; have a look at this")
    trainer.fill("#publish_at", (datetime.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"))
    trainer.get_by_role("button", name="Keep the plan").click()
    trainer.click("button[value=send]")
    other.goto(draft)
    other.click("button[value=approve]")
    expect(other.locator(".notice--good")).to_contain_text("published by itself")
    key = other.locator("p.muted.small").first.inner_text().split(" ")[0]
    _days_later(behind, 3)
    _learn(open_page("DEMO-JUDGE", language="en"), key)
    _restore(trainer, other, key)


def _write(page: Page) -> None:
    page.fill("#title-en", TITLE)
    page.fill("#title-zh", "冬天的充电口盖")
    page.fill("#body-zh", "### 先看\n\n充电口盖**冻住**时，不要硬掰。")
    page.fill("#body-en", "### Look first\n\nDo not force a **frozen** flap.")
    expect(page.locator(".phone").first).to_contain_text("不要硬掰")  # stored and shown by itself
    page.fill("#sources", "GB/T 20234.1-2023")
    page.locator("input[name=posts][value=me-technician]").check()
    page.click("button[value=save]")
    expect(page.locator(".notice--good")).to_be_visible()


def _ask(trainer: Page, other: Page) -> None:
    """A new question for the class, approved by somebody else."""
    trainer.locator("form", has_text="Write a new question for this class").locator("[value=true-false]").click()
    for name, words in (("text", ASKED), ("why", "Force breaks it."), ("explanation", "Warm air, no force.")):
        trainer.fill(f"#{name}-en", words)
        trainer.fill(f"#{name}-zh", f"中文：{words}")
    trainer.fill("#source", "GB/T 20234.1-2023")
    trainer.click("button[value=send]")
    expect(trainer.locator(".notice--good")).to_contain_text("in review")
    other.goto(trainer.url)
    other.click("button[value=approve]")
    expect(other.locator(".notice--good")).to_contain_text("published")


def _days_later(behind, days: int) -> None:
    """The job of a later day, run from the command line's side of the house."""
    with behind.app_context():
        now, before = clock.now(), behind.extensions["clock"]
        behind.extensions["clock"] = HandClock(now + timedelta(days=days))
        try:
            assert jobs.keep_plans() >= 1
        finally:
            behind.extensions["clock"] = before


def _learn(page: Page, key: str) -> None:
    page.goto(f"/class/{key}")
    expect(page.locator("h1")).to_have_text(TITLE)
    page.click("form.bottom-bar button")
    expect(page.locator("#question")).to_have_text(ASKED)
    page.click("button.option[value=true]")
    expect(page.locator(".notice--good")).to_be_visible()


def _restore(trainer: Page, other: Page, key: str) -> None:
    """A second version, then the first one again: both by a second person."""
    trainer.goto("/studio/classes")
    trainer.get_by_role("link", name=TITLE).click()
    trainer.get_by_role("button", name="Change it").click()
    trainer.fill("#title-en", "Frozen flaps")
    trainer.click("button[value=send]")
    other.goto(trainer.url)
    other.click("button[value=approve]")
    trainer.goto("/studio/classes")
    trainer.get_by_role("link", name="Frozen flaps").click()
    trainer.get_by_role("link", name="History").click()
    expect(trainer.locator("del:visible").first).to_be_visible()
    trainer.get_by_role("button", name="Restore as a draft").click()
    expect(trainer.locator("#title-en")).to_have_value(TITLE)
    trainer.click("button[value=send]")
    other.goto(trainer.url)
    other.click("button[value=approve]")
    other.goto(f"/class/{key}")
    expect(other.locator("h1")).to_have_text(TITLE)
