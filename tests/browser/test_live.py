"""Two people with two real browsers play each other."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.answers import answer_rightly, asked
from tests.browser.looks import wrong
from tests.browser.pointing import tap_wrong_place

ONE, OTHER = "DEMO-TECH", "DEMO-TRAINER"  # of the same post
QUESTIONS = 5
BEGUN = ".versus, [data-at^=question]"  # on a slow machine the countdown may be over already


def find(*pages: Page, friendly: bool = False) -> None:
    """Everybody looks for an opponent and finds one; what a test before left open is given up."""
    for page in pages:
        page.goto("/pk")
        if page.locator("form[action='/pk/find']").count() == 0:
            page.click(".card--next a.btn")
            page.click("summary")
            page.click(".btn--danger")
            page.goto("/pk")
        if friendly:
            page.check("form[action='/pk/find'] [name=friendly]")
        page.click("form[action='/pk/find'] button")
    for page in pages:
        page.wait_for_selector(BEGUN)


def answer_wrongly(page: Page) -> None:
    """Whatever is not right, by the quickest tap."""
    language, content = asked(page)
    kind = content["kind"]
    if kind == "single":
        bad = next(option["text"][language] for option in content["options"] if not option["right"])
        page.locator(".option", has=page.get_by_text(bad, exact=True)).click()
        return
    if kind == "true-false":
        page.click(f"button.option[value={'false' if content['answer'] else 'true'}]")
        return
    if kind == "numeric":
        page.fill("#number", "123456")
    elif kind == "several":
        bad = next(option["text"][language] for option in content["options"] if not option["right"])
        page.locator(".option", has=page.get_by_text(bad, exact=True)).locator("input").check()
    elif kind == "ordering":
        page.locator("[data-ordering] > li").nth(1).locator("[data-up]").click()
    elif kind == "short":
        page.fill("#typed", "nothing of this")
    elif kind == "cloze":
        fill_wrongly(page, content["gaps"], language)
    elif kind == "hotspot":
        tap_wrong_place(page, content)
    else:
        for number, select in enumerate(page.locator(".pair select").all()):
            select.select_option(index=number + 1)
    page.click("[data-enter]")


def fill_wrongly(page: Page, gaps: list[dict[str, Any]], language: str) -> None:
    for one in gaps:
        field = page.locator(f"[name='gap.{one['id']}']")
        if one["kind"] == "choice":
            field.select_option(label=next(each["text"][language] for each in one["options"] if not each["right"]))
        else:
            field.fill("123456")


def waits_for_question(page: Page, number: int) -> None:
    page.wait_for_selector(f"[data-at='question {number}']")


def test_two_people_meet_play_each_other_and_agree_on_a_rematch(open_page):
    """One on a phone in Chinese, the other at a desk in English."""
    one, other = open_page(ONE, 360, "zh"), open_page(OTHER, 1440, "en")
    faults: dict[str, list[str]] = {}

    def look(page: Page, where: str) -> None:
        if found := wrong(page, "light"):
            faults[where] = found

    one.goto("/pk")
    look(one, "lobby")
    one.click("form[action='/pk/find'] button")
    one.wait_for_url("**/pk/waiting")
    look(one, "waiting")
    find(other)
    one.wait_for_selector(BEGUN)
    look(one, "begun")
    for number in range(QUESTIONS):
        for page in (one, other):
            waits_for_question(page, number)
        assert asked(one)[1] == asked(other)[1]
        answer_rightly(one)
        one.wait_for_selector(f"[data-at='question {number} answered']")
        if number == 0:
            look(one, "answered")
            expect(other.locator("[data-note]")).to_have_text("has answered")
            expect(other.locator(".score")).to_have_text("0:0")
        answer_wrongly(other)
        for page in (one, other):
            page.wait_for_selector(f"[data-at='reveal {number}']")
        one.click("[data-next]")
        if number == 0:
            one.wait_for_selector("[data-at='reveal 0 ready']")
            look(one, "ready")
        other.click("[data-next]")
    for page in (one, other):
        page.wait_for_selector(".result-card")
    assert one.locator(".finish").count() == 1
    assert other.locator(".finish").count() == 0
    look(one, "result")
    other.click("form[action$='/rematch'] button")
    one.wait_for_selector("form[action$='/rematch'] button")
    one.click("form[action$='/rematch'] button")
    for page in (one, other):
        page.wait_for_selector(BEGUN)
    one.click("summary")
    one.click(".btn--danger")
    other.wait_for_selector(".result-card")
    assert faults == {}


def test_who_wanted_a_rematch_hears_of_it_however_late_the_page_listens(open_page):
    """The other agrees while the page of the one who asked is there but does not listen yet."""
    one, other = (open_page(who, 360, "en") for who in (ONE, OTHER))
    find(one, other, friendly=True)
    one.click("summary")
    one.click(".btn--danger")
    for page in (one, other):
        page.wait_for_selector(".result-card")
    late: list[Route] = []
    other.route("**/stream", lambda route: late.append(route), times=1)
    with other.expect_request("**/stream"):
        other.click("form[action$='/rematch'] button")
    one.click("form[action$='/rematch'] button")
    one.wait_for_selector(BEGUN)
    late.pop().continue_()
    other.wait_for_selector(BEGUN)


def test_who_is_offline_in_the_middle_loses_nothing_and_wins(open_page):
    one, other = (open_page(who, 360, "en") for who in (ONE, OTHER))
    find(one, other, friendly=True)
    for number in range(QUESTIONS):
        for page in (one, other):
            waits_for_question(page, number)
        if number == 1:
            one.context.set_offline(True)
            answer_rightly(one)  # it cannot be sent now …
            expect(one.locator("[data-offline]")).to_be_visible()
            answer_wrongly(other)
            one.context.set_offline(False)  # … and is sent by itself as soon as it can be
        else:
            answer_rightly(one)
            answer_wrongly(other)
        for page in (one, other):
            page.wait_for_selector(f"[data-at^='reveal {number}']")
        one.click("[data-next]")
        other.click("[data-next]")
    one.wait_for_selector(".result-card")
    expect(one.locator(".result-card h2")).to_have_text("You won")
    assert one.locator(".duel__outcome .stop--right").count() == QUESTIONS


def test_a_second_tab_and_an_audience_follow_and_see_no_answer_before_the_close(open_page):
    one, other = (open_page(who, 360, "en") for who in (ONE, OTHER))
    screen = open_page("DEMO-ORGANIZER", 1440, "en")
    find(one, other, friendly=True)
    tab = one.context.new_page()
    tab.goto(one.url)
    screen.goto("/desk/pk")
    screen.click("a.list__item")
    screen.wait_for_selector("[data-at='question 1']")
    for page in (one, tab):
        waits_for_question(page, 0)
    assert wrong(screen, "light") == []
    language, content = asked(one)
    assert content["explanation"][language] not in screen.content()
    answer_rightly(tab)
    one.wait_for_selector("[data-at='question 0 answered']")
    expect(screen.locator(".watch__note").first).to_have_text("has answered")
    assert content["explanation"][language] not in screen.content()
    answer_wrongly(other)
    expect(screen.get_by_text(content["explanation"][language])).to_be_visible()
    for page in (one, other, tab):
        page.wait_for_selector("[data-at^='reveal']")
    other.click("[data-next]")
    one.click("[data-next]")
    waits_for_question(one, 1)
    one.click("summary")
    one.click(".btn--danger")
    tab.wait_for_selector(".result-card")
    screen.wait_for_selector("[data-at^='result']")
