"""Questions in a CSV file: one a row, headings in English or Chinese (sheetcolumns.py).

It is read line by line. How wide a row may be is known before it is divided: a row of nothing but commas would take
sixty times its size.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from quizzes.formats.decoding import LONGEST, Undecodable, lines_of
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.gathering import Gathering
from quizzes.formats.sheetgathering import gather
from quizzes.formats.sheetwriting import rows

NAME = "csv"
MOST_CELL, MOST_DIVIDERS = 20_000, 1_000  # of a cell in signs; of a row, those within quotes among them
NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def read(data: bytes) -> Reading:
    """Never raises: what cannot be read is refused by its row."""
    found = Gathering()
    try:
        gather(_rows(data, found), found)
    except Undecodable as error:
        found.refuse(1, error.reason)
    return found.reading()


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


class _Wide(ValueError):
    """A row of more signs or columns than any question has."""


class _Lines(Iterator[str]):
    """The lines of the file, for a parser that takes as many of them as a row has. Raises _Wide, Undecodable."""

    def __init__(self, data: bytes) -> None:
        self._lines = lines_of(data)
        first = next((line for line in self._lines if line.strip()), "")
        self.divider = max(",;\t", key=first.count)
        self._lines, self.count = lines_of(data), 0
        self.begin_row()

    def begin_row(self) -> None:
        self._signs = self._dividers = 0

    def __next__(self) -> str:
        line = next(self._lines)
        self.count += 1
        self._signs += len(line)
        self._dividers += line.count(self.divider)
        if self._signs >= LONGEST or self._dividers > MOST_DIVIDERS:
            raise _Wide
        return line


def _rows(data: bytes, found: Gathering) -> Iterator[tuple[int, list[str]]]:
    """The rows with their lines in the file; what breaks off is refused where it begins."""
    lines = _Lines(data)
    reader, line = csv.reader(lines, delimiter=lines.divider, strict=True), 1
    while True:
        lines.begin_row()
        try:
            cells = next(reader, None)
        except _Wide:
            found.refuse(line, f"A row of more than {LONGEST} characters or {MOST_DIVIDERS} columns. Write it shorter.")
        except csv.Error as error:
            found.refuse(line, f"The CSV breaks off here: {error}. Save it again as CSV or xlsx.")
            return
        else:
            if cells is None:
                return
            if any(len(cell) > MOST_CELL for cell in cells):
                found.refuse(line, f"A cell of more than {MOST_CELL} characters.")
            else:
                yield line, [unguarded(cell) for cell in cells]
        line = lines.count + 1
