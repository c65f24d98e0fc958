"""The ceremony in the hall: by keys alone, third, second, first; with the line gone, also after a reload."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.waiting import until_controlled

NAMES = ".hall__name"


def shown(page) -> list[str]:
    """The labels of the places that are revealed, from above."""
    return page.locator(".hall__place:not(.hall__place--waits) .hall__label [lang=en]").all_inner_texts()


def test_by_keys_the_third_the_second_and_the_first_are_revealed(open_page, finals):
    page = open_page("DEMO-ORGANIZER", 1440, "en")
    page.goto(f"/desk/finals/{finals['two']}/ceremony")
    seen = []
    for key in ("ArrowRight", " ", "PageDown", "ArrowDown"):
        page.keyboard.press(key)
        seen.append(shown(page))
    third, second, first = "Third place", "Second place", "Champion"
    assert seen == [[], [third], [second, third], [first, second, third]]
    expect(page.locator("[data-count]")).to_have_text("1 / 3")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == [second, third]
    page.keyboard.press("Escape")
    expect(page.locator(".hall--dark")).to_be_attached()
    page.keyboard.press("ArrowRight")  # the light comes back first, nothing is told by it
    assert shown(page) == [second, third]
    page.keyboard.press("Home")
    expect(page.locator(".hall--opening")).to_be_visible()


def test_without_a_line_it_goes_on_and_a_reload_comes_back_to_the_same_place(open_page, finals):
    page = open_page("DEMO-ORGANIZER", 1440, "en", service_workers="allow")
    page.goto(f"/desk/finals/{finals['two']}/awards")
    until_controlled(page)
    page.goto(f"/desk/finals/{finals['two']}/ceremony")
    expect(page.locator("[data-kept]")).to_be_visible()
    page.context.set_offline(True)
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    before = page.locator(NAMES).all_inner_texts()
    assert len(before) == 2
    page.reload()
    assert page.locator(NAMES).all_inner_texts() == before
    page.keyboard.press("ArrowRight")
    expect(page.locator(NAMES)).to_have_count(3)
    sizes = page.locator(".hall__title").evaluate("one => [getComputedStyle(one).fontSize, innerHeight * 0.07]")
    assert abs(float(sizes[0].removesuffix("px")) - sizes[1]) < 1  # its styles are there, too


def test_a_rehearsal_is_never_kept_in_place_of_the_real_one(open_page, finals):
    page = open_page("DEMO-ORGANIZER", 1440, "en", service_workers="allow")
    page.goto("/")
    until_controlled(page)
    page.goto(f"/desk/finals/{finals['two']}/ceremony/rehearsal")
    expect(page.locator(".hall__mark")).to_be_visible()
    expect(page.locator("[data-kept]")).to_have_count(0)
    page.context.set_offline(True)
    page.goto(f"/desk/finals/{finals['two']}/ceremony")
    expect(page.locator("h1")).to_have_text("You have no line just now")
