"""Who is served next where more ask at once than a process can serve.

A process has one interpreter. Hundreds of requests at once, as when everybody signs in for a new day, would take each
other's turns until all are slow. So only some are worked on, the others wait in two lines: what has a clock that runs,
a PK, comes first, and every fourth turn is that of whoever else has waited longest. Where the second line is long, who
only wants to read gets a page that comes back by itself: else all threads would wait in it, and no PK find one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from flask import request

from app.kit import clock

AT_ONCE = 4  # one computes; the others wait for the database or the disk meanwhile
YOUNG_SECONDS = 0.5  # who takes longer (a report, a password in its line) does not count: nobody keeps the gate shut
MOST_WAITING = 100  # in the second line: some seconds
FIRST = ("/metrics", "/pk", "/hall/", "/api/v1/pks", "/healthz", "/readyz")
PATIENT = ("/static/", "/media/", "/api/")  # parts of a page that was let in; programs
OTHERS_TURN = 4
AGAIN_SECONDS = 3
BUSY = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>请稍等 · One moment · Paddock</title><h1>请稍等</h1><p>现在访问的人很多，本页会自动重新打开。</p>
<div lang="en"><h2>One moment</h2><p>Many people are here right now. This page comes back by itself.</p></div>
"""
WAITED = "paddock.waited"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Place:
    """A request in the gate or before it. `since`: when it was let in."""

    def __init__(self) -> None:
        self.since = 0.0
        self.closed = Lock()
        self.closed.acquire()

    def let_in(self, now: float) -> None:
        self.since = now
        self.closed.release()


class Gate:
    """WSGI: lets so many requests at once into the application."""

    def __init__(self, wsgi: Wsgi, at_once: int = AT_ONCE) -> None:
        self._wsgi, self._at_once = wsgi, at_once
        self._lock = Lock()
        self._inside: deque[Place] = deque()  # the oldest first
        self._first: deque[Place] = deque()
        self._others: deque[Place] = deque()
        self._turn = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        came, path = time.monotonic(), environ.get("PATH_INFO", "")
        first = path.startswith(FIRST)
        reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD") and not path.startswith(PATIENT)
        if reads and not first and len(self._others) >= MOST_WAITING:
            return _come_back(start_response)
        place = self._come(first)
        environ[WAITED] = time.monotonic() - came
        try:
            return self._wsgi(environ, start_response)
        finally:
            self._leave(place)

    def _come(self, first: bool) -> Place:
        mine = Place()
        with self._lock:
            (self._first if first else self._others).append(mine)
            self._let_in()
        while not mine.closed.acquire(timeout=YOUNG_SECONDS):
            with self._lock:
                self._let_in()  # those inside may have grown old, and nobody else come or gone
        return mine

    def _leave(self, place: Place) -> None:
        with self._lock:
            if place in self._inside:
                self._inside.remove(place)
            self._let_in()

    def _let_in(self) -> None:
        now = time.monotonic()
        while self._inside and self._inside[0].since < now - YOUNG_SECONDS:
            self._inside.popleft()
        while (self._first or self._others) and len(self._inside) < self._at_once:
            place = self._next()
            place.let_in(now)
            self._inside.append(place)

    def _next(self) -> Place:
        self._turn += 1
        others_turn = self._turn % OTHERS_TURN == 0
        line = self._others if self._others and (others_turn or not self._first) else self._first
        return line.popleft()


def _come_back(start_response: Any) -> list[bytes]:
    """Nothing was worked on, so nothing of the application is needed to say so."""
    page = BUSY.encode()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page)),
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Retry-After": str(AGAIN_SECONDS),
        "Refresh": str(AGAIN_SECONDS),
    }
    start_response("503 Service Unavailable", list(headers.items()))
    return [page]


def arrived() -> datetime:
    """When the request came: what it waited at the gate is not the person's time."""
    return clock.now() - timedelta(seconds=request.environ.get(WAITED, 0.0))
