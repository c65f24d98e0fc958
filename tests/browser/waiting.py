"""Waiting for what becomes so on a page.

Playwright's `wait_for_function` serves us ill: it takes a promise itself for a yes, whatever comes of it, and where its
expression is not so at the first look it compiles it again inside the page, which our content security policy forbids.
"""

from __future__ import annotations

import time

from playwright.sync_api import Error, Page

PATIENCE_SECONDS = 60  # a wide net: three workers may share two slow processors
PAUSE_MS = 200  # asked more often, the server would refuse to answer


def until(page: Page, expression: str) -> None:
    """Returns when the JavaScript expression, or what it promises, comes out as something; fails where it does not. The
    page may go on to another one meanwhile: then that is asked.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_so(page, expression):
        assert time.monotonic() < deadline, f"never so: {expression}"
        page.wait_for_timeout(PAUSE_MS)


def _is_so(page: Page, expression: str) -> bool:
    try:
        return bool(page.evaluate(f"Promise.resolve({expression}).then(Boolean)"))
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return False


def until_controlled(page: Page) -> None:
    """Returns when the service worker controls the page, so that what is opened from now on is kept."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    until(page, "navigator.serviceWorker.controller")
