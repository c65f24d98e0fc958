"""What SQLite has committed is put on the disk before anybody is told: once for all who wait, as PostgreSQL does it.

With `synchronous=FULL` SQLite waits for the disk at each commit while it holds the one writer's lock: where the disk
takes 4 ms, no more than 250 deeds a second can be done. So it runs with `synchronous=NORMAL`, which only writes its
log, and whoever has committed waits here, the lock let go, until the log is on the disk. Those who came while the disk
was at work share the next turn. See docs/decisions/0003.
"""

from __future__ import annotations

import os
import time
from threading import Condition

from app.kit import gate

SLOW_SECONDS = 0.001  # where a disk takes longer, others work while somebody waits for it
PUT = getattr(os, "fdatasync", os.fsync)  # what is written in place needs no news of the file itself


class Log:
    """The write-ahead log beside a SQLite file."""

    def __init__(self, database: str) -> None:
        self._path = f"{database}-wal"
        self._line = Condition()
        self._came = 0  # how many have asked so far
        self._safe = 0  # whose commits are on the disk: the first so many
        self._lost = (0, 0)  # the disk refused some of those after the first number, up to the second
        self._at_work = False
        self._took = 0.0  # seconds: the disk, the last time

    def settle(self) -> None:
        """Returns when all that was committed before is on the disk. Raises OSError where the disk refuses it."""
        if self._took < SLOW_SECONDS:
            self._wait()
        else:
            with gate.outside():
                self._wait()

    def _wait(self) -> None:
        with self._line:
            self._came += 1
            mine = self._came
            while self._at_work and self._safe < mine:
                self._line.wait()
            if self._safe < mine:
                self._at_work = True
                until = self._came
            elif self._lost[0] < mine <= self._lost[1]:
                raise OSError(f"{self._path} could not be put on the disk.")
            else:
                return
        self._work(until)

    def _work(self, until: int) -> None:
        """Put on the disk what the first `until` have committed, and wake them."""
        refused, began = True, time.monotonic()
        try:
            _flush(self._path)
            refused = False
        finally:
            self._took = time.monotonic() - began
            with self._line:
                if refused:
                    self._lost = (self._lost[0] if self._lost[1] else self._safe, until)
                self._safe, self._at_work = until, False
                self._line.notify_all()


def _flush(path: str) -> None:
    """Whichever process wrote into it. Where there is no log, its last user has put it on the disk and removed it."""
    try:
        log = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        PUT(log)
    finally:
        os.close(log)
