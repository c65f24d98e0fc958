"""Many questions kept in little room: packed a portion at a time, and made anew whenever they are looked at.

A question of ten letters is an object of 750 bytes, so that a file of nothing but such questions would take many times
its size. Packed, it takes about as many bytes as it had in the file.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from json import JSONEncoder, loads
from typing import Any, Generic, TypeVar, overload

from quizzes.formats.reasons import Reason

T = TypeVar("T")
Flat = Callable[[T, list[bytes]], Any]
Full = Callable[[Any, list[bytes]], T]

PORTION = 8 * 1024  # bytes that wait to be packed
OBJECT = 40  # bytes that each of them takes while it waits, beside what is in it
WINDOW, MEMORY = 12, 4  # zlib's own, as powers of two: 24 kB while it packs
ANY_SIGN = "surrogatepass"  # halves of signs, too
LENGTH = 4  # bytes that say how long what follows is
BESIDE = 50  # bytes that a portion takes beside what is in it

TOO_MUCH = Reason("The file unpacks to far more than questions need. Nothing is read from this line on.")

written = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class NoRoom(ValueError):
    """What is found takes far more room than the file that it is in."""


class Room:
    """How many bytes may be kept of a file, together. `None`: as many as there are."""

    def __init__(self, most: int | None = None) -> None:
        self.left = most

    def take(self, size: int) -> None:
        """Raises NoRoom where so much is not left."""
        if self.left is None:
            return
        if size > self.left:
            raise NoRoom
        self.left -= size


class Packed(Sequence[T], Generic[T]):
    """A sequence that can only grow. It is equal to every sequence of equal things.

    `flat` says of what plain values a thing is made, such as JSON has (it may lay bytes aside, which are kept as they
    are), `full` makes it of them again.
    """

    def __init__(self, flat: Flat[T], full: Full[T], room: Room | None = None, portion: int = PORTION) -> None:
        self._flat, self._full, self._room, self._most = flat, full, room or Room(), portion
        self._portions: list[bytes] = []
        self._ends = array("L")
        self._last: list[bytes] = []
        self._size = self._count = 0
        self._aside: list[bytes] = []
        self._at, self._looked_at = -1, self._last

    def append(self, one: T) -> None:
        """Raises NoRoom where its file may keep no more."""
        data = written(self._flat(one, self._aside)).encode(errors=ANY_SIGN)
        self._last.append(data)
        self._count += 1
        self._size += len(data) + OBJECT
        if self._size >= self._most:
            self._close()

    def extend(self, more: Iterable[T]) -> None:
        for one in more:
            self.append(one)

    def _close(self) -> None:
        packer = zlib.compressobj(1, zlib.DEFLATED, -WINDOW, MEMORY)
        parts = (part for data in self._last for part in (len(data).to_bytes(LENGTH, "little"), data))
        packed = packer.compress(b"".join(parts)) + packer.flush()
        self._last, self._size = [], 0
        self._portions.append(packed)
        self._ends.append(self._count)
        self._room.take(len(packed) + BESIDE)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        for place in range(len(self._portions) + 1):
            yield from self._made(self._portion(place))

    def _portion(self, place: int) -> list[bytes]:
        if place == len(self._portions):
            return self._last
        data, found, start = zlib.decompress(self._portions[place], -WINDOW, 2 * self._most), [], 0
        while start < len(data):
            end = start + LENGTH + int.from_bytes(data[start : start + LENGTH], "little")
            found.append(data[start + LENGTH : end])
            start = end
        return found

    def _made(self, portion: list[bytes]) -> Iterator[T]:
        return (self._full(loads(data.decode(errors=ANY_SIGN)), self._aside) for data in portion)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            return tuple(islice(self, start, stop, step)) if step > 0 else tuple(self)[place]
        wanted = range(self._count)[place]
        portion = bisect_right(self._ends, wanted)
        if portion < len(self._portions) and portion != self._at:
            self._at, self._looked_at = portion, self._portion(portion)  # who asks for one asks for the next as well
        found = self._looked_at if portion == self._at else self._last
        return next(self._made([found[wanted - (self._ends[portion - 1] if portion else 0)]]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Packed({list(self[:3])}{' …' if self._count > 3 else ''})"
