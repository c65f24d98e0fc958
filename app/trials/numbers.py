"""Numbers of rows, dealt out to processes that write side by side."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import get_context

PORTION = 64  # numbers that a process takes at a time where it needs one after the other
FORK = get_context("fork")  # processes that know all that was read before they began


class Numbers:
    """Each is given once, from `first` on, whichever process asks. Some of a portion may be given to nobody."""

    def __init__(self, first: int) -> None:
        self._next = FORK.Value("q", first)
        self._mine: Iterator[int] = iter(())

    def take(self, count: int) -> range:
        """So many in a row."""
        with self._next.get_lock():
            first = self._next.value
            self._next.value = first + count
        return range(first, first + count)

    def one(self) -> int:
        found = next(self._mine, None)
        if found is None:
            self._mine = iter(self.take(PORTION))
            found = next(self._mine)
        return found
