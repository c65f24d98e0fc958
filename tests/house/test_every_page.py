"""What holds for every page in every state: its policy, its hosts, its form, its language."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flask
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import demo
from app.factory import create_app
from app.kit.clock import HandClock
from app.kit.database import engine, session
from app.kit.i18n import LANGUAGES
from app.lessons.commands import import_if_changed
from config import Settings
from tests import once
from tests.conftest import NOON, Browser
from tests.curricula import few
from tests.house.reading import Reading
from tests.house.tour import tour
from tests.house.words import any_text_in

STREAMS = {"duels.my_stream", "duels.stream", "duels.watch_stream", "hall.play_stream", "hall.screen_stream"}
APP = {"offline.manifest", "offline.worker", "reports.download", "seasons.download", "tour.picture"}
FILES = {
    "corrections.download",
    "desk.export",
    "desk.sheets_file",
    "finals.download_rules",
    "finals.invitations_file",
    "finals.result_file",
    "awards.bundle",
    "awards.download",
    "awards.issuer",
    "awards.key",
    "awards.keys",
    "awards.my_badge",
    "awards.my_credential",
    "awards.my_pdf",
    "awards.pdf",
    "awards.revocations",
    "judging.download",
    "judging.lot",
    "judging.published_file",
    "judging.state",
    "judging.workbook",
    "people.roster_template",
    "media.file",
    "studio.choose_medium",
    "studio.find_questions",
    "studio.take_curriculum",
    "items.coverage_file",
    "items.statistics_file",
    "studio.take_file",
    "studio.template",
}
PROGRESS = {"desk.state", "people.roster_progress", "studio.bring_progress"}
NO_PAGES = {"static", "kit.healthz", "kit.readyz", "operations.metrics"} | PROGRESS | FILES | STREAMS | APP
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-*'",
    "style-src": "'self' 'nonce-*'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass(frozen=True)
class Walk:
    """Every page in one language: what the server answered, and what is in it."""

    app: Flask
    language: str
    endpoints: set[str]
    answers: dict[str, TestResponse]
    readings: dict[str, Reading]

    def wrong(self, find: Callable[[Reading], object]) -> dict[str, object]:
        """The pages on which something is found, with what it is."""
        return {name: found for name, reading in self.readings.items() if (found := find(reading))}


def make_app(folder: Path, database: Path, templates: once.Compiled) -> Flask:
    shutil.copy(database, folder / "paddock.db")
    if (pictures := database.parent / "media").exists():
        shutil.copytree(pictures, folder / "media", dirs_exist_ok=True)
    settings = Settings.of_environment({"PADDOCK_HOME": str(folder), "SECRET_KEY": "test " * 8, "PADDOCK_DEMO": "1"})
    app = create_app(settings, HandClock(NOON))
    app.jinja_env.bytecode_cache = templates
    app.testing = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        session().close()
        engine().dispose()


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path, compiled_templates: once.Compiled) -> Path:
    """A database with some classes of each section and the demo in it."""
    folder = tmp_path_factory.mktemp("lively")
    with inside(make_app(folder, empty_sqlite, compiled_templates)):
        import_if_changed(few())
        demo.load(lambda _line: None)
    return folder / "paddock.db"


@pytest.fixture(scope="module", params=LANGUAGES)
def walk(
    request: pytest.FixtureRequest,
    lively: Path,
    tmp_path_factory: pytest.TempPathFactory,
    compiled_templates: once.Compiled,
) -> Walk:
    app = make_app(tmp_path_factory.mktemp("walk"), lively, compiled_templates)
    endpoints: set[str] = set()
    app.before_request(lambda: endpoints.add(flask.request.endpoint or ""))
    with inside(app):
        answers = dict(tour(app, request.param))
    return Walk(app, request.param, endpoints, answers, {name: Reading(one.text) for name, one in answers.items()})


def test_the_walk_comes_by_every_page_and_none_is_broken(walk):
    assert {name: answer.status for name, answer in walk.answers.items() if answer.status_code >= 500} == {}
    assert {name for name, answer in walk.answers.items() if answer.mimetype != "text/html"} == set()
    rules = [rule for rule in walk.app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    pages = {rule.endpoint for rule in rules if "GET" in rule.methods} - NO_PAGES
    assert pages - walk.endpoints == set()


def test_every_answer_carries_the_strict_policy_and_a_nonce_of_its_own(walk):
    policies = [answer.headers["Content-Security-Policy"] for answer in walk.answers.values()]
    nonces = [nonce for policy in policies for nonce in set(re.findall(r"'nonce-([^']+)'", policy))]
    assert len(set(nonces)) == len(policies)
    assert min(map(len, nonces)) >= 22  # 128 bits
    for policy in policies:
        parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert {name: re.sub(r"nonce-[^']+", "nonce-*", value) for name, value in parts.items()} == POLICY


def test_no_page_has_inline_styles_handlers_or_scripts_without_its_nonce(walk):
    inline = {"style", "srcdoc", "hx-on", "hx-vals", "hx-vars"}
    assert walk.wrong(lambda page: [one for one in page.attributes() if one[1] in inline or one[1][:2] == "on"]) == {}
    assert walk.wrong(lambda page: {"style", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.tags}) == {}
    for name, reading in walk.readings.items():
        policy = walk.answers[name].headers["Content-Security-Policy"]
        for tag, attributes in reading.tags:
            if tag == "script":
                assert "src" in attributes or f"'nonce-{attributes.get('nonce')}'" in policy, name


def test_no_page_leads_to_another_host(walk):
    elsewhere = re.compile(r"\s*(?:[a-z]+:|//)", re.IGNORECASE)
    assert walk.wrong(lambda page: [one for one in page.addresses() if elsewhere.match(one)]) == {}


def test_every_page_has_one_heading_a_title_and_its_language(walk):
    tag = {"zh": "zh-CN", "en": "en"}[walk.language]
    assert walk.wrong(lambda page: page.count("h1") != 1) == {}
    assert walk.wrong(lambda page: not re.match(r"\S.* · Paddock", page.texts[0][0])) == {}
    assert walk.wrong(lambda page: page.attribute("html", "lang") != tag) == {}


def test_no_id_comes_twice_and_every_reference_finds_its_own(walk):
    assert walk.wrong(Reading.ids_given_twice) == {}
    assert walk.wrong(Reading.dangling_references) == {}


def test_every_control_has_a_label(walk):
    assert walk.wrong(Reading.controls_without_a_label) == {}


def test_no_page_says_anything_in_the_other_language(walk):
    is_other = cache(any_text_in({"zh": "en", "en": "zh"}[walk.language]).fullmatch)  # most is said on every page
    assert walk.wrong(lambda page: [one for one in page.said() if is_other(one)]) == {}


def test_every_page_is_recognised_as_saying_something_in_its_own_language(walk):
    """Proves that the check above can see."""
    own = any_text_in(walk.language)
    assert walk.wrong(lambda page: not any(own.fullmatch(one) for one in page.said())) == {}


def test_the_demos_report_has_its_figures_before_any_job_has_run(lively):
    with closing(sqlite3.connect(lively)) as here:
        (counted,) = here.execute("select sum(count) from day_figures where what = 'day-sets'").fetchone()
    assert counted > 1_000
