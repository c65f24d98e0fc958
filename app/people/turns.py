"""Checking passwords by turns: each one costs a processor as much as many answers, and 2,000 people may come at once.

So many are checked at the same time that answers go on; the others wait, first come, first served. Where more wait
than a process has threads to spare, the next one is asked to try again, instead of everybody waiting for everybody.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

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


class Crowded(TooMany):
    """Too many wait to have their password checked."""

    code, message = "crowded", MANY


class Line:
    """`at_once` have their turn at the same time, `longest` wait at most."""

    def __init__(self, at_once: int, longest: int) -> None:
        self._free, self._longest = at_once, longest
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and have it. Raises Crowded where too many wait."""
        if (closed := self._come()) is not None:
            closed.acquire()
        try:
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
    threads = app.config["SETTINGS"].part.threads
    app.extensions["passwords"] = Line(at_once=max(1, processors // 2), longest=max(1, threads // SPARE))


@contextmanager
def turn() -> Iterator[None]:
    """One's turn to have a password checked or made. Whoever waits keeps no connection to the database from others.

    Raises Crowded.
    """
    session().commit()
    line: Line = current_app.extensions["passwords"]
    with gate.outside(), line.turn():
        yield
