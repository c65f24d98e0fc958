"""Waiting for what a page promises. `wait_for_function` takes the promise itself for a yes, whatever comes of it."""

from __future__ import annotations

import time

from playwright.sync_api import Page

PATIENCE_SECONDS = 30
PAUSE_MS = 200  # asked more often, the server would refuse to answer


def until(page: Page, promise: str) -> None:
    """Returns when the JavaScript expression, a promise, comes out as something; fails where it does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not page.evaluate(f"Promise.resolve({promise}).then(Boolean)"):
        assert time.monotonic() < deadline, f"never so: {promise}"
        page.wait_for_timeout(PAUSE_MS)
