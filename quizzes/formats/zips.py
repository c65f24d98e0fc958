"""A file of a zip, unpacked into exactly the room that it takes."""

from __future__ import annotations

import zipfile
import zlib

from quizzes.formats.sources import BROKEN

HEADER = 30  # bytes that stand before the name of a file, and before what is packed of it
PIECE = 16 * 1024


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes) -> bytes | None:
    """None where it is damaged. `zipfile` checks its header; read by it, a file is there three times at the end."""
    try:
        with archive.open(entry):
            pass
        start = entry.header_offset + HEADER + sum(_length(data, entry.header_offset + at) for at in (26, 28))
        packed = memoryview(data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            found = bytes(packed)
        else:
            found = zlib.decompress(packed, -zlib.MAX_WBITS, entry.file_size) if _is_as_long(packed, entry) else b""
    except BROKEN:
        return None
    return found if len(found) == entry.file_size and zlib.crc32(found) == entry.CRC else None


def _is_as_long(packed: memoryview, entry: zipfile.ZipInfo) -> bool:
    """Whether it unpacks to what its header says, and no more: it is unpacked in pieces first."""
    packer, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for start in range(0, len(packed), PIECE):
        piece: bytes | memoryview = packed[start : start + PIECE]
        while piece and size <= entry.file_size:
            size += len(packer.decompress(piece, PIECE))
            piece = packer.unconsumed_tail
    return size == entry.file_size


def _length(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
