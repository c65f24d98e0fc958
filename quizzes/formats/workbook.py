"""Questions in an xlsx workbook: its first sheet, one question a row, headings in English or Chinese."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from quizzes.formats.exchange import Item, Reading, Refusal, Writing
from quizzes.formats.reasons import Reason
from quizzes.formats.sheetreading import reading
from quizzes.formats.sheetwriting import rows

NAME = "xlsx"
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 150
MOST_PARTS = 2_000
MOST_COLUMNS = 120
MOST_CELL = 20_000
MOST_READ = 20_000  # rows, empty ones among them

DAMAGED = Reason("The workbook cannot be read. Open it in a spreadsheet and save it again as xlsx.")
DATE = (
    "A cell holds a date: the spreadsheet has turned an entry such as 1-2 into one. "
    "Give the column the format text and write it again."
)
BOMB = Reason("The workbook unpacks to far more than a sheet of questions needs; it is refused.")


def read(data: bytes) -> Reading:
    """Never raises. A row with a formula is refused: none is reckoned, and none is taken for an empty cell."""
    if reason := _refusal(data):
        return Reading(refused=(Refusal(1, reason),))
    broken: list[Refusal] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a damaged file has lost is told by its rows
            return _read(data, broken)
    except Exception:  # whatever a damaged file makes a library raise
        return Reading(refused=(Refusal(1, DAMAGED),))


def _read(data: bytes, broken: list[Refusal]) -> Reading:
    from openpyxl import load_workbook  # takes long to import, and few requests need it

    book = load_workbook(io.BytesIO(data), read_only=True)  # formulas as such
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        return Reading(refused=(Refusal(1, "There is no sheet in it."),))
    found = reading(_lines(sheets[0], broken))
    more = [Refusal(1, f"The sheet {sheet.title[:60]!r} is not read: only the first one is.") for sheet in sheets[1:]]
    return Reading(found.items, (*found.refused, *broken), (*found.notes, *more))


def _refusal(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return DAMAGED
    unpacked = sum(part.file_size for part in parts)
    too_much = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 10_000)
    return BOMB if too_much or len(parts) > MOST_PARTS else ""


def _lines(sheet: Any, broken: list[Refusal]) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong, and rows would be lost
    top: list[str] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > MOST_READ:
            broken.append(Refusal(number, f"More than {MOST_READ} rows. Remove empty ones, or send it in parts."))
            return
        if fault := _fault(row, top):
            broken.append(Refusal(number, fault))
            continue
        cells = [_cell(cell.value) for cell in row]
        top = top or (cells if any(cells) else [])
        yield number, cells


def _fault(row: Sequence[Any], top: Sequence[str]) -> str:
    """Why a row cannot be read as it is; "" where it can. `top`: what stands above its columns."""
    for place, cell in enumerate(row):
        value = cell.value
        if cell.data_type == "f":
            name = (top[place] if place < len(top) else "") or _letter(place)
            return f"Column {name[:60]}: a formula: write its value instead."
        if isinstance(value, datetime | date | time):
            return DATE
        if isinstance(value, str) and len(value) > MOST_CELL:
            return f"A cell of more than {MOST_CELL} characters."
    return ""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def write(items: Sequence[Item]) -> Writing:
    """A sheet of texts: nothing in it is ever a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    headings, written, notes = rows(items)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("questions")
    sheet.freeze_panes = "A2"

    def cell(text: str, **style: Any) -> Any:
        found = WriteOnlyCell(sheet, "")
        found.value = text
        found.data_type = "s"  # also what begins like a formula
        found.number_format = "@"
        for name, value in style.items():
            setattr(found, name, value)
        return found

    for number in range(len(headings)):
        sheet.column_dimensions[_letter(number)].width = 24
    sheet.append([cell(heading, font=Font(bold=True)) for heading in headings])
    for row in written:
        sheet.append([cell(text, alignment=Alignment(wrap_text=True, vertical="top")) for text in row])
    out = io.BytesIO()
    book.save(out)
    return Writing(out.getvalue(), notes)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number + 1))
