"""Questions in a CSV file: one a row, headings in English or Chinese (sheetcolumns.py)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from quizzes.formats.decoding import Undecodable, decode
from quizzes.formats.exchange import Item, Reading, Refusal, Writing
from quizzes.formats.sheetreading import reading
from quizzes.formats.sheetwriting import rows

NAME = "csv"
MOST_CELL = 20_000
NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def read(data: bytes) -> Reading:
    """Never raises: what cannot be read is refused by its row."""
    try:
        text = decode(data)
    except Undecodable as error:
        return Reading(refused=(Refusal(1, error.reason),))
    broken: list[Refusal] = []
    found = reading(_lines(text, broken))
    return Reading(found.items, (*found.refused, *broken), found.notes)


def write(items: Sequence[Item]) -> Writing:
    """In UTF-8 with a mark, so that spreadsheets read it right; no cell begins like a formula."""
    headings, written, notes = rows(items)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in row] for row in written)
    return Writing(("\ufeff" + out.getvalue()).encode(), notes)


def guarded(cell: str) -> str:
    """A text that a spreadsheet does not take for a formula; `unguarded` gives it back."""
    if not cell.startswith((*FORMULAS, "'")) or _is_number(cell):
        return cell
    return f"'{cell}" if cell.startswith(FORMULAS) or cell[1:2] in ("'", *FORMULAS) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:2] in ("'", *FORMULAS) else cell


def _is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell) is not None


def _lines(text: str, broken: list[Refusal]) -> Iterator[tuple[int, list[str]]]:
    """The rows with their lines in the file; what breaks off is refused where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(len(cell) > MOST_CELL for cell in cells):
                broken.append(Refusal(line, f"A cell of more than {MOST_CELL} characters."))
            else:
                yield line, [unguarded(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        broken.append(Refusal(line, f"The CSV breaks off here: {error}. Save it again as CSV or xlsx."))


def _delimiter(text: str) -> str:
    """What stands most often in the first line that has anything in it."""
    first = next((line for line in text[:MOST_CELL].split("\n") if line.strip()), "")
    return max(",;\t", key=first.count)
