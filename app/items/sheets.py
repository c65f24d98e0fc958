"""A table as an xlsx workbook or as CSV, for spreadsheets. No text is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from quizzes.formats.csvsheet import guarded

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def write(form: str, title: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """`form`: xlsx or csv."""
    table = [[_safe(cell) for cell in row] for row in ([str(one) for one in head], *rows)]
    return _workbook(title, table) if form == "xlsx" else _csv(table)


def _safe(cell: Any) -> Any:
    return guarded(cell) if isinstance(cell, str) else "" if cell is None else cell


def _csv(table: Iterable[Sequence[Any]]) -> bytes:
    """In UTF-8 with a mark, so that spreadsheets read it right."""
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return ("\ufeff" + out.getvalue()).encode()


def _workbook(title: str, table: Iterable[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in table:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
