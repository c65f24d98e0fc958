"""Answering by the page: looks up the right answer in the curriculum by the question's words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from quizzes.formats import curriculum

FOLDER = Path(__file__).parents[2] / "quizzes" / "curriculum"


@lru_cache
def contents() -> dict[str, dict[str, Any]]:
    """The content of every question by its text, in either language."""
    sections = curriculum.read(FOLDER).curriculum.sections
    found = [question.content() for section in sections for piece in section.classes for question in piece.questions]
    return {content["text"][language]: content for content in found for language in ("en", "zh")}


def answer_rightly(page: Page) -> None:
    """Give the right answer to the question on show, as a person would."""
    text = page.locator("#question").inner_text().strip()
    content = contents()[text]
    language = "en" if text == content["text"]["en"] else "zh"
    ANSWERS[content["kind"]](page, content, language)


def _single(page: Page, content: dict[str, Any], language: str) -> None:
    right = next(option["text"][language] for option in content["options"] if option["right"])
    page.locator("button.option", has=page.get_by_text(right, exact=True)).click()


def _several(page: Page, content: dict[str, Any], language: str) -> None:
    for option in content["options"]:
        if option["right"]:
            text = page.get_by_text(option["text"][language], exact=True)
            page.locator("label.option", has=text).locator("input").check()
    page.click("[data-enter]")


def _truth(page: Page, content: dict[str, Any], _language: str) -> None:
    page.click(f"button.option[value={'true' if content['answer'] else 'false'}]")


def _number(page: Page, content: dict[str, Any], _language: str) -> None:
    page.fill("#number", f"{content['answer']:.12g}")
    page.click("[data-enter]")


def _ordering(page: Page, content: dict[str, Any], language: str) -> None:
    """Bubble the steps into place with the buttons, as a thumb does."""
    wanted = [step["text"][language] for step in content["steps"]]
    for place, text in enumerate(wanted):
        row = page.locator("[data-ordering] > li", has=page.locator(".step__text", has_text=text))
        for _move in range(len(wanted)):
            if page.locator("[data-ordering] .step__text").all_inner_texts()[place].strip() == text:
                break
            row.locator("[data-up]").click()
    page.click("[data-enter]")


def _matching(page: Page, content: dict[str, Any], language: str) -> None:
    for pair in content["pairs"]:
        box = page.locator(".pair", has=page.get_by_text(pair["left"][language], exact=True))
        box.locator("select").select_option(label=pair["right"][language])
    page.click("[data-enter]")


ANSWERS = {
    "single": _single,
    "several": _several,
    "true-false": _truth,
    "numeric": _number,
    "ordering": _ordering,
    "matching": _matching,
}
