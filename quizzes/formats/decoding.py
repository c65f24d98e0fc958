"""The letters of a text file: which encoding it is in, found by its bytes; its lines one after the other."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from quizzes.formats.reasons import Reason

PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
COMMON = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

MARK = "\ufeff"
FEWEST = 100  # bytes to a zero, in UTF-16 without a mark
CHUNK = 16 * 1024
LONGEST = 64_000  # signs of a line that are read; no line that can be taken is longer

NOT_TEXT = Reason("This is not a text file. Save the questions as text in UTF-8.")
UNREADABLE = Reason("The letters cannot be read. Save the file as UTF-8.")


class Undecodable(ValueError):
    """No encoding fits; `reason` says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode(data: bytes) -> str:
    """The text with "\\n" at the end of lines, as long as it is. Raises Undecodable."""
    with _text(data) as text:
        return text.read().replace(MARK, "")


def lines_of(data: bytes) -> Iterator[str]:
    """Its lines, each with "\\n" behind it but the last; never all of them at once. Raises Undecodable.

    A line of more than 64,000 signs breaks off there, without "\\n".
    """
    with _text(data) as text:
        while line := text.readline(LONGEST):
            if len(line) == LONGEST and not line.endswith("\n"):
                _skip_line(text)
            yield line.replace(MARK, "")


def _skip_line(text: io.TextIOWrapper) -> None:
    while (more := text.readline(CHUNK)) and not more.endswith("\n"):
        pass


def _text(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding_of(data), newline=None)


def encoding_of(data: bytes) -> str:
    """The encoding in which all of it can be read. Raises Undecodable.

    A byte order mark decides, and stands for nothing anywhere else. Without one, zeros at every other place show
    UTF-16. Else it is UTF-8, where that fits. Else GB18030, where it fits and at least half of its pairs of
    bytes are among the common signs (those of GB 2312, both bytes from A1 on): in western letters of windows-1252 two
    of them seldom stand side by side. Else windows-1252.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(UTF_32):
        return _fitting(data, "utf-16")
    if b"\0" in data:
        return _fitting(data, _without_mark(data))
    if data.startswith(codecs.BOM_UTF8):
        return _fitting(data, "utf-8-sig")
    if fits(data, "utf-8"):
        return "utf-8"
    western = ("windows-1252", "gb18030")
    return _fitting(data, *(reversed(western) if _is_chinese(data) else western))


def fits(data: bytes, encoding: str) -> bool:
    """Whether all of it can be read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(data[start : start + CHUNK])
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def _without_mark(data: bytes) -> str:
    """Which UTF-16 it is: Latin letters and new lines have a zero in one half, and no sign has one in both.

    Raises Undecodable where it is none.
    """
    first, second = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or min(first, second) or max(first, second) * FEWEST < len(data):
        raise Undecodable(NOT_TEXT)
    return "utf-16-be" if first else "utf-16-le"


def _fitting(data: bytes, *encodings: str) -> str:
    for encoding in encodings:
        if fits(data, encoding):
            return encoding
    raise Undecodable(UNREADABLE)


def _is_chinese(data: bytes) -> bool:
    pairs = common = 0
    for found in PAIR.finditer(data):
        pairs += 1
        common += COMMON.fullmatch(found[0]) is not None
    return 2 * common >= max(1, pairs)
