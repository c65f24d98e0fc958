"""Lists of a final as xlsx."""

from __future__ import annotations

import io

from app.finals import lists
from app.finals.lists import Kind
from app.finals.models import Final
from quizzes.formats.csvsheet import guarded


def xlsx(final: Final, kind: Kind) -> bytes:
    """One sheet; the first column says which table a row belongs to. Numbers are numbers."""
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(lists.titles()[kind][:31])
    for place, part in enumerate(lists.tables(final, kind)):
        if place == 0:
            sheet.append(["", *part.heads])
        for row in part.rows:
            sheet.append([_cell(one) for one in (part.title, *row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(text: str) -> str | int:
    """A number as one; no text is taken for a formula."""
    if text.isdecimal() and text.isascii():
        return int(text)
    return guarded(text)
