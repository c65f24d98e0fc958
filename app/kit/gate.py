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

from flask import has_request_context, request

from app.kit import clock, crowded

AT_ONCE = {"sqlite": 1, "postgresql": 2}  # with a server one computes while the other waits for it
OTHERS_AT_ONCE = 1  # of those
YOUNG_SECONDS = 0.5  # who takes longer does not count any more: nobody keeps the gate shut
IN_THE_WAY_SECONDS = 0.05  # of a page of others (a report): no PK waits longer for one of them
MOST_WAITING = 100  # in the second line: some seconds
FIRST = ("/metrics", "/pk", "/hall/", "/api/v1/pks", "/healthz", "/readyz")
PATIENT = ("/static/", "/media/", "/api/")  # parts of a page that was let in; programs
FIRST_SHARE = 3  # parts of the processor's time for PKs where the others get one
LEAST_SECONDS = 0.001
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

    @property
    def in_the_way_until(self) -> float:
        return self.since + self.lane.in_the_way

    def let_in(self, now: float) -> None:
        self.since = now
        self.closed.release()


class Lane:
    """One of the two lines. `used`: seconds of the processor that it has had, divided by its share. `in_the_way`: for
    how many seconds one of it keeps the other lane out. `returning`: who was inside before stands before who comes.
    """

    def __init__(self, share: int, at_once: int, in_the_way: float) -> None:
        self.share, self.at_once, self.in_the_way = share, at_once, in_the_way
        self.waiting: deque[Place] = deque()
        self.returning: deque[Place] = deque()
        self.inside = 0
        self.used = 0.0

    @property
    def line(self) -> deque[Place]:
        """In which the next one stands, if anybody does."""
        return self.returning or self.waiting

    @property
    def may_enter(self) -> bool:
        return bool(self.line) and self.inside < self.at_once


class Gate:
    """WSGI: lets so many requests at once into the application."""

    def __init__(self, wsgi: Wsgi, at_once: int) -> None:
        self._wsgi, self._at_once = wsgi, at_once
        self._lock = Lock()
        self._inside: list[Place] = []
        self.first = Lane(FIRST_SHARE, at_once, YOUNG_SECONDS)
        self.others = Lane(1, OTHERS_AT_ONCE, IN_THE_WAY_SECONDS)
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
        """Returns when the place is inside."""
        mine, other = Place(lane), self.others if lane is self.first else self.first
        with self._lock:
            if not lane.line and not lane.inside:
                lane.used = max(lane.used, other.used)  # nobody saves up turns while nobody asks
            lane.waiting.append(mine)
        return self._wait(mine)

    def come_back(self, lane: Lane, *, at_once: bool) -> Place:
        """As `come`, for who was inside before. `at_once`: there is room for this one."""
        mine = Place(lane)
        with self._lock:
            if at_once:
                self._admit(mine, time.monotonic())
            else:
                lane.returning.append(mine)
        return self._wait(mine)

    def _wait(self, mine: Place) -> Place:
        with self._lock:
            self._let_in()
        while not (mine.closed.acquire(blocking=False) or mine.closed.acquire(timeout=self._patience(mine))):
            with self._lock:
                self._let_in()  # those inside may have grown old, and nobody else come or gone
        return mine

    def leave(self, place: Place, used: float) -> None:
        with self._lock:
            place.lane.used += used / place.lane.share
            self._count_no_more(place)
            self._let_in()

    def _patience(self, mine: Place) -> float:
        """How long to wait before one looks whether somebody inside has grown old: who stands in front does."""
        with self._lock:
            if not mine.lane.line or mine.lane.line[0] is not mine:
                return YOUNG_SECONDS
            now, ends = time.monotonic(), [one.in_the_way_until for one in self._inside]
            return max(LEAST_SECONDS, min((end - now for end in ends if end >= now), default=YOUNG_SECONDS))

    def _count_no_more(self, place: Place) -> None:
        if place in self._inside:
            self._inside.remove(place)
            place.lane.inside -= 1

    def _let_in(self) -> None:
        now = time.monotonic()
        for place in [one for one in self._inside if one.since + YOUNG_SECONDS < now]:
            self._count_no_more(place)
        while sum(place.in_the_way_until >= now for place in self._inside) < self._at_once:
            lanes = [one for one in (self.first, self.others) if one.may_enter]
            if not lanes:
                break
            self._admit(min(lanes, key=lambda one: one.used).line.popleft(), now)

    def _admit(self, place: Place, now: float) -> None:
        place.let_in(now)
        place.lane.inside += 1
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

    def come_back(self, *, at_once: bool) -> None:
        self._place = self._gate.come_back(self._lane, at_once=at_once)
        self._began = time.thread_time()

    def leave(self) -> None:
        self._gate.leave(self._place, time.thread_time() - self._began)


@contextmanager
def outside(*, back_at_once: bool = False) -> Iterator[None]:
    """For what needs no interpreter and takes long: others are let in meanwhile; afterwards one is the next to enter.
    `back_at_once`: and waits for nobody, because those inside may wait for what one has now.
    Where no request is worked on, or there is no gate, it is only done.
    """
    visit: Visit | None = request.environ.get(PASS) if has_request_context() else None
    if visit is None:
        yield
        return
    visit.leave()
    try:
        yield
    finally:
        visit.come_back(at_once=back_at_once)


def arrived() -> datetime:
    """When the request came: what it waited at the gate is not the person's time."""
    return clock.now() - timedelta(seconds=request.environ.get(WAITED, 0.0))
