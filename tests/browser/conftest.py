"""A real Chromium against the real server, in demo mode, with the whole curriculum.

Where no Chromium is found a line says so and these tests are left out; with REQUIRE_BROWSER=1 that is a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE_SECONDS = 90


def chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one server, one browser


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """The folder of the server's state."""
    folder = Path(tempfile.mkdtemp(prefix="paddock"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The address of a demo house of its own."""
    if chromium() is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("REQUIRE_BROWSER=1, and there is no Chromium here.")
        pytest.skip("No Chromium was found: the browser tests are left out.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"PADDOCK_HOME": str(home), "PADDOCK_DEMO": "1", "PORT": str(port)}
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "app.serve"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process, home)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _wait(url: str, process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"The server did not start:\n{(home / 'server.log').read_text()}")


@pytest.fixture(scope="session")
def playwright(server: str) -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS.split())
    yield found
    found.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Open]:
    """Opens a page in a new browser profile: `open_page("DEMO-TECH", width=360, language="zh", theme="light")`.

    The test fails when the page asks another host, breaks the content security policy, or logs an error.
    """
    contexts, complaints = [], []

    def opened(
        who: str | None, width: int = 360, language: str = "zh", theme: str = "light", bypass_csp: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 640 if width < 700 else 900},
            locale={"zh": "zh-CN", "en": "en-US"}[language],
            color_scheme=theme,  # type: ignore[arg-type]
            base_url=server,
            bypass_csp=bypass_csp,  # axe measures with styles of its own
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: request.url.startswith(server) or complaints.append(request.url))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        if who:
            page.click(f"button[value={who}]")
            if not (page.get_attribute("html", "lang") or "").startswith(language):
                page.click(".language button")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
