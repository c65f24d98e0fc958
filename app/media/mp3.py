"""MP3: frames one after the other (ISO/IEC 11172-3 and 13818-3, layer III), with tags before and behind."""

from __future__ import annotations

from collections.abc import Iterator

from app.media.walking import Broken

V1, V2 = 3, 2  # MPEG-1 and MPEG-2, by their two bits; 0 is MPEG-2.5
RATES_KBIT = {
    V1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    V2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LEAST_FRAMES = 10
TAGS_BEHIND = (b"TAG", b"APETAGEX", b"LYRICS", b"3DI", b"ID3")


def read(data: bytes) -> tuple[bytes, float]:
    """(the frames alone, seconds). Raises Broken where they do not reach from the first to the last."""
    start = end = _after_tags(data)
    seconds, count = 0.0, 0
    for length, lasts in _frames(data, start):
        end, seconds, count = end + length, seconds + lasts, count + 1
    rest = data[end:].lstrip(b"\0")
    if count < LEAST_FRAMES or (rest and not rest.startswith(TAGS_BEHIND)):
        raise Broken("frames")
    return data[start:end], seconds


def _after_tags(data: bytes) -> int:
    """Where the tags in front (ID3v2, with seven bits of each size byte) end."""
    place = 0
    while data[place : place + 3] == b"ID3" and len(data) >= place + 10:
        size = data[place + 6 : place + 10]
        place += 10 + sum((byte & 127) << 7 * (3 - at) for at, byte in enumerate(size))
    while data[place : place + 1] == b"\0":
        place += 1
    return place


def _frames(data: bytes, place: int) -> Iterator[tuple[int, float]]:
    """(length, seconds) of each frame that is there as a whole."""
    while frame := _frame(data[place : place + 4]):
        place += frame[0]
        if place > len(data):
            return
        yield frame


def _frame(head: bytes) -> tuple[int, float] | None:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sampled, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer != 1 or rate in (0, 15) or sampled == 3:
        return None
    kbit, hertz = RATES_KBIT[V1 if version == V1 else V2][rate], SAMPLE_RATES[version][sampled]
    samples = 1152 if version == V1 else 576
    return samples // 8 * kbit * 1000 // hertz + padding, samples / hertz
