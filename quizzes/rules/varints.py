"""Whole numbers from 0 on as varints: seven bits a byte, the lowest first; all bytes of a number but its last have the
eighth bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def write(out: bytearray, number: int) -> None:
    """Raises ValueError for a number below 0."""
    if number < 0:
        raise ValueError(f"{number} is less than 0.")
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def read(data: Iterator[int]) -> int:
    """The next number. Raises StopIteration where none, or half of one, is left."""
    number, shift = 0, 0
    while True:
        byte = next(data)
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number
        shift += 7


def packed(numbers: Iterable[int]) -> bytes:
    """Raises ValueError for a number below 0."""
    out = bytearray()
    for number in numbers:
        write(out, number)
    return bytes(out)


def unpacked(kept: bytes) -> list[int]:
    """What `packed` was given."""
    data = iter(kept)
    return [read(data) for byte in kept if byte < 0x80]  # the last byte of each
