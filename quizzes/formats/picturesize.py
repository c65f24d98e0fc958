"""How large a picture is, as its first bytes say: PNG, GIF, JPEG and WebP."""

from __future__ import annotations

from struct import unpack_from

MOST_PARTS = 1_000  # of a JPEG, before its size
FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
ALONE = frozenset((0x01, *range(0xD0, 0xDA)))  # markers that no length follows
LONGEST = 100_000


def size_of(data: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels; None where the bytes do not say."""
    found = _found(data)
    return found if found and all(0 < side <= LONGEST for side in found) else None


def _found(data: bytes) -> tuple[int, int] | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _pair(">II", data, 16)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return _pair("<HH", data, 6)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp(data)
    return None


def _pair(form: str, data: bytes, place: int) -> tuple[int, int]:
    first, second = unpack_from(form, data, place)
    return int(first), int(second)


def _jpeg(data: bytes) -> tuple[int, int] | None:
    place = 2
    for _part in range(MOST_PARTS):
        if place + 9 > len(data) or data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker in FRAMES:
            height, width = _pair(">HH", data, place + 5)
            return width, height
        place += 2 if marker in ALONE else 1 if marker == 0xFF else 2 + int.from_bytes(data[place + 2 : place + 4])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    form = data[12:16]
    if form == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = _pair("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
