"""Which of several processes that do the same is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice


class Ports:
    """Each request goes to where the fewest are open, as nginx sends people in deploy/nginx (`least_conn`), and of
    those to who was asked least. With lines that stay with the process that took them chance decided who waits: of 18
    lines that were opened at once between 10 and all 18 led to the same of two processes.
    """

    def __init__(self, *ports: int) -> None:
        self._open = dict.fromkeys(ports, 0)
        self._asked = dict.fromkeys(ports, 0)

    @contextmanager
    def least(self) -> Iterator[int]:
        """The port to ask until the end of the block."""
        port = min(self._open, key=lambda one: (self._open[one], self._asked[one]))
        self._open[port] += 1
        self._asked[port] += 1
        try:
            yield port
        finally:
            self._open[port] -= 1

    def in_turn(self, count: int) -> list[int]:
        """So many, each as often as the others."""
        return list(islice(cycle(self._open), count))
