"""Questions in an xlsx workbook: its first sheet, one question a row, headings in English or Chinese."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from quizzes.formats.decoding import LONGEST
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.gathering import Gathering
from quizzes.formats.packing import TOO_MUCH, NoRoom, Room
from quizzes.formats.reasons import Reason
from quizzes.formats.sheetgathering import gather
from quizzes.formats.sheetwriting import rows
from quizzes.formats.sheetxml import MOST_CELL, Book, Row, Type
from quizzes.formats.sources import BROKEN, BadXml
from quizzes.formats.xmltree import FREE_SIGNS

NAME = "xlsx"
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 150
MOST_PARTS = 2_000
ENTRY = b"PK\1\2"  # how the directory of a zip begins each of its entries
KEPT, FREE = 4, 64 * 1024  # bytes that are kept, packed: so many for each of the file, and these
MOST_READ = 20_000  # rows, empty ones among them
FREE_ROWS, BYTES_A_ROW = 500, 6  # rows with something in them; more only where the file is so long

DAMAGED = Reason("The workbook cannot be read. Open it in a spreadsheet and save it again as xlsx.")
DATE = (
    "A cell holds a date: the spreadsheet has turned an entry such as 1-2 into one. "
    "Give the column the format text and write it again."
)
BOMB = Reason("The workbook unpacks to far more than a sheet of questions needs; it is refused.")


def read(data: bytes) -> Reading:
    """Never raises. A row with a formula is refused: none is reckoned, and none is taken for an empty cell."""
    found = Gathering(room := Room(KEPT * len(data) + FREE))
    try:
        _read(data, room, found)
    except NoRoom:
        found.refuse(1, BOMB)
    except BadXml as bad:
        found.refuse(bad.line, DAMAGED)
    except BROKEN:
        found.refuse(1, DAMAGED)
    return found.reading()


def _read(data: bytes, room: Room, found: Gathering) -> None:
    if data.count(ENTRY) > min(MOST_PARTS, 100 + len(data) // 100):
        raise NoRoom
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, MOST_RATIO * max(len(data), 10_000)):
            raise NoRoom
        book = Book(archive, room, len(data))
        sheets = [sheet for sheet in book.sheets() if sheet.is_visible]
        if not sheets:
            found.refuse(1, "There is no sheet in it.")
            return
        gather(_lines(book.rows(sheets[0]), len(data), found), found)
    for sheet in sheets[1:]:
        found.note(1, f"The sheet {sheet.title[:60]!r} is not read: only the first one is.")


def _lines(rows: Iterator[tuple[int, Row]], size: int, found: Gathering) -> Iterator[tuple[int, list[str]]]:
    """Each row as texts; one that cannot be read as it is is refused. `size`: the file's."""
    top: list[str] = []
    left, most = FREE_ROWS + size // BYTES_A_ROW, min(LONGEST, FREE_SIGNS + KEPT * size)
    for number, row in _as_many_as_there_may_be(rows, found):
        if number > MOST_READ:
            found.stop(MOST_READ + 1, f"More than {MOST_READ} rows. Remove empty ones, or send it in parts.")
            return
        left -= bool(row)
        if left < 0:
            found.stop(number, TOO_MUCH)
            return
        if fault := _fault(row, top, most):
            if not found.has_room(number):
                return
            found.refuse(number, fault)
            continue
        cells = [value for _kind, value in row]
        top = top or (cells if any(cells) else [])
        yield number, cells
        del row, cells  # before the next one is read


def _as_many_as_there_may_be(rows: Iterator[tuple[int, Row]], found: Gathering) -> Iterator[tuple[int, Row]]:
    """The rows up to where the elements are too many."""
    last = 0
    try:
        for last, row in rows:
            yield last, row
    except BadXml as bad:
        if bad.reason != TOO_MUCH:
            raise
        found.stop(last + 1, TOO_MUCH)


def _fault(row: Row, top: Sequence[str], most: int) -> str:
    """Why a row cannot be read as it is; "" where it can. `top`: what stands above its columns."""
    for place, (kind, value) in enumerate(row):
        if kind is Type.FORMULA:
            name = (top[place] if place < len(top) else "") or _letter(place)
            return f"Column {name[:60]}: a formula: write its value instead."
        if kind is Type.DATE:
            return DATE
        if len(value) > MOST_CELL:
            return f"A cell of more than {MOST_CELL} characters."
    is_long = not row.is_whole or sum(len(value) for _kind, value in row) > most
    return f"A row of more than {most} characters. Write it shorter." if is_long else ""


def write(items: Sequence[Item]) -> Writing:
    """A sheet of texts: nothing in it is ever a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    headings, written, notes = rows(items)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("questions")
    sheet.freeze_panes = "A2"

    def style(**parts: Any) -> Any:
        """Made once: finding a style for each of some 40,000 cells takes longer than writing them."""
        pattern = WriteOnlyCell(sheet, "")
        pattern.number_format = "@"
        for name, value in parts.items():
            setattr(pattern, name, value)
        return pattern._style

    def cell(text: str, style: Any) -> Any:
        found = WriteOnlyCell(sheet, "")
        found.value = text
        found.data_type = "s"  # also what begins like a formula
        found._style = style
        return found

    bold, wrapped = style(font=Font(bold=True)), style(alignment=Alignment(wrap_text=True, vertical="top"))
    for number in range(len(headings)):
        sheet.column_dimensions[_letter(number)].width = 24
    sheet.append([cell(heading, bold) for heading in headings])
    for row in written:
        sheet.append([cell(text, wrapped) for text in row])
    out = io.BytesIO()
    book.save(out)
    return Writing(out.getvalue(), notes)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number + 1))
