"""A real Chromium against the real server, in demo mode, with the whole curriculum.

Where no Chromium is found a line says so (see tests/conftest.py) and these tests are left out; with REQUIRE_BROWSER=1
that is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, expect, sync_playwright
from sqlalchemy import delete, select

from app.duels import services
from app.duels.models import OpenPk, Ticket
from app.factory import create_app
from app.kit import clock
from app.kit.database import transaction
from app.people.models import Person
from config import Settings
from tests.browser import finalhouse, waiting
from tests.browser.answers import know_house
from tests.engines import NO_BROWSER, chromium, mortal

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-features="
) + ",".join(  # this list replaces Playwright's own, whose weighty names are repeated
    (
        "RenderDocument",  # with it (Chromium 150) a page opened while the context is offline says that it is online
        "PaintHolding",
        "MediaRouter",
        "HttpsUpgrades",
        "OptimizationHints",
        "NetworkTimeServiceQuerying",
    )
)
SETTINGS = ("PADDOCK", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM", "ADDRESS_HOPS")
FOREIGN = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}  # none of ours
PATIENCE_SECONDS = 90
SIZES = {360: {"width": 360, "height": 640}, 1440: {"width": 1440, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


OPENED: pytest.StashKey[list[Page]] = pytest.StashKey()  # the pages of a test


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails says what its pages showed."""
    report = yield
    if report.failed and call.when == "call":
        report.sections += [(f"page {page.url}", _showed(page)) for page in item.stash.get(OPENED, [])]
    return report


def _showed(page: Page) -> str:
    try:
        return page.locator("body").inner_text(timeout=1000)
    except Error as away:
        return str(away)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the server's state. The workers of a run share its preparation: the second one takes a copy."""
    if chromium() is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, but: {NO_BROWSER}")
        pytest.skip(NO_BROWSER)
    folder = Path(tempfile.mkdtemp(prefix="paddock")) / "home"
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    first = tmp_path_factory.getbasetemp().parent / f"house-{run}"
    with first.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not first.exists():
            _prepare(first)
    shutil.copytree(first, folder)
    yield folder
    shutil.rmtree(folder.parent, ignore_errors=True)


def _prepare(folder: Path) -> None:
    """A demo house as a server makes it when it starts for the first time."""
    folder.mkdir()
    program = "from app.factory import create_app; from app.serve import prepare; prepare(create_app())"
    env = FOREIGN | {"PADDOCK_HOME": str(folder), "PADDOCK_DEMO": "1"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(folder)
        pytest.fail(f"The demo was not prepared:\n{done.stdout}{done.stderr}")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The address of a demo house of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = FOREIGN | {"PADDOCK_HOME": str(home), "PADDOCK_DEMO": "1", "PORT": str(port)}
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*mortal("TERM"), sys.executable, "-m", "app.serve"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
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
def behind(server: str, home: Path) -> Flask:
    """The same house seen from its command line: the application over the server's database."""
    return create_app(Settings.of_environment({"PADDOCK_HOME": str(home), "PADDOCK_DEMO": "1"}))


@pytest.fixture(scope="session")
def finals(behind: Flask) -> dict[str, object]:
    """Two small finals, built once: what their pages' addresses are made of."""
    return finalhouse.build(behind)


@pytest.fixture(scope="session")
def playwright(server: str) -> Iterator[Playwright]:
    expect.set_options(timeout=1000 * waiting.PATIENCE_SECONDS)
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS.split())
    yield found
    found.close()


Open = Callable[..., Page]


def end_running_pks(behind: Flask) -> None:
    """Whoever still plays gives up, and nobody looks for an opponent: later tests share the house."""
    with behind.app_context(), transaction() as here:
        here.execute(delete(Ticket))
        playing = here.scalars(select(OpenPk).order_by(OpenPk.duel_id))
        for duel_id, person_id in {one.duel_id: one.person_id for one in playing}.items():
            services.give_up(duel_id, here.get_one(Person, person_id), clock.now())


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser, server: str, behind: Flask) -> Iterator[Open]:
    """Opens a page in a new browser profile: `open_page("DEMO-TECH", width=360, language="zh", theme="light")`.

    The test fails when the page asks another host, breaks the content security policy, or logs an error. When it is
    over, however it went, nobody has a running PK. Questions that earlier tests wrote into the house can be answered.
    """
    know_house(behind)
    contexts, complaints = [], []
    pages = request.node.stash[OPENED] = []

    def opened(who: str = "", width: int = 360, language: str = "zh", theme: str = "light", **options: object) -> Page:
        context = browser.new_context(
            viewport=SIZES[width],
            locale={"zh": "zh-CN", "en": "en-US"}[language],
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            base_url=server,
            **{"service_workers": "block", **options},
        )
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(1000 * waiting.PATIENCE_SECONDS)
        page.on("request", lambda request: request.url.startswith((server, "data:")) or complaints.append(request.url))
        page.on("console", lambda message: _is_bad(message) and complaints.append(_told(message)))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        if who:
            sign_in(page, who)
            speak(page, language)
        return page

    yield opened
    for context in contexts:
        context.close()
    end_running_pks(behind)
    assert complaints == []


def _told(message: ConsoleMessage) -> str:
    return f"{message.page and message.page.url}: {message.text} ({message.location['url']})"


def _is_bad(message: ConsoleMessage) -> bool:
    """Errors and warnings; but what is refused or offline on purpose is logged as something that failed to load."""
    refused = re.match(
        r"Failed to load resource: the server responded with a status of (4\d\d|50[23])"
        r"|Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
        r"|htmx:(afterRequest|sendError)|Response Status Error Code 50[23]|Service Worker registration blocked",
        message.text,
    )
    return message.type in ("error", "warning") and not refused


def sign_in(page: Page, who: str) -> None:
    """By one click, as the demo allows."""
    page.goto("/sign-in")
    page.click(f"button[value={who}]")
    page.wait_for_url("/")


def speak(page: Page, language: str) -> None:
    if not (page.get_attribute("html", "lang") or "").startswith(language):
        page.click(".language button")
        page.wait_for_selector(f"html[lang^={language}]")
