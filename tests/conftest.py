"""What every test stands on: an application with a clock moved by hand and an empty database."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from sqlalchemy import Engine, make_url
from xdist.scheduler import LoadScopeScheduling

from app.factory import create_app
from app.kit.clock import HandClock
from app.kit.database import engine, make_engine, session
from app.models import Base
from app.people.models import Person
from app.people.signing_in import open_sign_in
from config import Settings
from tests import engines, once

# How long an example takes says more about the machine than about us: one that rests for a second has failed tests.
of_hypothesis.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile("untimed")

ENGINES = ("sqlite", "postgresql")
ON_BOTH = (
    "app/audit",
    "app/awards",
    "app/backups",
    "app/corrections",
    "app/days/test_edges",
    "app/duels",
    "app/fairness",
    "app/finals",
    "app/hall",
    "app/items",
    "app/judging",
    "app/kit/test_rowset",
    "app/leaderboards",
    "app/leagues",
    "app/lessons",
    "app/media/test_library",
    "app/notifications/test_processes",
    "app/operations/test_doctor",
    "app/operations/test_metrics",
    "app/operations/test_scheduling",
    "app/people",
    "app/points",
    "app/reports",
    "app/seasons",
    "app/stories",
    "app/studio",
    "app/trials",
    "house/test_statements",
    "journeys",
)
ON_ONE = {  # what asks through pages and hardly differs by engine runs on one of them, the stricter one for attacks
    "backups/test_refusals": "sqlite",
    "finals/test_event_pages": "sqlite",
    "hall/test_blind": "sqlite",
    "items/test_reading_plans": "sqlite",
    "journeys/test_attacks_": "postgresql",
    "journeys/test_first_day": "sqlite",  # twenty thousand people
    "journeys/test_season": "sqlite",  # half a year
    "duels/test_across": "sqlite",
    "duels/test_meeting": "sqlite",
    "duels/test_playing": "sqlite",
    "duels/test_refusals": "sqlite",
    "duels/test_secrets": "sqlite",
    "corrections/test_killed": "postgresql",
    "corrections/test_pages": "sqlite",
    "fairness/test_deciding": "postgresql",
    "finals/test_selection_pages": "sqlite",
    "judging/test_judge": "sqlite",
    "judging/test_sync": "sqlite",
    "leagues/test_speed": "sqlite",
    "lessons/test_checks": "sqlite",
    "people/test_links": "sqlite",
    "people/test_roster_pages": "sqlite",
    "people/test_sign_in": "sqlite",
    "points/test_views": "sqlite",
    "seasons/test_setting_up": "sqlite",
    "seasons/test_wording": "sqlite",
    "studio/test_bringing": "sqlite",
    "studio/test_cases": "sqlite",
    "studio/test_every_format": "sqlite",
    "studio/test_taking": "sqlite",
    "studio/test_sheetwords": "sqlite",
}
PLAYED = ("tests/browser/test_live", "tests/browser/test_walk")
LONGEST = (
    "tests/browser/",
    "house/test_every_page",
    "journeys/test_kill",
    "journeys/test_first_day",
    "journeys/test_season",
    "house/test_odd_requests",
    "journeys/test_attacks_final_doors",
    "house/test_permissions",
)
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", engines.ROOM)
NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # a Monday, noon in Beijing


class Browser(FlaskClient):
    """Each request has an application context of its own, as on a server; the test sees what it left behind."""

    def open(self, *args: Any, **options: Any) -> Any:
        if has_app_context():
            session().commit()  # what the test has read so far is over
        try:
            reply = Context().run(super().open, *args, **options)
            if not isinstance(sent := reply.request.environ["wsgi.input"], BytesIO):
                sent.close()  # what is large was sent from a file, which werkzeug leaves open
            return reply
        finally:
            if has_app_context():
                session().expire_all()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it: each test gets a copy."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    _make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[engines.Postgres]:
    """A real PostgreSQL, started when the first test asks for it."""
    with engines.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def empty_postgres(postgres: engines.Postgres) -> str:
    """The name of a database with the schema and nothing in it: each test gets a copy."""
    url = postgres.create()
    _make_schema(url)
    return str(make_url(url).database)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A real Valkey, started when the first test asks for it."""
    with engines.valkey() as url:
        yield url


def _make_schema(url: str) -> None:
    made = make_engine(url)
    Base.metadata.create_all(made)
    made.dispose()  # SQLite's log goes into the file when the last connection closes: one file, to be copied


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The data layer runs on both engines."""
    if "database_url" in metafunc.fixturenames:
        path = str(metafunc.definition.path)
        metafunc.parametrize("database_url", _engines_of(path), indirect=True)


def _engines_of(path: str) -> tuple[str, ...]:
    one = next((name for part, name in ON_ONE.items() if part in path), None)
    if one is not None:
        return (one,)
    return ENGINES if any(part in path for part in ON_BOTH) else ENGINES[:1]


class Sharing(LoadScopeScheduling):
    """A file of tests stays with one worker; the browser's are two lots, each with one house and one Chromium."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return "people who play" if nodeid.startswith(PLAYED) else "pages"
        return super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker is left alone with them in the end."""
    items.sort(
        key=lambda item: next((place for place, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST))
    )


def pytest_collection_finish() -> None:
    """What is loaded by now stays: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if engines.chromium() is None:
        terminalreporter.write_line(engines.NO_BROWSER)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file of each test lies, one after the other."""
    return tmp_path_factory.mktemp("desk") / "paddock.db"


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of the engine that the test runs on. Its address is the same for each test of a run."""
    if request.param == "sqlite":
        desk: Path = request.getfixturevalue("desk")
        for old in desk.parent.iterdir():
            old.unlink()  # what was written and what was not yet
        shutil.copy(request.getfixturevalue("empty_sqlite"), desk)
        return f"sqlite:///{desk}"
    server: engines.Postgres = request.getfixturevalue("postgres")
    return once.database_of(server, request.getfixturevalue("empty_postgres"))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    given = {"PADDOCK_HOME": str(tmp_path), "SECRET_KEY": "test " * 8, "PADDOCK_DEMO": "1"}
    return Settings.of_environment(given | {"DATABASE_URL": database_url})


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> once.Compiled:
    """Templates are compiled once in a run, not once in a test."""
    return once.Compiled(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database without a table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = request.getfixturevalue("postgres").create()
    made = make_engine(url)
    yield made
    made.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop(url)


@pytest.fixture
def app(
    settings: Settings,
    clock: HandClock,
    compiled_templates: once.Compiled,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application with an empty schema, inside its context."""
    monkeypatch.setattr("app.kit.database.make_engine", once.engine_of)
    monkeypatch.setattr("werkzeug.routing.Rule.compile", once.compile_rule)
    app = create_app(settings, clock)
    app.jinja_env.bytecode_cache = compiled_templates
    app.testing = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        session().close()
        if engine().dialect.name == "sqlite" or engine().pool.checkedout():  # type: ignore[attr-defined]
            engine().dispose()  # the file of the next test is another one; a connection of PostgreSQL is kept warm


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """The client, signed in as that person."""
    token = open_sign_in(person, device="test", now=client.application.extensions["clock"].now())
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    return client
