"""A table as an xlsx workbook. No text is taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.items.sheets import write

FORBIDDEN = dict.fromkeys(map(ord, "[]:*?/\\"), " ")


def workbook(title: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """`title` names the sheet; what may not stand in such a name is left out."""
    return write("xlsx", title.translate(FORBIDDEN).strip() or "1", head, rows)
