"""No line out there is held for ever: a server that answers drop by drop is cut off."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer


@contextmanager
def cut_after(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """After so many seconds, reading and writing on that line fails, whoever waits for it."""
    over = Timer(seconds, _cut, [line])
    over.daemon = True
    over.start()
    try:
        yield
    finally:
        over.cancel()


def _cut(line: Callable[[], socket.socket | None]) -> None:
    with suppress(OSError):
        found = line()
        if found is not None:
            found.shutdown(socket.SHUT_RDWR)  # unlike close(), it wakes whoever reads
