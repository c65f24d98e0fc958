"""Reading a roster's file into rows of text: CSV (UTF-8 with or without BOM, GB18030) and xlsx."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from defusedxml.common import DefusedXmlException
from flask_babel import lazy_gettext as _

MAX_ROWS = 100_000
MAX_COLUMNS = 60
MAX_CELL = 500
HEADER_WITHIN = 20  # rows from the top
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 150


class BadFile(ValueError):
    """The file as a whole cannot be read; `message` says why and what to do."""

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Sheet:
    """A header and the rows below it, each with its number in the file (the header is row 1)."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(data: bytes, progress: Callable[[int], None] = lambda _rows: None) -> Sheet:
    """The first sheet of an xlsx file, or a CSV file. Raises BadFile. `progress` is told how many rows are read."""
    if not data.strip():
        raise BadFile(_("The file is empty."))
    lines = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    return _sheet(lines, progress)


def _sheet(lines: Iterator[tuple[str, ...]], progress: Callable[[int], None]) -> Sheet:
    header: tuple[str, ...] | None = None
    rows = []
    for number, cells in enumerate(lines, start=1):
        if number % 200 == 0:
            progress(number)
        if number > MAX_ROWS + 1:
            raise BadFile(
                _("The file has more than %(most)d rows. Remove empty ones, or send it in parts.", most=MAX_ROWS)
            )
        if len(cells) > MAX_COLUMNS:
            raise BadFile(_("Row %(row)d has more than %(most)d columns.", row=number, most=MAX_COLUMNS))
        if not any(cells):
            continue
        if header is None:
            header = cells
            continue
        rows.append((number, cells))
    if header is None:
        raise BadFile(_("The file has no header row."))
    return Sheet(header, tuple(rows))


def _csv(data: bytes) -> Iterator[tuple[str, ...]]:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield tuple(_cell(cell) for cell in cells[: MAX_COLUMNS + 1])
    except csv.Error as error:
        raise BadFile(_("The CSV breaks off: %(error)s. Save it again as CSV or xlsx.", error=str(error))) from None


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise BadFile(_("This is not a CSV or xlsx file. Save it as CSV (UTF-8) or xlsx."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The letters cannot be read. Save the file as CSV (UTF-8) or xlsx."))


def _xlsx(data: bytes) -> Iterator[tuple[str, ...]]:
    from openpyxl import load_workbook  # who never brings a workbook need not wait for it at every start

    _refuse_bomb(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong, and rows would be lost
        for row in sheet.iter_rows(max_col=_width(sheet), values_only=True):
            cells = [_cell(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            yield tuple(cells)
    except DefusedXmlException:
        raise BadFile(_("The workbook holds XML that is not allowed in a roster.")) from None
    except BadFile:
        raise
    except Exception:
        raise BadFile(_("The workbook cannot be read. Open it in a spreadsheet and save it again as xlsx.")) from None


def _width(sheet: Any) -> int:
    """How many columns the header has; what stands to the right of it has no meaning and is not read."""
    for row in sheet.iter_rows(max_row=HEADER_WITHIN, max_col=MAX_COLUMNS + 1, values_only=True):
        filled = [place for place, value in enumerate(row, start=1) if value not in (None, "")]
        if filled:
            return filled[-1]
    return 1


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            count = len(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadFile(_("The workbook is damaged. Open it in a spreadsheet and save it again as xlsx.")) from None
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 10_000) or count > 2_000:
        raise BadFile(_("The workbook unpacks to far more than a roster needs; it is refused."))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    if len(text) > MAX_CELL:
        raise BadFile(_("A cell holds more than %(most)d characters.", most=MAX_CELL))
    return text
