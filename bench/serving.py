"""Servers in processes of their own: Paddock as in production, and bare Flask beside it; and a database for Paddock."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from bench import machine
from bench.ports import Ports
from tests import engines

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
SETTINGS = (
    "PADDOCK",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "SMTP_URL",
    "WEB_CONCURRENCY",
    "PYTHONDO",
)
FOREIGN = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
KEEP_ALIVE = 60  # seconds that a line stays open, as behind a proxy
CAREFUL = {  # else as it comes: each commit is on the disk
    "jit": "off",
    "dynamic_shared_memory_type": "mmap",
}

Env = dict[str, str]


class Server:
    """A process that serves, with those that it starts."""

    def __init__(self, command: list[str], env: Env, path: str = "/") -> None:
        self.port = _free_port()
        self._url = f"http://127.0.0.1:{self.port}{path}"
        command = [part.format(port=self.port) for part in command]
        env = FOREIGN | env | {"PORT": str(self.port)}
        with _log_of(env) as log:  # a line a request, as in production
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=log)
        try:
            self._wait()
        except BaseException:
            self.end()
            raise

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.02)
        raise RuntimeError("A server did not start.")

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self._url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [one for one in machine.tree(self.process.pid) if one != self.process.pid]

    def cpu_seconds(self) -> float:
        return machine.cpu_seconds(machine.tree(self.process.pid))

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Servers:
    """Some that do the same, and the database that they ask, if that is a process."""

    def __init__(self, each: Sequence[Server], database: int | None = None) -> None:
        self._each, self._database = each, database
        self.ports = Ports(*(one.port for one in each))

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [worker for one in self._each for worker in one.workers]

    def cpu_seconds(self) -> float:
        return sum(one.cpu_seconds() for one in self._each)

    def database_cpu_seconds(self) -> float:
        return machine.cpu_seconds(machine.tree(self._database)) if self._database else 0.0


def installed() -> str:
    """The Python of the servers: with what an installation has, because tools of the tests take memory, too."""
    python = ROOT / ".venv/installed/bin/python"
    if not python.exists():
        raise SystemExit("First run: make .venv/installed/done")
    return str(python)


def gunicorn(app: str, workers: int, env: Env, *more: str, path: str) -> Server:
    command = [installed(), "-m", "gunicorn", app, "--bind", "127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--keep-alive", str(KEEP_ALIVE), "--log-level", "warning", *more]
    return Server(command, env, path)


@contextmanager
def both(kind: str, people: int, workers: int) -> Iterator[tuple[Servers, Servers, Env]]:
    """Paddock with so many people on an engine, bare Flask, and the settings."""
    with house(kind, people) as (env, database), beside_bare(env, database, workers) as (paddock, bare):
        yield paddock, bare, env


@contextmanager
def beside_bare(env: Env, database: int | None, workers: int) -> Iterator[tuple[Servers, Servers]]:
    """Paddock in a house that is there, and bare Flask: each so many processes at ports of their own."""
    with ExitStack() as stack:

        def started(app: str, settings: Env, *more: str, path: str) -> Server:
            server = gunicorn(app, 1, settings, *more, path=path)
            stack.callback(server.end)
            return server

        paddock = [started("wsgi:app", env, path="/readyz") for _one in range(workers)]
        bare = [started("bench.bare:app", {}, "--config", "bench/plain.py", path="/") for _one in range(workers)]
        yield Servers(paddock, database), Servers(bare)


@contextmanager
def house(kind: str, people: int, **more: str) -> Iterator[tuple[Env, int | None]]:
    """The settings of a filled house on the disk, and the process of its database server, if it has one."""
    with tempfile.TemporaryDirectory(prefix="paddock-bench-") as folder, ExitStack() as stack:
        env = {"PADDOCK_HOME": folder, "PADDOCK_MODE": "production", "SECRET_KEY": "bench " * 8}
        database = None
        if kind == "postgresql":
            server = stack.enter_context(engines.postgres(CAREFUL | more, tempfile.gettempdir()))
            env["DATABASE_URL"] = server.create()
            database = server.pid
        told(env, "fill", str(people))
        yield env, database


def kept(env: Env) -> dict[str, Any]:
    """What the database of this house holds."""
    found: dict[str, Any] = json.loads(told(env, "kept"))
    return found


def told(env: Env, *words: str) -> str:
    """What `bench.houses` says when it is asked this of a house."""
    command = [sys.executable, "-m", "bench.houses", *words]
    return subprocess.run(command, cwd=ROOT, env=FOREIGN | env, check=True, stdout=subprocess.PIPE, text=True).stdout


def _log_of(env: Env) -> IO[bytes]:
    """The end of a file in the house of Paddock; of bare Flask nobody keeps anything."""
    home = env.get("PADDOCK_HOME")
    return Path(home, "server.log").open("ab") if home else Path(os.devnull).open("ab")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
