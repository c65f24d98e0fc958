"""`flask doctor` says what is wrong with a deployment and what to do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.kit import migrating
from app.kit.database import engine
from app.operations import doctor, findings
from app.operations.findings import GIB, State
from app.operations.locks import Lock
from config import PARTS, Settings

SAFE = {"DATABASE_URL": "sqlite:///x.db", "SECRET_KEY": "s" * 40, "PUBLIC_URL": "https://paddock.example"}
SQLITE, POSTGRES = findings.SQLITE, findings.POSTGRES | {"server_version_num": "180001", "max_connections": "200"}
GOOD, DOUBTFUL, BAD = State


def setting(**given: str) -> Settings:
    return Settings.of_environment(SAFE | {"PADDOCK_MODE": "production", "ADDRESS_HOPS": "1"} | given)


@pytest.mark.parametrize(
    ("found", "state", "words"),
    [
        (findings.of_secret(31, None), BAD, "openssl rand"),
        (findings.of_secret(64, 0o100644), BAD, "chmod 600"),
        (findings.of_secret(64, 0o100600), GOOD, ""),
        (findings.of_disk(GIB // 2, "/x"), BAD, "0.5 GiB are free at /x"),
        (findings.of_disk(3 * GIB, "/x"), DOUBTFUL, "Make room"),
        (findings.of_disk(9 * GIB, "/x"), GOOD, ""),
        (findings.of_clock(0.2), GOOD, ""),
        (findings.of_clock(-1.5), DOUBTFUL, "1.5 s"),
        (findings.of_clock(90), BAD, "NTP"),
        (findings.of_files(1024, setting()), BAD, "LimitNOFILE="),
        (findings.of_files(65_536, setting(PADDOCK_SERVES="streams")), GOOD, "as streams"),
        (findings.of_engine("sqlite", SQLITE), GOOD, ""),
        (findings.of_engine("sqlite", SQLITE | {"synchronous": "0"}), BAD, "synchronous is 0, not 1"),
        (findings.of_engine("postgresql", POSTGRES), GOOD, "5 processes"),
        (findings.of_engine("postgresql", POSTGRES | {"fsync": "off"}), BAD, "fsync is off"),
        (findings.of_engine("postgresql", POSTGRES | {"server_version_num": "130004"}), BAD, "Use 14"),
        (findings.of_engine("postgresql", POSTGRES | {"max_connections": "100"}), DOUBTFUL, "max_connections"),
        (findings.of_parts(setting(), "sqlite"), GOOD, ""),
        (findings.of_parts(setting(PADDOCK_SERVES="requests"), "postgresql"), BAD, "Set REDIS_URL"),
        (findings.of_parts(setting(PADDOCK_SERVES="jobs", REDIS_URL="redis://r"), "sqlite"), DOUBTFUL, "PostgreSQL"),
        (findings.of_parts(setting(PADDOCK_SERVES="jobs", REDIS_URL="redis://r"), "postgresql"), GOOD, ""),
        (findings.of_jobs(True, setting()), GOOD, ""),
        (findings.of_jobs(False, setting()), BAD, "PADDOCK_SERVES=jobs"),
        (findings.of_jobs(False, setting(PADDOCK_MODE="local")), DOUBTFUL, "Nobody runs the jobs"),
        (findings.of_address(setting()), GOOD, "1 trusted"),
        (findings.of_address(setting(PUBLIC_URL="http://paddock.example")), BAD, "https://"),
        (findings.of_address(setting(PUBLIC_URL="https://localhost")), BAD, "https://"),
        (findings.of_address(setting(ADDRESS_HOPS="0")), DOUBTFUL, "one address"),
        (findings.of_address(setting(PADDOCK_MODE="local")), GOOD, "Local mode"),
        (findings.of_mail(setting()), DOUBTFUL, "SMTP_URL"),
        (findings.of_mail(setting(SMTP_URL="smtp://m")), GOOD, ""),
    ],
)
def test_what_was_measured_is_judged_in_words(found, state, words):
    assert found.state is state
    assert words in f"{found.words} {found.advice}"
    assert bool(found.advice) == (state is not GOOD)


def test_the_parts_that_are_started_have_threads_for_their_streams_and_one_kind_runs_the_jobs():
    for name, part in PARTS.items():
        assert part.loop or part.streams < part.threads
        assert max(part.streams, part.threads) < part.connections
        assert setting(PADDOCK_SERVES=name).runs_jobs == (name in ("all", "jobs"))
    assert not setting(PADDOCK_SERVES="jobs", PADDOCK_SCHEDULER="0").runs_jobs


@pytest.fixture
def ask(app):
    """What the doctor finds here, by name, and with which exit code."""

    def answer():
        found = app.test_cli_runner().invoke(args=["doctor", "--json"])
        return {one["name"]: one for one in json.loads(found.output)}, found.exit_code

    return answer


@pytest.fixture
def stamped(app):
    with engine().begin() as here:
        here.execute(text("create table alembic_version (version_num varchar(32) not null primary key)"))
        here.execute(text("insert into alembic_version values (:newest)"), {"newest": migrating.newest()})
    yield
    with engine().begin() as here:
        here.execute(text("drop table alembic_version"))


def test_it_looks_at_everything_of_a_house_that_is_well(app, ask, stamped):
    lock = Lock(engine(), app.config["SETTINGS"].home)
    assert ask()[0]["jobs"]["state"] == "doubtful"
    assert lock.take()
    try:
        found, _code = ask()
    finally:
        lock.release()
    assert list(found) == list(doctor.LOOKS)
    unsafe = {"engine"} if engine().dialect.name == "postgresql" else set()  # that of the tests does not wait for disks
    machine = {"disk", "open files", "fonts"}
    assert {name for name, one in found.items() if one["state"] != "good"} - machine == unsafe
    assert list(app.config["SETTINGS"].home.glob("**/*doctor*")) == []


def test_a_schema_that_is_old_and_a_bus_that_is_away_are_told_and_fail(app, ask):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url="redis://127.0.0.1:1")
    found, code = ask()
    assert code == 1
    assert "flask migrate" in found["schema"]["advice"]
    assert (found["bus"]["state"], found["database"]["state"]) == ("bad", "good")


def test_what_cannot_be_looked_at_keeps_nobody_from_looking_at_the_rest(app, ask, monkeypatch):
    monkeypatch.setattr(doctor, "engine", lambda: 1 / 0)
    found, code = ask()
    assert (code, found["database"]["state"], found["home"]["state"]) == (1, "bad", "good")
    assert "ZeroDivisionError" in found["database"]["words"]
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], home=app.config["SETTINGS"].home / "nowhere")
    found, code = ask()
    assert (found["home"]["state"], found["disk"]["state"], found["fonts"]["name"]) == ("bad", "bad", "fonts")
    told = app.test_cli_runner().invoke(args=["doctor"])
    assert "! home" in told.output
    assert "-> Check PADDOCK_HOME." in told.output
