"""The letters of a text file: which encoding it is in, found by its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from quizzes.formats.reasons import Reason

PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
COMMON = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

MARK = "\ufeff"
FEWEST = 100  # bytes to a zero, in UTF-16 without a mark

NOT_TEXT = Reason("This is not a text file. Save the questions as text in UTF-8.")
UNREADABLE = Reason("The letters cannot be read. Save the file as UTF-8.")


class Undecodable(ValueError):
    """No encoding fits; `reason` says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode(data: bytes) -> str:
    """The text with "\\n" at the end of lines. Raises Undecodable.

    A byte order mark decides, and stands for nothing anywhere else. Without one, zeros at every other place show
    UTF-16. Else it is UTF-8, where that fits. Else GB18030, where it fits and at least half of its pairs of
    bytes are among the common signs (those of GB 2312, both bytes from A1 on): in western letters of windows-1252 two
    of them seldom stand side by side. Else windows-1252.
    """
    text = _decoded(data).replace(MARK, "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> Iterator[str]:
    """Its lines one after the other, never all of them at once: a list of short lines takes many times their size."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not data.startswith(UTF_32):
        return _tried(data, "utf-16")
    if b"\0" in data:
        return _tried(data, _without_mark(data))
    if data.startswith(codecs.BOM_UTF8):
        return _tried(data, "utf-8-sig")
    western = ("windows-1252", "gb18030")
    return _tried(data, "utf-8", *(reversed(western) if _is_chinese(data) else western))


def _without_mark(data: bytes) -> str:
    """Which UTF-16 it is: Latin letters and new lines have a zero in one half, and no sign has one in both.

    Raises Undecodable where it is none.
    """
    first, second = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or min(first, second) or max(first, second) * FEWEST < len(data):
        raise Undecodable(NOT_TEXT)
    return "utf-16-be" if first else "utf-16-le"


def _tried(data: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise Undecodable(UNREADABLE)


def _is_chinese(data: bytes) -> bool:
    pairs = common = 0
    for found in PAIR.finditer(data):
        pairs += 1
        common += COMMON.fullmatch(found[0]) is not None
    return 2 * common >= max(1, pairs)
