"""Whose points a correction changed, as a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.corrections.models import CorrectedPerson

Cell = str | int


def xlsx(rows: Sequence[CorrectedPerson]) -> bytes:
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("People"))
    for row in _table(rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows: Sequence[CorrectedPerson]) -> bytes:
    """With a byte order mark, so that Excel reads the Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows(_table(rows))
    return out.getvalue().encode("utf-8-sig")


def _table(rows: Sequence[CorrectedPerson]) -> Iterator[list[Cell]]:
    yield [
        _("Staff number"), _("Name"), _("Answers graded otherwise"), _("Level before"), _("Level after"), _("Points"),
    ]  # fmt: skip
    for row in rows:
        person = row.person
        cells: list[Cell] = [person.staff_number, person.name]
        yield [*map(_harmless, cells), row.answers, row.level_before, row.level_after, row.points]


def _harmless(cell: Cell) -> Cell:
    """No text is taken for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell
