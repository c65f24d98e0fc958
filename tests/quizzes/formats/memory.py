"""What reading a file takes at most of memory, and how much that may be."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

RATIO = 10
CONSTANT = 256_000  # bytes beside ten times the file: what waits to be packed, zlib's windows, a parser's tables


def peak(read: Callable[[bytes], object], data: bytes) -> int:
    """In bytes. What is loaded or made once is no memory of a file: read one before."""
    tracemalloc.start()
    try:
        read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def over(read: Callable[[bytes], object], data: bytes) -> int:
    """The bytes over ten times the file."""
    return peak(read, data) - RATIO * len(data)
