"""Where XML is read from: a file in memory, or one in a zip that is never unpacked as a whole."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

from quizzes.formats.reasons import Reason

CHUNK = 1024  # bytes: what stands in it is alive at once, and elements take many times their size
WHOLE = 16 * 1024  # a file in a zip that is not longer is read once, and not once for its encoding
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError),
    *(ValueError, NotImplementedError, RuntimeError, IndexError, KeyError),
)
UNREADABLE = Reason("The letters cannot be read. Save the file as UTF-8.")
DAMAGED_MEMBER = Reason("A file of the package is damaged.")
DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,30})[\"']")
KNOWN = re.compile(
    r"utf-8|gbk|gb2312|gb18030|big5|us-ascii|windows-125\d|iso-8859-\d{1,2}|shift_jis|euc-(?:jp|kr)|koi8-r"
)
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


class BadXml(ValueError):
    """From this line on nothing can be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Source(Protocol):
    """Bytes that can be read more than once. `packed`: as how many they came."""

    size: int
    packed: int

    def chunks(self) -> Iterator[bytes]:
        """Raises BadXml where they cannot be read."""


class InMemory:
    def __init__(self, data: bytes, packed: int | None = None) -> None:
        self.data, self.size = data, len(data)
        self.packed = self.size if packed is None else packed

    def chunks(self) -> Iterator[bytes]:
        return (self.data[start : start + CHUNK] for start in range(0, self.size, CHUNK))


class InZip:
    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self.archive, self.entry = archive, entry
        self.size, self.packed = entry.file_size, entry.compress_size

    def chunks(self) -> Iterator[bytes]:
        try:
            with self.archive.open(self.entry) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except BROKEN:
            raise BadXml(1, DAMAGED_MEMBER) from None


def in_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Source:
    """Raises BadXml where it is short and cannot be read."""
    found = InZip(archive, entry)
    return found if found.size > WHOLE else InMemory(b"".join(found.chunks()), found.packed)


def texts_of(source: Source) -> Iterator[str]:
    """What is written there, a piece at a time. Raises BadXml where no encoding fits."""
    return _decoded(source, encoding_of(source))


def encoding_of(source: Source) -> str:
    """The encoding that the bytes show or declare, and in which they really can be read."""
    beginning = next(source.chunks(), b"")
    for mark, encoding in MARKS.items():
        if beginning.startswith(mark):
            return _first_that_fits(source, (encoding,))
    found = DECLARED.match(beginning[:400].lstrip())
    declared = found[1].decode().lower() if found else "utf-8"
    tried = (declared if KNOWN.fullmatch(declared) else "utf-8", "utf-8", "gb18030", "windows-1252")
    return _first_that_fits(source, tried)


def _first_that_fits(source: Source, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            for _text in _decoded(source, encoding):
                pass
        except (UnicodeError, LookupError):
            continue
        return encoding
    raise BadXml(1, UNREADABLE)


def _decoded(source: Source, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in source.chunks():
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)
