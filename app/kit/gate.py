"""Who is served next where more ask at once than a process can serve.

A process has one interpreter. Hundreds of requests at once, as when everybody signs in for a new day, would take each
other's turns until all are slow. So only some are worked on, the others wait in two lines: what has a clock that runs,
a PK, gets three quarters of the processor's time where both lines wait, and whoever else the rest. Where the second
line is long, who only wants to read gets a page that comes back by itself: else all threads would wait in it, and no
PK find one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import uniform
from threading import Lock
from typing import Any

from flask import request

from app.kit import clock, crowded

AT_ONCE = 4  # one computes; the others wait for the database or the disk meanwhile
OTHERS_AT_ONCE = 2  # of those: a PK that comes finds at most so many pages that take turns with it
YOUNG_SECONDS = 0.5  # who takes longer (a report) does not count any more: nobody keeps the gate shut
MOST_WAITING = 100  # in the second line: some seconds
FIRST = ("/metrics", "/pk", "/hall/", "/api/v1/pks", "/healthz", "/readyz")
PATIENT = ("/static/", "/media/", "/api/")  # parts of a page that was let in; programs
FIRST_SHARE = 3  # parts of the processor's time for PKs where the others get one
AGAIN_SECONDS, LATEST_SECONDS = 3, 30  # after which a page comes back by itself
TURNED_AWAY = 20  # a second: where it is more, pages come back later. Turning away costs a process as well
WAITED, PASS = "paddock.waited", "paddock.pass"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Place:
    """A request in the gate or before it. `since`: when it was let in."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.since = 0.0
        self.closed = Lock()
        self.closed.acquire()

    def let_in(self, now: float) -> None:
        self.since = now
        self.closed.release()


class Lane:
    """One of the two lines. `used`: seconds of the processor that it has had, divided by its share."""

    def __init__(self, share: int, at_once: int) -> None:
        self.share, self.at_once = share, at_once
        self.waiting: deque[Place] = deque()
        self.inside = 0
        self.used = 0.0

    @property
    def may_enter(self) -> bool:
        return bool(self.waiting) and self.inside < self.at_once


class Gate:
    """WSGI: lets so many requests at once into the application."""

    def __init__(self, wsgi: Wsgi, at_once: int = AT_ONCE) -> None:
        self._wsgi, self._at_once = wsgi, at_once
        self._lock = Lock()
        self._inside: deque[Place] = deque()  # the oldest first
        self.first = Lane(FIRST_SHARE, at_once)
        self.others = Lane(1, min(at_once, OTHERS_AT_ONCE))
        self._crowd = Crowd()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        came, path = time.monotonic(), environ.get("PATH_INFO", "")
        lane = self.first if path.startswith(FIRST) else self.others
        reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD") and not path.startswith(PATIENT)
        if reads and lane is self.others and len(lane.waiting) >= MOST_WAITING:
            return crowded.page(start_response, self._crowd.again())
        visit = environ[PASS] = Visit(self, lane)
        visit.come()
        environ[WAITED] = time.monotonic() - came
        try:
            return self._wsgi(environ, start_response)
        finally:
            visit.leave()

    def come(self, lane: Lane) -> Place:
        mine, other = Place(lane), self.others if lane is self.first else self.first
        with self._lock:
            if not lane.waiting and not lane.inside:
                lane.used = max(lane.used, other.used)  # nobody saves up turns while nobody asks
            lane.waiting.append(mine)
            self._let_in()
        while not mine.closed.acquire(timeout=YOUNG_SECONDS):
            with self._lock:
                self._let_in()  # those inside may have grown old, and nobody else come or gone
        return mine

    def leave(self, place: Place, used: float) -> None:
        with self._lock:
            place.lane.used += used / place.lane.share
            if place in self._inside:
                self._inside.remove(place)
                place.lane.inside -= 1
            self._let_in()

    def _let_in(self) -> None:
        now = time.monotonic()
        while self._inside and self._inside[0].since < now - YOUNG_SECONDS:
            self._inside.popleft().lane.inside -= 1
        while len(self._inside) < self._at_once:
            lanes = [one for one in (self.first, self.others) if one.may_enter]
            if not lanes:
                break
            lane = min(lanes, key=lambda one: one.used)
            place = lane.waiting.popleft()
            place.let_in(now)
            lane.inside += 1
            self._inside.append(place)


class Crowd:
    """Those who are turned away, and when they are asked to come back: all together so many a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seconds = float(AGAIN_SECONDS)
        self._since, self._count = time.monotonic(), 0

    def again(self) -> int:
        """In how many seconds this one comes back; not all at the same moment."""
        with self._lock:
            self._count += 1
            passed = time.monotonic() - self._since
            if passed >= 1:
                wanted = self._seconds * self._count / passed / TURNED_AWAY
                self._seconds = min(max(wanted, AGAIN_SECONDS), LATEST_SECONDS)
                self._since, self._count = time.monotonic(), 0
            return round(self._seconds * uniform(1, 1.5))


class Visit:
    """A request's way through the gate, in its thread."""

    def __init__(self, gate: Gate, lane: Lane) -> None:
        self._gate, self._lane = gate, lane

    def come(self) -> None:
        self._place = self._gate.come(self._lane)
        self._began = time.thread_time()

    def leave(self) -> None:
        self._gate.leave(self._place, time.thread_time() - self._began)


@contextmanager
def outside() -> Iterator[None]:
    """For work that needs no interpreter and takes long: others are let in meanwhile; afterwards one waits again."""
    visit: Visit | None = request.environ.get(PASS)
    if visit is not None:
        visit.leave()
    try:
        yield
    finally:
        if visit is not None:
            visit.come()


def arrived() -> datetime:
    """When the request came: what it waited at the gate is not the person's time."""
    return clock.now() - timedelta(seconds=request.environ.get(WAITED, 0.0))
