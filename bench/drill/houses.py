"""The two houses that are put to the test: the small one (one process, SQLite) and the large one of `make cluster`."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving import FOREIGN, ROOT
from deploy.cluster import PARTS, Cluster, Piece, ready, wait

WATCH_SECONDS = 0.1
PORTS = (20_000, 30_000)
SECRET = "a drill has no secrets either " * 2


@dataclass(frozen=True)
class Proof:
    """`answers`: by PK the indices of the questions that people answered. `wrong`: which commands found fault."""

    answers: Mapping[int, Sequence[int]]
    wrong: Sequence[str]


class House:
    """Pieces that are started again when they die, as a supervisor does it; `port`: where people come in; `wrong`: what
    was seen to be wrong since the last proof.
    """

    def __init__(self, env: Mapping[str, str], port: int, pieces: Sequence[Piece], ports: Mapping[str, int]) -> None:
        self.env, self.port, self.pieces, self._ports = env, port, pieces, ports
        self.wrong: list[str] = []
        self._ends = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def kill(self, kind: str, number: int) -> None:
        """kill -9 of the piece, all its processes at once; of several of this kind they take turns."""
        piece = self._piece(kind, number)
        assert piece.process is not None
        os.killpg(piece.process.pid, signal.SIGKILL)

    def ask_to_end(self, kind: str) -> None:
        """As when it is restarted for a new version."""
        piece = self._piece(kind, 0)
        assert piece.process is not None
        piece.process.send_signal(piece.ending)

    def until_all_serve(self) -> None:
        for port in self._ports.values():
            wait(lambda port=port: ready(port))  # type: ignore[misc]

    def proof(self) -> Proof:
        """Of the database as it stands now, and of what was seen before."""
        command, env = [sys.executable, "-m", "bench.houses", "proof"], FOREIGN | dict(self.env)
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        found = json.loads(done.stdout)
        seen, self.wrong = self.wrong, []
        return Proof({int(duel): indices for duel, indices in found["answers"].items()}, [*found["wrong"], *seen])

    def end(self) -> None:
        self._ends.set()
        self._watcher.join()
        for piece in reversed(self.pieces):
            piece.end()

    def _piece(self, kind: str, number: int) -> Piece:
        those = [one for one in self.pieces if one.name.startswith(kind)]
        return those[number % len(those)]

    def _watch(self) -> None:
        while not self._ends.wait(WATCH_SECONDS):
            for piece in self.pieces:
                if piece.has_died() and not self._ends.is_set():
                    piece.start()


@contextmanager
def small(people: int, home: Path, app: str = "wsgi:app") -> Iterator[House]:
    """One process on SQLite in `home`, with so many people."""
    env = {"PADDOCK_HOME": str(home), "PADDOCK_MODE": "production", "SECRET_KEY": SECRET}
    _fill(env, people)
    port = _free_port()
    serve = (sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", app)
    piece = Piece("all", serve, home.parent / f"{home.name}.log", env=env)
    piece.start()
    with ExitStack() as stack:
        house = House(env, port, [piece], {"all": port})
        stack.callback(house.end)
        house.until_all_serve()
        yield house


@contextmanager
def large(people: int, home: Path) -> Iterator[House]:
    """PostgreSQL, Valkey, two processes for requests, one for streams, one for jobs; nginx in front if installed."""
    cluster = Cluster(home, _free_port())
    with ExitStack() as stack:
        stack.callback(cluster.end)
        cluster.start()
        _fill(cluster.env, people)
        front = next((one for one in cluster.pieces if one.name == "nginx"), None)
        ports = {f"{part}-{above}": cluster.port + above for part, above in PARTS}
        house = House(cluster.env, cluster.port if front else cluster.port + 1, cluster.pieces, ports)
        stack.callback(house.end)
        house.until_all_serve()
        yield house


def _fill(env: Mapping[str, str], people: int) -> None:
    command = [sys.executable, "-m", "bench.houses", "fill", str(people)]
    subprocess.run(command, cwd=ROOT, env=FOREIGN | dict(env), check=True)


def _free_port() -> int:
    """One that is free with the four above it. The system gives these to nobody who connects, so that nobody who looks
    whether a process is back takes its port.
    """
    while True:
        port = random.randrange(*PORTS)
        if not any(_is_taken(port + above) for above in range(5)):
            return port


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def folder() -> Iterator[Path]:
    """For as long as a drill runs."""
    with tempfile.TemporaryDirectory(prefix="paddock-drill-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def now() -> float:
    return time.monotonic()
