"""The app on the phone: it can be installed, and what was opened is there without a line."""

from __future__ import annotations

import json

from playwright.sync_api import expect

CLASS = "/class/hv-voltage-free"


def test_an_opened_class_can_be_read_without_a_line_until_one_signs_out(open_page):
    page = open_page("DEMO-TECH", language="en", service_workers="allow")
    page.goto("/learn")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto(CLASS)
    title = page.locator("h1").inner_text()
    page.wait_for_function(f"caches.open('pages').then(pages => pages.match('{CLASS}'))")
    page.context.set_offline(True)
    page.goto(CLASS)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("[data-no-line]")).to_be_visible()
    page.goto("/pk")
    expect(page.locator("h1")).to_have_text("You have no line just now")
    expect(page.locator("[data-copies] .list__title")).to_have_text([title])
    page.context.set_offline(False)
    page.goto("/me")
    page.click("form[action='/sign-out'] button:not([formaction])")
    page.wait_for_url("**/sign-in")
    page.wait_for_function("caches.has('pages').then(has => !has)")


def test_the_manifest_has_what_an_installation_needs(open_page):
    page = open_page(language="en")
    page.goto("/sign-in")
    link = page.get_attribute("link[rel=manifest]", "href")
    manifest = json.loads(page.request.get(link).text())
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert any(icon["purpose"] == "maskable" for icon in manifest["icons"])
    for icon in manifest["icons"]:
        answer = page.request.get(icon["src"])
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")


def test_a_review_answered_without_a_line_is_sent_when_it_is_back(open_page):
    page = open_page("DEMO-TECH", language="en", service_workers="allow")
    page.goto("/day")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto("/day")
    page.wait_for_function("caches.open('pages').then(pages => pages.match('/day/practice'))")
    page.context.set_offline(True)
    page.goto("/day")  # the review stands in for the day's pages
    expect(page.locator("h1")).to_have_text("Review without a line")
    _answer_all(page)
    page.reload()
    assert page.locator("form[data-along] input:checked, form[data-along] input[inputmode]").count()  # nothing is lost
    page.click("form[data-along] .btn")
    expect(page.locator("[data-kept]")).to_be_visible()
    page.goto("/pk")
    page.context.set_offline(False)
    page.goto("/learn")  # any page sends what is kept
    page.wait_for_function("fetch('/day/practice').then(it => it.text()).then(it => !it.includes('data-along'))")
    page.goto("/day/practice")
    expect(page.locator(".tag", has_text="Practice")).to_be_visible()
    expect(page.locator("form[data-along]")).to_have_count(0)


def _answer_all(page) -> None:
    for field in page.locator("form[data-along] fieldset").all():
        for name in {
            one.get_attribute("name") for one in field.locator("input[type=radio], input[type=checkbox]").all()
        }:
            field.locator(f"label:has([name='{name}'])").first.click()
        for one in field.locator("input[inputmode]").all():
            one.fill("1")
            one.blur()
        for number, one in enumerate(field.locator("select").all(), 1):
            one.select_option(index=number)
