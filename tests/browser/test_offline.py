"""The app on the phone: it can be installed, and what was opened is there without a line."""

from __future__ import annotations

import json
import time

from playwright.sync_api import expect
from sqlalchemy import select

from app.days.models import DaySet, ReviewAnswer
from app.kit.database import session
from app.people.models import Person
from tests.browser.waiting import PATIENCE_SECONDS, until, until_controlled

CLASS = "/class/parasitic-draw"


def test_an_opened_class_can_be_read_without_a_line_until_one_signs_out(open_page):
    page = open_page("DEMO-TECH", language="en", service_workers="allow")
    page.goto("/learn")
    until_controlled(page)
    page.goto(CLASS)
    title = page.locator("h1").inner_text()
    until(page, f"caches.open('pages').then(pages => pages.match('{CLASS}'))")
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
    until(page, "caches.has('pages').then(has => !has)")


def test_a_copy_says_so_where_the_device_believes_to_have_a_line(open_page):
    """A Wi-Fi without internet: nothing arrives, and the browser does not know."""
    page = open_page("DEMO-TECH", language="en", service_workers="allow")
    page.goto("/learn")
    until_controlled(page)
    page.goto(CLASS)
    copy = page.locator("[data-copy]")
    expect(copy).to_be_hidden()
    until(page, f"caches.open('pages').then(pages => pages.match('{CLASS}'))")
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })")
    page.context.set_offline(True)
    page.goto(CLASS)
    expect(copy).to_have_text(
        "The line is slow or leads nowhere: you see what was kept. What you answer now may not arrive."
    )
    page.context.set_offline(False)
    page.goto(CLASS)
    expect(copy).to_be_hidden()


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
    _take_along(page)
    page.goto("/day")  # the review stands in for the day's pages
    expect(page.locator("h1")).to_have_text("Review without a line")
    _is_loaded_anew_where_its_answers_were_sent_meanwhile(page)
    _answer_all(page)
    page.reload()
    assert page.locator("form[data-along] input:checked, form[data-along] input[inputmode]").count()  # nothing is lost
    page.click("form[data-along] .btn")
    expect(page.locator("[data-kept]")).to_be_visible()
    _is_kept_while_the_server_is_not_well(page)
    page.goto("/pk")
    page.context.set_offline(False)
    page.goto("/learn")  # any page sends what is kept
    asked = "fetch('/day/practice').then(it => it.ok ? it.text() : 'data-along').then(it => !it.includes('data-along'))"
    until(page, asked)
    page.goto("/day/practice")
    expect(page.locator(".tag", has_text="Practice")).to_be_visible()
    expect(page.locator("form[data-along]")).to_have_count(0)


def _is_kept_while_the_server_is_not_well(page) -> None:
    page.evaluate("""() => {
        const post = () => Promise.resolve(new Response('', {status: 503}))
        self.fetch = (url, how) => (how?.method === 'POST' ? post() : caches.match('/day/practice'))
    }""")
    assert page.evaluate("keptAnswers.send().then(() => 'sent', failed => failed.message)") == "not now: 503"
    assert len(page.evaluate("keptAnswers.waiting()")) == 1


def _is_loaded_anew_where_its_answers_were_sent_meanwhile(page) -> None:
    """And then it stays: what was sent before a page was asked for is in it."""
    number = page.locator("form[data-along] [name=set]").input_value()
    page.evaluate("set => keptAnswers.put({set: `sent ${set}`, at: Date.now() + 1500})", number)
    page.evaluate("location.reload()")
    page.wait_for_url("**/day/practice")
    page.wait_for_timeout(2_000)
    expect(page.locator("form[data-along] .btn")).to_be_enabled()


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


def test_what_is_kept_is_sent_once_in_the_background_while_no_page_is_open(open_page, server, behind):
    """As where a phone in a pocket comes by a line: the service worker does it alone."""
    page = open_page("DEMO-ORGANIZER", language="en", service_workers="allow")
    _take_along(page)
    page.goto("/day")
    points = page.locator(".bar__points").inner_text()
    _answer_all(page)
    page.evaluate("SyncManager.prototype.register = async tag => { window.askedFor = tag; }")  # some shells have none
    page.click("form[data-along] .btn")
    expect(page.locator("[data-kept]")).to_be_visible()
    until(page, "window.askedFor === 'answers'")
    (kept,) = page.evaluate("keptAnswers.waiting()")
    sync = Sync(page.context, server)
    page.close()

    sync.now()  # the browser was too hopeful: there is no line yet
    assert _arrived(behind) == []
    page.context.set_offline(False)
    sync.now()
    arrived = _arrived(behind, wait=True)
    assert arrived
    assert all(practice for _position, practice, _response, _at in arrived)

    other = page.context.new_page()
    other.goto("/day/practice")
    assert other.evaluate("keptAnswers.waiting()") == []
    other.evaluate("kept => keptAnswers.put(kept)", kept)  # as if the answer to the first sending had been lost
    other.goto("about:blank")
    sync.now()
    other.goto("/day/practice")
    until(other, "keptAnswers.waiting().then(kept => !kept.length)")
    assert _arrived(behind) == arrived
    expect(other.locator(".tag", has_text="Practice")).to_be_visible()
    assert other.locator(".bar__points").inner_text() == points  # practice pays nothing


class Sync:
    """The browser's background sync, at hand."""

    def __init__(self, context, server: str, tag: str = "answers") -> None:
        self.context, self.origin, self.tag, found = context, f"{server}/", tag, []
        page = context.new_page()
        self.line = context.new_cdp_session(page)
        self.line.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
        self.line.send("ServiceWorker.enable")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not found and time.monotonic() < deadline:
            page.wait_for_timeout(100)
        self.registration = found[-1]["registrationId"]

    def now(self) -> None:
        which = {"origin": self.origin, "registrationId": self.registration, "tag": self.tag, "lastChance": False}
        self.line.send("ServiceWorker.dispatchSyncEvent", which)


def _arrived(behind, *, wait: bool = False) -> list:
    """The answers of the organizer's review that the server has."""
    mine = select(ReviewAnswer.position, ReviewAnswer.practice, ReviewAnswer.response, ReviewAnswer.at)
    mine = mine.join(DaySet).join(Person, Person.id == DaySet.person_id).where(Person.staff_number == "DEMO-ORGANIZER")
    deadline = time.monotonic() + (PATIENCE_SECONDS if wait else 0)
    while True:
        with behind.app_context():
            found = [tuple(row) for row in session().execute(mine.order_by(ReviewAnswer.position))]
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def _take_along(page) -> None:
    """Open the day, so that the review is on the phone; then lose the line."""
    page.goto("/day")
    until_controlled(page)
    page.goto("/day")
    until(page, "caches.open('pages').then(pages => pages.match('/day/practice'))")
    page.context.set_offline(True)
