"""Checking passwords by turns: each one costs a processor as much as many answers, and 2,000 people may come at once.

So many are checked at the same time that answers go on; the others wait, first come, first served. Where more wait
than a process has threads to spare, the next one is asked to try again, instead of everybody waiting for everybody.
All processes of a host share its processors, so that they take turns among them, too.
"""

from __future__ import annotations

import fcntl
import logging
import os
import random
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import IO, Any

from flask import Flask, current_app
from flask_babel import lazy_gettext as _

from app.kit import gate
from app.kit.database import session
from app.kit.errors import TooMany

MANY = _(
    "Very many people are signing in just now. Please try again in a few seconds; your password was not checked yet."
)
AGAIN_SECONDS = 3
SPARE = 3  # one of so many threads of a process may wait here
NO_PLACES = "Passwords are checked by turns of each process, not of the host: %s"
log = logging.getLogger(__name__)


class Crowded(TooMany):
    """Too many wait to have their password checked."""

    code, message = "crowded", MANY


class Places:
    """Places in a folder of this host: files that one process at a time can lock. The system frees those of the dead.

    Raises OSError where the folder does not let us.
    """

    def __init__(self, folder: Path, many: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = [folder / f"passwords_{number}.lock" for number in range(many)]
        for path in self._paths:
            path.open("ab").close()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a place and have it; without one where the folder has gone meanwhile."""
        try:
            place: AbstractContextManager[Any] = self._taken()
        except OSError as error:
            log.warning(NO_PLACES, error)
            place = nullcontext()
        with place:
            yield

    def _taken(self) -> IO[bytes]:
        """A file that we hold until it is closed: one that was free, else the next turn of one by lot."""
        for path in random.sample(self._paths, len(self._paths)):
            file = path.open("ab")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                return file
        file = random.choice(self._paths).open("ab")
        fcntl.flock(file, fcntl.LOCK_EX)
        return file


class Line:
    """`at_once` have their turn at the same time, `longest` wait at most; `places`: shared with other processes."""

    def __init__(self, at_once: int, longest: int, places: Places | None = None) -> None:
        self._free, self._longest, self._places = at_once, longest, places
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and have it. Raises Crowded where too many wait."""
        if (closed := self._come()) is not None:
            closed.acquire()
        try:
            with self._places.one() if self._places else nullcontext():
                yield
        finally:
            self._go()

    def _come(self) -> Lock | None:
        """A closed lock, which whoever goes opens; None where it is one's turn at once."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            if len(self._waiting) >= self._longest:
                raise Crowded(seconds=AGAIN_SECONDS)
            closed = Lock()
            closed.acquire()
            self._waiting.append(closed)
            return closed

    def _go(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


def init_app(app: Flask) -> None:
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    settings, at_once = app.config["SETTINGS"], max(1, processors // 2)
    longest = max(1, settings.part.threads // SPARE)
    app.extensions["passwords"] = Line(at_once, longest, _places(settings.metrics_folder, at_once))


def _places(folder: Path, many: int) -> Places | None:
    """None where the folder does not let us: then each process has turns of its own."""
    try:
        return Places(folder, many)
    except OSError as error:
        log.warning(NO_PLACES, error)
        return None


@contextmanager
def turn() -> Iterator[None]:
    """One's turn to have a password checked or made. Whoever waits keeps no connection to the database from others.

    Raises Crowded.
    """
    session().commit()
    line: Line = current_app.extensions["passwords"]
    with gate.outside(), line.turn():
        yield
