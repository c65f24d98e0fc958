"""The rows of a sheet, one after the other: its heading, then questions. Each mistake is told with its row."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from quizzes.formats.gathering import Gathering
from quizzes.formats.sheetcolumns import Column, columns
from quizzes.formats.sheetreading import OPTIONS, Faulty, Row, item_of

HEADER_WITHIN = 20
ID = Column("id")
EXAMPLE = "EXAMPLE"  # in the column id: a row of the template that is no question


class _Known:
    """The ids of the questions so far, in eight bytes each: by their hashes, in order."""

    def __init__(self, found: Gathering) -> None:
        self._found = found
        self._hashes, self._places = array("q"), array("L")

    def line_of(self, ident: str) -> int:
        """Where it stands already; 0 where it does not."""
        wanted = hash(ident)
        for at in range(bisect_left(self._hashes, wanted), bisect_right(self._hashes, wanted)):
            if (item := self._found.items[self._places[at]]).ident == ident:
                return item.line
        return 0

    def note(self, ident: str) -> None:
        """The next question has it."""
        if ident:
            at = bisect_left(self._hashes, hash(ident))
            self._hashes.insert(at, hash(ident))
            self._places.insert(at, len(self._found.items))


def gather(rows: Iterable[tuple[int, list[str]]], found: Gathering) -> None:
    """All questions of a sheet: its rows with their numbers, the heading among the first of them."""
    meant: dict[int, Column] = {}
    known = _Known(found)
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if meant:
            if not found.has_room(number):
                break
            _take(number, _row(cells, meant), known, found)
        elif not (meant := _heading(number, cells, found)) and number > HEADER_WITHIN:
            break
        del cells  # before the next ones are read
    if not meant:
        found.refuse(1, "There is no heading row. Its first row names the columns: question, A, B, answer.")


def _row(cells: list[str], meant: dict[int, Column]) -> Row:
    return {meant[place]: cell.strip() for place, cell in enumerate(cells) if place in meant and cell.strip()}


def _take(number: int, row: Row, known: _Known, found: Gathering) -> None:
    if not row or row.get(ID) == EXAMPLE:
        return
    try:
        item = item_of(row, number)
    except Faulty as fault:
        found.refuse(number, str(fault))
        return
    if item.ident and (earlier := known.line_of(item.ident)):
        found.refuse(number, f"Column id: {item.ident} stands in row {earlier} already.")
        return
    if item.kind in OPTIONS and any(column[0] == "usual" for column in row):
        found.note(number, "Column why wrong: of options each has its own, such as why A; left out.")
    known.note(item.ident)
    found.add(item)


def _heading(number: int, cells: list[str], found: Gathering) -> dict[int, Column]:
    """What the columns mean; none where this row is no heading: one names the question and what answers it."""
    meant = columns(cells)
    names = {column[0] for column in meant.values()}
    if "text" not in names or not names & {"answer", "option"}:
        return {}
    for place, cell in enumerate(cells):
        if cell.strip() and place not in meant:
            found.note(number, f"Column {cell.strip()[:60]!r} means nothing here and is left out.")
    return meant
