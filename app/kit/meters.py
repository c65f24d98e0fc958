"""What this process counts for Prometheus, in files that the processes of a host share: each of them can tell it all.

A process holds a place (a locked file) while it lives, and who takes that place after it goes on counting there. So
counts never fall when a process is replaced, and there are no more files than there were processes at once.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from flask import Flask
from prometheus_client import Counter, Gauge, Histogram, Metric, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import MultiProcessValue

from app.kit.watching import Seen

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MOST_PLACES = 1_000
log = logging.getLogger(__name__)


class Meters:
    """The counters of this process, and a look at those of all. One in a process; labels name routes and no people."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self.place, self._lock = _take_place(folder)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = MultiProcessValue(lambda: self.place)  # type: ignore[no-untyped-call]
        by_route = ("route", "method")
        self._requests = _counter("requests", "Requests that were answered.", (*by_route, "status"))
        self._statements = _counter("statements", "Statements that requests sent to the database.", by_route)
        self._slow = _counter("slow_statements", "Statements that took longer than PADDOCK_SLOW_QUERY_MS.")
        self._seconds = Histogram(
            "paddock_request_seconds", "Until an answer began to go out.", by_route, buckets=BOUNDS, registry=None
        )
        self._streams = Gauge(
            "paddock_streams_open", "Streams that are open.", multiprocess_mode="livesum", registry=None
        )
        self.streams(0)  # not those of whoever had this place before

    def saw(self, seen: Seen) -> None:
        self._requests.labels(seen.route, seen.method, str(seen.status)).inc()
        self._seconds.labels(seen.route, seen.method).observe(seen.seconds)
        self._statements.labels(seen.route, seen.method).inc(seen.statements)

    def saw_slow(self) -> None:
        self._slow.inc()

    def streams(self, count: int) -> None:
        self._streams.set(count)

    def collect(self) -> Iterable[Metric]:
        """The sums over all processes of this host."""
        found: Iterable[Metric] = MultiProcessCollector.merge(list(self._files()))  # type: ignore[no-untyped-call]
        return found

    def _files(self) -> Iterator[str]:
        """All counts; gauges only of processes that live."""
        for path in sorted(self._folder.glob("*.db")):
            place = path.stem.rpartition("_")[2]
            if path.stat().st_size and (not path.name.startswith("gauge") or _is_held(self._folder, place)):
                yield str(path)


def begin(app: Flask) -> None:
    """Count what this process does from now on. Where the folder does not let us, it serves all the same."""
    try:
        made = Meters(app.config["SETTINGS"].metrics_folder)
    except OSError as error:
        log.warning("Nothing is counted for /metrics: %s", error)
        return
    app.extensions["meters"] = made
    app.extensions["watchers"].append(made.saw)
    app.extensions["slow"].append(made.saw_slow)
    app.extensions["streams"].told = made.streams


def _counter(name: str, help_text: str, labels: tuple[str, ...] = ()) -> Counter:
    return Counter(f"paddock_{name}", help_text, labels, registry=None)


def _take_place(folder: Path) -> tuple[int, IO[Any]]:
    """The first place that nobody holds. It is ours until the process ends, however it ends."""
    for place in range(MOST_PLACES):
        file = _lock_file(folder, place).open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            continue
        return place, file
    raise OSError(f"All places in {folder} are taken.")


def _is_held(folder: Path, place: str) -> bool:
    with _lock_file(folder, place).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _lock_file(folder: Path, place: int | str) -> Path:
    return folder / f"place_{place}.lock"
