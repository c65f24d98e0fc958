"""A real server process, `python -m app.serve` or another one, that a test may kill and start again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from signal import SIGKILL, SIGSTOP, Signals

import pytest

from tests.engines import mortal

ROOT = Path(__file__).parents[1]
SETTINGS = ("PADDOCK", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM", "ADDRESS_HOPS")
FOREIGN = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}  # none of ours
PATIENCE_SECONDS = 90


class Server:
    """Its state is in `home`; its address stays the same when it starts again."""

    def __init__(self, home: Path, command: tuple[str, ...] = ("app.serve",), **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home, self.command, self.settings = home, command, settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Returns when it serves."""
        env = FOREIGN | {"PADDOCK_HOME": str(self.home), "PORT": str(self.port)} | self.settings
        with (self.home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*mortal(), sys.executable, "-m", *self.command], cwd=ROOT, env=env, stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.is_ready():
                return
            time.sleep(0.1)
        pytest.fail(f"The server did not start:\n{self.log()}")

    def is_ready(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in children.read_text().split()]

    def kill_worker(self) -> None:
        """Without a word, whatever it is doing. Its parent starts another one."""
        for worker in self.workers():
            os.kill(worker, SIGKILL)

    def kill(self) -> None:
        """Everything at once; twice does no harm."""
        if self._process is None or self._process.poll() is not None:
            return
        self.process.send_signal(SIGSTOP)  # it starts no more workers
        self.kill_worker()
        self.process.kill()
        self.process.wait()

    def end(self, number: Signals) -> None:
        """Ask it to end, and wait until it has."""
        self.process.send_signal(number)
        self.process.wait(PATIENCE_SECONDS)

    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")
