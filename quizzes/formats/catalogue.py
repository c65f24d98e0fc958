"""The formats in which other programs hand questions over, and which of them a file is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from quizzes.formats.decoding import Undecodable, decode
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.sheetcolumns import column


class Format(Protocol):
    """The face of a format: a module that reads files and writes items."""

    NAME: str

    def read(self, data: bytes) -> Reading: ...
    def write(self, items: Sequence[Item]) -> Writing: ...


AIKEN, CSV, GIFT, MOODLE, QTI, XLSX = NAMES = ("aiken", "csv", "gift", "moodle-xml", "qti", "xlsx")
MODULES = dict(zip(NAMES, ("aiken", "csvsheet", "gift", "moodle", "qti", "workbook"), strict=True))
ZIP = b"PK\x03\x04"
UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
PEEK = 4_096  # bytes; what stands before the first element of an XML file is shorter
ANSWER_LINE = re.compile(r"^[ \t]{0,9}ANSWER:[ \t]{0,9}[A-Z][ \t]{0,9}$", re.MULTILINE)
FIRST_ELEMENT = re.compile(r"<(?![?!])([\w.:-]+)")


def format_of(name: str) -> Format:
    """The format of this name. It is loaded when it is asked for, not at every start of a server."""
    return cast(Format, import_module(f"quizzes.formats.{MODULES[name]}"))


def detect(data: bytes) -> str | None:
    """The name of the format, by how the file begins and what it holds; None: it is none of these.

    A zip with a workbook in it is xlsx, any other a QTI package. An XML file is Moodle's where its first element is
    `quiz`, else QTI. A text with a line "ANSWER: B" is Aiken, one whose first line is the heading of a sheet CSV, any
    other with answers in braces GIFT.
    """
    if data.startswith(ZIP):
        return XLSX if b"xl/workbook.xml" in data else QTI
    beginning = _beginning(data)
    if not beginning.startswith("<"):
        return _kind_of_text(data)
    root = FIRST_ELEMENT.search(beginning)
    return MOODLE if root and root[1].lower() == "quiz" else QTI


def _kind_of_text(data: bytes) -> str | None:
    try:
        text = decode(data)
    except Undecodable:
        return None
    if ANSWER_LINE.search(text):
        return AIKEN
    if _is_sheet(text):
        return CSV
    return GIFT if 0 <= text.find("{") < text.rfind("}") else None


def _is_sheet(text: str) -> bool:
    first = next((line for line in text[:PEEK].split("\n") if line.strip()), "")
    cells = [cell.strip(' "') for cell in re.split("[,;\t]", first)]
    meant = {found[0] for cell in cells if (found := column(cell))}
    return "text" in meant and bool(meant & {"answer", "option"})


def _beginning(data: bytes) -> str:
    """The first signs, as far as it takes to see XML in them: its tags are alike in all encodings but UTF-16."""
    head = data[:PEEK]
    encoding = next((name for mark, name in UTF_16.items() if head.startswith(mark)), "latin-1")
    return head.decode(encoding, errors="replace").removeprefix("\xef\xbb\xbf").lstrip()
