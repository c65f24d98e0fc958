"""/metrics: who may read it, what it says, and that the operators' page says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from prometheus_client import values
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.kit import meters
from app.kit.database import transaction
from app.operations import figures, services
from app.operations.plans import Plan
from app.people.models import Role
from config import BadSettings, Settings
from tests.conftest import NOON, sign_in
from tests.factories import make_person
from tests.playing import make_pool, start

TOKEN = "a token of sixteen"
AWAY = {"REMOTE_ADDR": "10.1.2.3"}


@pytest.fixture
def counting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as in a process that serves."""
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    meters.begin(app)
    return app


def told(text: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(text)
    return {
        (one.name, *(value for _name, value in sorted(one.labels.items()))): one.value
        for family in families
        for one in family.samples
    }


def test_this_machine_reads_it_and_another_one_does_not(client):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    assert client.get("/metrics", environ_base=AWAY).status_code == 403
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": ""}).status_code == 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_what_comes_through_a_proxy_is_not_from_this_machine_whatever_it_says(app, client, name):
    assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 403
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)
    assert client.get("/metrics", headers={name: "127.0.0.1"}, environ_base=AWAY).status_code == 403
    assert client.get("/metrics").status_code == 200


def test_the_token_opens_it_from_anywhere_and_nothing_else_does(app, client):
    def ask(given: str) -> int:
        return client.get("/metrics", headers={"Authorization": given}, environ_base=AWAY).status_code

    assert [ask("Bearer "), ask("")] == [403, 403]
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], metrics_token=TOKEN)
    assert ask(f"Bearer {TOKEN}") == 200
    assert [ask("Bearer "), ask(""), ask(f"Bearer {TOKEN}x"), ask("Bearer \u00e9")] == [403, 403, 403, 403]


def test_a_short_token_is_refused(tmp_path):
    with pytest.raises(BadSettings, match="PADDOCK_METRICS_TOKEN"):
        Settings.of_environment({"PADDOCK_HOME": str(tmp_path), "PADDOCK_METRICS_TOKEN": "short"})


def test_it_says_what_was_asked_what_is_played_and_how_the_jobs_went(counting, client):
    make_pool()
    person = make_person()
    sign_in(client, person)
    start(client)
    with transaction():
        services.begin("sweep", Plan(seconds=15), "test", NOON)
        services.end("sweep", "test", 1500, "", "Asia/Shanghai")
    text = client.get("/metrics").text
    said = told(text)
    assert said["paddock_requests_total", "POST", "/pk", "303"] == 1
    assert said["paddock_request_seconds_count", "POST", "/pk"] == 1
    assert said["paddock_statements_total", "POST", "/pk"] > 0
    assert said["paddock_pks_running",] == said["paddock_database_up",] == 1
    assert said["paddock_database_bytes",] > 100_000
    assert said["paddock_streams_open",] == 0
    assert said["paddock_job_last_run_seconds", "sweep"] == 1.5
    assert said["paddock_job_last_success_timestamp_seconds", "sweep"] == NOON.timestamp()
    assert person.staff_number not in text
    assert str(person.name) not in text


def test_without_the_database_it_tells_the_rest(counting, client, monkeypatch):
    client.get("/healthz")

    def away() -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(figures, "session", away)
    said = told(client.get("/metrics").text)
    assert said["paddock_database_up",] == 0
    assert said["paddock_requests_total", "GET", "/healthz", "200"] == 1


def test_the_operators_page_says_the_same(counting, client):
    client.get("/nothing/here")
    sign_in(client, make_person(Role.OPERATOR))
    counts = figures.counts()
    assert (counts.requests, counts.failed, counts.streams) == (1, 0, 0)
    page = client.get("/desk/operations", headers={"Accept-Language": "en"})
    assert "Mean time of an answer" in page.text
    assert f"{counts.mean_ms:.1f} ms" in page.text


def test_a_folder_that_cannot_be_written_to_stops_nothing(app, client, tmp_path, caplog):
    (tmp_path / "metrics").write_text("in the way")
    meters.begin(app)
    assert "Nothing is counted" in caplog.text
    assert client.get("/metrics").status_code == 200
    assert figures.counts() is None
