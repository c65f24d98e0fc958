"""MP4 (ISO/IEC 14496-12): boxes within boxes. Sound must be AAC, film H.264: that is what every phone plays.

What cameras and editors note (place, device, names) stands in the boxes `udta`, `meta` and `uuid`; they are blanked in
place, so that no offset in the file changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.media.walking import Broken, Unplayable

TOP = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"styp", b"meta", b"uuid",
       b"udta", b"pdin", b"emsg", b"prft"}  # fmt: skip
PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf"}
NOTES = {b"udta", b"meta", b"uuid"}
SAMPLE_NAMES = {
    b"avc1": "", b"avc3": "", b"mp4a": "", b"hvc1": "HEVC", b"hev1": "HEVC", b"av01": "AV1", b"vp09": "VP9",
    b"mp4v": "MPEG-4 Visual", b"ac-3": "AC-3", b"ec-3": "E-AC-3", b"alac": "ALAC", b"Opus": "Opus", b"fLaC": "FLAC",
    b"apcn": "ProRes", b"samr": "AMR", b"sowt": "QuickTime PCM", b"dvh1": "Dolby Vision", b"encv": "protected film",
    b"enca": "protected sound",
}  # fmt: skip
DEEPEST = 8
MOST_BOXES = 10_000


@dataclass(frozen=True)
class Film:
    """Sound alone has no width."""

    data: bytes
    seconds: float
    width: int
    height: int


@dataclass(frozen=True)
class Box:
    name: bytes
    start: int  # of what is inside
    end: int
    path: tuple[bytes, ...]


def read(data: bytes) -> Film:
    """Raises Broken, or Unplayable where the sound or film in it is not one that every phone plays."""
    boxes = _all_boxes(data)
    names = {box.name for box in boxes if not box.path}
    if not {b"ftyp", b"moov", b"mdat"} <= names:
        raise Broken("boxes")
    kinds = [
        data[box.start + 8 : box.start + 12] for box in boxes if box.name == b"hdlr" and box.path[-1:] == (b"mdia",)
    ]
    for box in boxes:
        if box.name == b"stsd":
            _check_samples(data[box.start + 12 : box.start + 16])
    if b"vide" not in kinds and b"soun" not in kinds:
        raise Broken("tracks")
    width, height = _size(data, boxes) if b"vide" in kinds else (0, 0)
    return Film(_blanked(data, boxes), _seconds(data, boxes), width, height)


def _all_boxes(data: bytes) -> list[Box]:
    found: list[Box] = []
    _walk(data, 0, len(data), (), found)
    return found


def _walk(data: bytes, place: int, end: int, path: tuple[bytes, ...], found: list[Box]) -> None:
    """Every byte belongs to a box that ends where it says."""
    if len(path) > DEEPEST:
        raise Broken("depth")
    for box in _boxes(data, place, end, path):
        if not path and box.name not in TOP:
            raise Broken(box.name.decode("latin-1"))
        found.append(box)
        if len(found) > MOST_BOXES:
            raise Broken("boxes")
        if box.name in PARENTS:
            _walk(data, box.start, box.end, (*path, box.name), found)


def _boxes(data: bytes, place: int, end: int, path: tuple[bytes, ...]) -> Iterator[Box]:
    while place < end:
        size, name, start = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8], place + 8
        if size == 1:
            size, start = int.from_bytes(data[place + 8 : place + 16], "big"), place + 16
        elif size == 0 and not path:
            size = end - place
        if size < start - place or place + size > end:
            raise Broken(name.decode("latin-1"))
        yield Box(name, start, place + size, path)
        place += size


def _check_samples(name: bytes) -> None:
    what = SAMPLE_NAMES.get(name)
    if what is None:
        return  # captions and other tracks that are not played
    if what:
        raise Unplayable(what)


def _seconds(data: bytes, boxes: list[Box]) -> float:
    box = next((one for one in boxes if one.name == b"mvhd"), None)
    if box is None:
        raise Broken("mvhd")
    at, wide = (20, 8) if data[box.start] == 1 else (12, 4)
    ticks = int.from_bytes(data[box.start + at : box.start + at + 4], "big")
    lasts = int.from_bytes(data[box.start + at + 4 : box.start + at + 4 + wide], "big")
    if not ticks or not lasts:
        raise Broken("length")
    return lasts / ticks


def _size(data: bytes, boxes: list[Box]) -> tuple[int, int]:
    """Width and height of the largest track as it is shown, in whole pixels."""
    found = [_size_of_track(data[box.start : box.end]) for box in boxes if box.name == b"tkhd"]
    width, height = max(found, default=(0, 0))
    if not width or not height:
        raise Broken("size")
    return width, height


def _size_of_track(head: bytes) -> tuple[int, int]:
    """A track's header ends with the matrix that turns it (nine numbers), width and height; each has four bytes."""
    if len(head) < 44:
        raise Broken("tkhd")
    width, height = (int.from_bytes(head[place : place + 2], "big") for place in (len(head) - 8, len(head) - 4))
    lies = not any(head[-44:-40])  # turned by a quarter
    return (height, width) if lies else (width, height)


def _blanked(data: bytes, boxes: list[Box]) -> bytes:
    """The same file with what was noted in it written over; `free` boxes are skipped by every player."""
    found = bytearray(data)
    for box in boxes:
        if box.name in NOTES:
            found[box.start - 4 : box.start] = b"free"
            found[box.start : box.end] = bytes(box.end - box.start)
    return bytes(found)
