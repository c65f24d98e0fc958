"""Answering by the page, by thumb or by keyboard: looks up the right answer by what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from app.kit.database import session
from app.questions.models import QuestionVersion
from quizzes.formats import curriculum
from quizzes.rules import casework
from quizzes.rules.gaps import pieces, right_option
from tests.browser.pointing import key_place, tap_place

FOLDER = Path(__file__).parents[2] / "quizzes" / "curriculum"
MANY_TABS = 60
AT = "document.activeElement"


@lru_cache
def contents() -> dict[str, tuple[str, dict[str, Any]]]:
    """The language and the content of every question, by its text in that language."""
    sections = curriculum.read(FOLDER).curriculum.sections
    found = [question.content() for section in sections for piece in section.classes for question in piece.questions]
    return {content["text"][language]: (language, content) for content in found for language in ("en", "zh")}


def know_house(app: Flask) -> None:
    """The questions that other tests have written into this house, too."""
    with app.app_context():
        for content in session().scalars(select(QuestionVersion.content)):
            for language in ("en", "zh"):
                contents().setdefault(content["text"][language], (language, content))


def asked(page: Page) -> tuple[str, dict[str, Any]]:
    """The language and the content of the question on show."""
    cloze = page.locator(".cloze")
    if cloze.count():
        words = [text.strip() for text in page.locator(".cloze__words").all_inner_texts()]
        return next(found for text, found in contents().items() if _around_gaps(text) == words)
    return contents()[page.locator("#question").inner_text().strip()]


def _around_gaps(text: str) -> list[str]:
    """What of a text stands between its gaps."""
    return [words.strip() for what, words in pieces(text) if what == "text" and words.strip()]


def answer_rightly(page: Page) -> None:
    """Give the right answer to the question on show by tapping."""
    language, content = asked(page)
    TAPS[content["kind"]](page, content, language)


def answer_rightly_by_keys(page: Page) -> None:
    """The same with nothing but the keyboard, once the page listens to it."""
    page.wait_for_load_state()
    language, content = asked(page)
    KEYS[content["kind"]](page, content, language)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this element has the focus."""
    wanted = target.element_handle()
    for _press in range(MANY_TABS):
        if page.evaluate(f"wanted => wanted === {AT}", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def _option(page: Page, text: str) -> Locator:
    return page.locator(".option", has=page.get_by_text(text, exact=True))


def _right_options(content: dict[str, Any], language: str) -> list[str]:
    return [option["text"][language] for option in content["options"] if option["right"]]


def _written(number: float) -> str:
    return f"{number:.12g}"


# by tapping


def _tap_single(page: Page, content: dict[str, Any], language: str) -> None:
    _option(page, *_right_options(content, language)).click()


def _tap_several(page: Page, content: dict[str, Any], language: str) -> None:
    for text in _right_options(content, language):
        _option(page, text).locator("input").check()
    page.click("[data-enter]")


def _tap_truth(page: Page, content: dict[str, Any], _language: str) -> None:
    page.click(f"button.option[value={'true' if content['answer'] else 'false'}]")


def _tap_number(page: Page, content: dict[str, Any], _language: str) -> None:
    page.fill("#number", _written(content["answer"]))
    page.click("[data-enter]")


def _tap_ordering(page: Page, content: dict[str, Any], language: str) -> None:
    _put_in_order(page, content, language, Locator.click)
    page.click("[data-enter]")


def _put_in_order(page: Page, content: dict[str, Any], language: str, press: Callable[[Locator], None]) -> None:
    """Bubble the steps into place with their buttons."""
    texts = page.locator("[data-ordering] .step__text")
    for place, step in enumerate(content["steps"]):
        wanted = step["text"][language]
        while (now := [text.strip() for text in texts.all_inner_texts()].index(wanted)) > place:
            press(page.locator("[data-ordering] > li").nth(now).locator("[data-up]"))


def _tap_matching(page: Page, content: dict[str, Any], language: str) -> None:
    for pair in content["pairs"]:
        _select_of(page, pair["left"][language]).select_option(label=pair["right"][language])
    page.click("[data-enter]")


def _select_of(page: Page, left: str) -> Locator:
    return page.locator(".pair", has=page.get_by_text(left, exact=True)).locator("select")


def _tap_case(page: Page, content: dict[str, Any], language: str) -> None:
    """The best way, scene by scene."""
    for step in casework.follow(content, casework.best_path(content)).steps:
        _option(page, step.decision["text"][language]).click()
        page.get_by_text(step.decision["consequence"][language]).first.wait_for()


def _tap_words(page: Page, content: dict[str, Any], language: str) -> None:
    page.fill("#typed", content["accepted"][language][-1])
    page.click("[data-enter]")


def _tap_gaps(page: Page, content: dict[str, Any], language: str) -> None:
    for gap in content["gaps"]:
        field = _gap(page, gap)
        if gap["kind"] == "choice":
            field.select_option(label=right_option(gap)["text"][language])
        else:
            field.fill(_filling(gap, language))
    page.click("[data-enter]")


def _gap(page: Page, gap: dict[str, Any]) -> Locator:
    return page.locator(f"[name='gap.{gap['id']}']")


def _filling(gap: dict[str, Any], language: str) -> str:
    """What a thumb types into it."""
    return _written(gap["answer"]) if gap["kind"] == "number" else str(gap["accepted"][language][0])


# by keyboard


def _number_key(page: Page, option: Locator) -> None:
    page.keyboard.press(option.locator(".option__key").inner_text().strip())


def _key_single(page: Page, content: dict[str, Any], language: str) -> None:
    _number_key(page, _option(page, *_right_options(content, language)))
    page.keyboard.press("Enter")


def _key_several(page: Page, content: dict[str, Any], language: str) -> None:
    for text in _right_options(content, language):
        _number_key(page, _option(page, text))
    page.keyboard.press("Enter")


def _key_truth(page: Page, content: dict[str, Any], _language: str) -> None:
    page.keyboard.press("1" if content["answer"] else "2")
    page.keyboard.press("Enter")


def _key_number(page: Page, content: dict[str, Any], _language: str) -> None:
    tab_to(page, page.locator("#number"))
    page.keyboard.type(_written(content["answer"]))
    page.keyboard.press("Enter")


def _key_ordering(page: Page, content: dict[str, Any], language: str) -> None:
    def press(button: Locator) -> None:
        tab_to(page, button)
        page.keyboard.press("Enter")

    _put_in_order(page, content, language, press)
    _key_enter(page)


def _key_matching(page: Page, content: dict[str, Any], language: str) -> None:
    for pair in content["pairs"]:
        select = _select_of(page, pair["left"][language])
        tab_to(page, select)
        wanted = select.locator("option").all_inner_texts().index(pair["right"][language])
        for _step in range(wanted):
            page.keyboard.press("ArrowDown")
    _key_enter(page)


def _key_case(page: Page, content: dict[str, Any], language: str) -> None:
    for step in casework.follow(content, casework.best_path(content)).steps:
        _number_key(page, _option(page, step.decision["text"][language]))
        page.keyboard.press("Enter")
        page.get_by_text(step.decision["consequence"][language]).first.wait_for()


def _key_words(page: Page, content: dict[str, Any], language: str) -> None:
    tab_to(page, page.locator("#typed"))
    page.keyboard.insert_text(content["accepted"][language][0])
    page.keyboard.press("Enter")


def _key_gaps(page: Page, content: dict[str, Any], language: str) -> None:
    for gap in content["gaps"]:
        field = _gap(page, gap)
        tab_to(page, field)
        if gap["kind"] == "choice":
            wanted = field.locator("option").all_inner_texts().index(right_option(gap)["text"][language])
            for _step in range(wanted):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.insert_text(_filling(gap, language))
    _key_enter(page)


def _key_enter(page: Page) -> None:
    tab_to(page, page.locator("[data-enter]"))
    page.keyboard.press("Enter")


TAPS = {
    "single": _tap_single,
    "several": _tap_several,
    "true-false": _tap_truth,
    "numeric": _tap_number,
    "ordering": _tap_ordering,
    "matching": _tap_matching,
    "case": _tap_case,
    "short": _tap_words,
    "cloze": _tap_gaps,
    "hotspot": tap_place,
}
KEYS = {
    "single": _key_single,
    "several": _key_several,
    "true-false": _key_truth,
    "numeric": _key_number,
    "ordering": _key_ordering,
    "matching": _key_matching,
    "case": _key_case,
    "short": _key_words,
    "cloze": _key_gaps,
    "hotspot": key_place,
}
