"""The writers of a SQLite file wait in line, those of other processes among them.

SQLite has one writer, and whoever finds it at work sleeps and asks again, longer each time: some wait for seconds while
others pass, and between two processes the file lies idle while both sleep. So whoever wants to write takes a place
in the line of its process, and the first of each process one in that between them, which is a file beside the database:
byte 0 belongs to who is next, byte 1 to who writes. The system frees what a process held that died.
"""

from __future__ import annotations

import fcntl
import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from app.kit import gate
from app.kit.errors import Busy

NEXT, WRITES = 0, 1
NAP = 0.0005  # seconds between two looks at a lock that another process holds
SOON = 0.02  # seconds: who waits longer lets others work meanwhile


class Line:
    """`database`: the path of the file; None where no other process can see it."""

    def __init__(self, database: str | None) -> None:
        self._path = f"{database}-line" if database else None
        self._own = Lock()
        self._file: int | None = None

    @contextmanager
    def turn(self, most_seconds: float) -> Iterator[None]:
        """Nobody else writes until the end of the block. Raises Busy where the turn does not come in time."""
        until = time.monotonic() + most_seconds
        if not self._own.acquire(timeout=min(SOON, most_seconds)):
            with gate.outside(back_at_once=True):
                if not self._own.acquire(timeout=max(0.0, until - time.monotonic())):
                    raise Busy
        try:
            with self._among_processes(until):
                yield
        finally:
            self._own.release()

    @contextmanager
    def _among_processes(self, until: float) -> Iterator[None]:
        if self._path is None:
            yield
            return
        self._take(NEXT, until)
        try:
            self._take(WRITES, until)
        finally:
            self._give(NEXT)
        try:
            yield
        finally:
            self._give(WRITES)

    def _take(self, place: int, until: float) -> None:
        if not self._taken(place, min(until, time.monotonic() + SOON)):
            with gate.outside(back_at_once=True):
                if not self._taken(place, until):
                    raise Busy

    def _taken(self, place: int, until: float) -> bool:
        """Whether the place was free until then."""
        while True:
            try:
                fcntl.lockf(self._opened(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except (BlockingIOError, PermissionError):
                if time.monotonic() >= until:
                    return False
                time.sleep(NAP)
            else:
                return True

    def _give(self, place: int) -> None:
        fcntl.lockf(self._opened(), fcntl.LOCK_UN, 1, place)

    def _opened(self) -> int:
        """The file of the line. Closing it would let go of what this process holds: it stays open."""
        if self._file is None:
            assert self._path is not None
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            weakref.finalize(self, os.close, self._file)
        return self._file
