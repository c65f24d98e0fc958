"""What every test stands on: an application with a clock moved by hand and an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from app.factory import create_app
from app.kit.clock import HandClock
from app.kit.database import Base, engine, session
from app.people.models import Person
from app.people.signing_in import open_sign_in
from config import Settings

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)  # a Monday, noon in Beijing


class Browser(FlaskClient):
    """Each request has an application context of its own, as on a server; the test sees what it left behind."""

    def open(self, *args: Any, **options: Any) -> Any:
        if has_app_context():
            session().commit()  # what the test has read so far is over
        try:
            return Context().run(super().open, *args, **options)
        finally:
            if has_app_context():
                session().expire_all()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.of_environment({"PADDOCK_HOME": str(tmp_path), "SECRET_KEY": "test " * 8, "PADDOCK_DEMO": "1"})


@pytest.fixture
def app(settings: Settings, clock: HandClock) -> Iterator[Flask]:
    """The application with an empty schema, inside its context."""
    app = create_app(settings, clock)
    app.testing = True
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(engine())
        yield app
        engine().dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """The client, signed in as that person."""
    token = open_sign_in(person, device="test", now=client.application.extensions["clock"].now())
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    return client
