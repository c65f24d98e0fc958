"""Each request has a name; what is noted of it and of slow statements names nobody."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from flask import Flask

from app.kit import watching
from app.people.models import Role
from app.people.permissions import EVERYBODY, PERMISSIONS
from tests.conftest import sign_in
from tests.factories import make_person
from tests.statements import counted

GIVEN = "proxy-0123456789"


@pytest.fixture
def behind(app: Flask) -> Flask:
    """The application with a trusted proxy in front."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], address_hops=1)
    return app


@pytest.fixture
def seen(app: Flask) -> list[watching.Seen]:
    noted: list[watching.Seen] = []
    app.extensions["watchers"].append(noted.append)
    return noted


def test_a_trusted_proxy_names_the_request(behind, client):
    assert client.get("/healthz", headers={watching.HEADER: GIVEN}).headers[watching.HEADER] == GIVEN


@pytest.mark.parametrize("bad", ["short", "a" * 65, "a b c d e f g", '"}{"level":"x"', "12345678\u00e9"])
def test_a_name_that_could_spoil_a_log_is_not_taken(behind, client, bad):
    made = client.get("/healthz", headers={watching.HEADER: bad}).headers[watching.HEADER]
    assert made != bad
    assert watching.SANE.fullmatch(made)


def test_without_a_trusted_proxy_each_request_gets_a_name_of_ours(client):
    made = {client.get("/healthz", headers={watching.HEADER: GIVEN}).headers[watching.HEADER] for _ in range(3)}
    assert len(made) == 3
    assert GIVEN not in made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_error_page_says_the_name_that_stands_in_the_log(client, language):
    page = client.get("/nothing/here", headers={"Accept": "text/html", "Accept-Language": language})
    assert page.status_code == 404
    assert f">{page.headers[watching.HEADER]}<" in page.text


def test_what_breaks_is_logged_by_route_and_without_its_address(app, client, caplog):
    def fail(secret: str) -> None:
        raise ZeroDivisionError

    app.add_url_rule("/fail/<secret>", "fail", fail)
    PERMISSIONS["fail"] = EVERYBODY
    app.testing = False
    try:
        answer = client.get("/fail/hush-hush")
    finally:
        del PERMISSIONS["fail"]
    assert answer.status_code == 500
    assert answer.headers[watching.HEADER] in answer.text
    record = next(one for one in caplog.records if one.message == "A request failed")
    assert "hush-hush" not in str(vars(record))


def test_a_request_is_noted_by_route_method_status_and_statements(app, client, seen):
    sign_in(client, make_person(Role.OPERATOR))
    with counted() as sent:
        client.get("/desk/operations")
    client.open("/pk/77", method="BREW")
    client.get("/nothing/here")
    assert [(one.route, one.method, one.status) for one in seen] == [
        ("/desk/operations", "GET", 200),
        ("none", "other", 405),
        ("none", "GET", 404),
    ]
    assert seen[0].statements == len(sent) > 0
    assert seen[0].seconds > 0


def test_a_line_a_request_says_no_address_and_none_is_written_for_probes(client, caplog):
    with caplog.at_level(logging.INFO, "app.requests"):
        client.get("/healthz")
        client.get("/l/hush-hush?q=secret")
    lines = [vars(record) for record in caplog.records if record.name == "app.requests"]
    assert len(lines) == 1
    assert {"method", "status", "statements", "ms"} <= set(lines[0])
    assert "hush" not in str(lines) + caplog.text
    assert "secret" not in str(lines)


@pytest.fixture
def strict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every statement is slow."""
    monkeypatch.setattr(watching, "LEAST_SECONDS", 0)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], slow_query_ms=1e-9)


def test_a_slow_statement_is_written_down_without_its_values(app, client, caplog, strict):
    noted: list[None] = []
    app.extensions["slow"].append(lambda: noted.append(None))
    client.post("/sign-in", data={"login": "NOBODY-77", "password": "x"})
    told = [vars(one) for one in caplog.records if one.message == "slow statement"]
    assert any("FROM persons" in one["statement"] for one in told)
    assert "NOBODY-77" not in str(told)
    assert len(noted) >= len(told) > 0


def test_no_statement_is_slow_where_none_is_wanted(app, client, caplog, strict):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], slow_query_ms=0)
    client.get("/readyz")
    assert "slow statement" not in caplog.text
