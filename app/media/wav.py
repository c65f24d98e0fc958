"""WAV with plain samples (PCM): a RIFF file of which the form and the samples are kept, and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.media.walking import Broken, Unplayable

PCM = 1


def read(data: bytes) -> tuple[bytes, float]:
    """(the file anew, seconds). Raises Broken, or Unplayable where the samples are packed."""
    found = dict(_chunks(data))
    form, samples = found.get(b"fmt "), found.get(b"data")
    if form is None or samples is None or len(form) < 16:
        raise Broken("chunks")
    code, _channels, _hertz, bytes_a_second = struct.unpack("<HHII", form[:12])
    if code != PCM:
        raise Unplayable("WAV with packed samples")
    if not bytes_a_second or not samples:
        raise Broken("samples")
    body = b"WAVE" + _chunk(b"fmt ", form[:16]) + _chunk(b"data", samples)
    return _chunk(b"RIFF", body), len(samples) / bytes_a_second


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if place + 8 + size > len(data):
            raise Broken(name.decode("latin-1"))
        yield name, data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)
