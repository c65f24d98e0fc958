"""In production it refuses to start, saying why, where it would not be safe; and a migrated house starts."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from signal import SIGTERM

import pytest

from app.factory import create_app
from app.kit import migrating
from app.kit.database import engine, make_engine, session
from config import BadSettings, Settings
from tests.conftest import sign_in
from tests.factories import make_person
from tests.serving import PATIENCE_SECONDS, Server

ROOT = Path(__file__).parents[2]
SAFE = {"PADDOCK_MODE": "production", "SECRET_KEY": "s" * 32}


def start(home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Load the WSGI application in a process of its own, as gunicorn does."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PADDOCK", "SECRET", "FLASK"))}
    command = [sys.executable, "-c", "import wsgi"]
    given = clean | {"PADDOCK_HOME": str(home)} | env
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "32 characters"),
        ({"PADDOCK_DEMO": "1"}, "PADDOCK_DEMO is on"),
        ({"PADDOCK_MODE": "prod"}, "PADDOCK_MODE"),
        ({"PADDOCK_TIME_ZONE": "Mars/Olympus"}, "PADDOCK_TIME_ZONE"),
    ],
)
def test_unsafe_settings_are_refused_with_what_to_do(tmp_path, env, words):
    with pytest.raises(BadSettings, match=words):
        Settings.of_environment({"PADDOCK_HOME": str(tmp_path)} | SAFE | env)


def test_missing_migrations_are_refused_and_a_migrated_house_starts(tmp_path):
    refused = start(tmp_path, **SAFE)
    assert refused.returncode != 0
    assert "Run `flask migrate` first" in refused.stderr
    engine = make_engine(f"sqlite:///{tmp_path / 'paddock.db'}")
    migrating.upgrade(engine)
    engine.dispose()
    started = start(tmp_path, **SAFE)
    assert started.returncode == 0, started.stderr


def test_gunicorn_serves_with_threads_runs_the_jobs_and_ends_when_asked(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'paddock.db'}")
    migrating.upgrade(engine)
    engine.dispose()
    server = Server(tmp_path, ("gunicorn", "wsgi:app"), **SAFE, ADDRESS_HOPS="1")
    server.settings["GUNICORN_CMD_ARGS"] = f"--bind 127.0.0.1:{server.port}"
    try:
        server.start()
        wait_until_locked(tmp_path / "scheduler.lock")
        ask(server, "/sign-in", {"X-Request-ID": "from-the-proxy"})
        server.end(SIGTERM)
    finally:
        server.kill()
    assert "Using worker: gthread" in server.log()
    assert "Traceback" not in server.log()
    line = next(json.loads(one) for one in server.log().splitlines() if "from-the-proxy" in one)
    assert (line["event"], line["route"], line["method"], line["status"]) == ("request", "/sign-in", "GET", 200)


def test_a_process_for_streams_holds_them_on_a_loop_and_lets_go_of_them_when_asked_to_end(tmp_path):
    server = Server(tmp_path, ("gunicorn", "wsgi:app"), **SAFE, PADDOCK_SERVES="streams")
    server.settings["GUNICORN_CMD_ARGS"] = f"--bind 127.0.0.1:{server.port}"
    cookie = cookie_of_somebody({"PADDOCK_HOME": str(tmp_path)} | SAFE)
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    try:
        server.start()
        line.request("GET", "/pk/stream", headers={"Cookie": cookie})
        stream = line.getresponse()
        begun = [stream.readline() for _line in range(3)]
        assert "paddock_streams_open 1.0" in ask(server, "/metrics", {})
        server.process.send_signal(SIGTERM)
        rest = stream.read()  # comes to an end
        server.end(SIGTERM)
    finally:
        line.close()
        server.kill()
    assert (stream.status, begun[:1], rest.count(b"event:")) == (200, [b"retry: 2000\n"], 0)
    assert "Using worker: asgi" in server.log()
    assert "Traceback" not in server.log()


def cookie_of_somebody(env: dict[str, str]) -> str:
    """Who is signed in, in a house that is migrated for them."""
    app = create_app(Settings.of_environment(env))
    with app.app_context():
        migrating.upgrade(engine())
        cookie = sign_in(app.test_client(), make_person()).get_cookie("paddock")
        session().close()
        engine().dispose()
    return f"paddock={cookie.value}"


@pytest.mark.parametrize(("part", "threads"), [("", 400), ("requests", 200), ("streams", 1), ("jobs", 4)])
def test_the_process_above_the_workers_knows_its_part_and_loads_nothing_that_a_new_worker_must_load_anew(part, threads):
    code = (
        "import runpy, sys; found = runpy.run_path('gunicorn.conf.py');"
        "print(found['threads'], found['graceful_timeout'], sorted({'app', 'config', 'quizzes'} & set(sys.modules)))"
    )
    env = dict(os.environ) | {"PADDOCK_SERVES": part}
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert told.stdout.split(maxsplit=2) == [str(threads), "10", "[]\n"]


def ask(server: Server, path: str, headers: dict[str, str]) -> str:
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers)
    with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
        return answer.read().decode()


def wait_until_locked(path: Path) -> None:
    """Until the process that runs the jobs holds its lock."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.1)
        if not path.exists():
            continue
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
    pytest.fail("Nobody runs the jobs.")
