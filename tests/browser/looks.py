"""What is looked at on a page on show. Each look returns what is wrong, a line each."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")

# Axe loads stylesheets once more for a rule about orientation; the policy of our pages forbids it, so it does without.
RUN_AXE = """rules => axe.run(document, {resultTypes: ['violations'], preload: false, ...rules && {runOnly: rules}})
    .then(r => r.violations)"""
OF_COLOUR = ["color-contrast", "link-in-text-block"]  # what another theme may break

# Text in a drawing is as small as the drawing is scaled.
SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .filter(e => !e.closest('title, desc, .sr, script, noscript, option') && e.checkVisibility())
    .filter(e => e.getClientRects().length)
    .map(e => [parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? e.getScreenCTM().a : 1), e])
    .filter(([size]) => size < 13.95)
    .map(([size, e]) => `text of ${size.toFixed(1)} px: ${e.outerHTML.slice(0, 120)}`)"""

# Buttons and what looks like one: 44 px; every other target: 24 px, but for links in a sentence, and what nobody sees
# nor comes to by keys: a button that stands for Enter.
SMALL_TARGETS = """() => {
    const targets = 'a[href], input:not([type=hidden]), button, select, textarea, summary, [tabindex="0"]'
    const buttons = 'button, .btn, .tabs a, .nav a, select, summary, input, textarea, .list__item[href]'
    const inSentence = e => getComputedStyle(e).display === 'inline'
        && e.parentElement.textContent.trim().length > e.textContent.trim().length
    const box = e => (e.closest('label') || e).getBoundingClientRect()
    return [...document.querySelectorAll(targets)]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && !inSentence(e))
        .filter(e => !e.matches('.skip, .sr[tabindex="-1"]'))
        .map(e => [box(e), e.matches(buttons) ? 43.9 : 23.9, e])
        .filter(([b, least]) => b.height < least || b.width < 23.9)
        .map(([b, _, e]) => `target of ${b.width.toFixed(0)} x ${b.height.toFixed(0)} px: ${e.outerHTML.slice(0, 120)}`)
}"""

TOO_WIDE = """() => {
    const page = document.documentElement
    if (page.scrollWidth <= page.clientWidth) return []
    const right = e => e.getBoundingClientRect().right
    const wide = [...document.querySelectorAll('main *')].filter(e => right(e) > page.clientWidth + 1)
    return [`${page.scrollWidth} px wide: ${wide.slice(-1).map(e => e.outerHTML.slice(0, 120))}`]
}"""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, by all its rules or by these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN_AXE, rules)
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:150]}" for one in found]


def measures(page: Page) -> list[str]:
    """Small text, small targets, and a page that scrolls sideways."""
    return [one for look in (SMALL_TEXT, SMALL_TARGETS, TOO_WIDE) for one in page.evaluate(look)]


def wrong(page: Page, *themes: str) -> list[str]:
    """All that is wrong with the page on show, in these themes; in the second one, what colours can do wrong."""
    page.wait_for_load_state("load")  # before that its stylesheets may still be on their way
    found = measures(page)
    for theme in themes:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found += [f"{theme}: {one}" for one in violations(page, None if theme == themes[0] else OF_COLOUR)]
    return found
