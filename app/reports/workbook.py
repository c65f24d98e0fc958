"""The report as an xlsx workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from app.reports.presenters import Line, Report


def write(report: Report) -> bytes:
    """A sheet of figures, one by day, and one each by region, post, dealer and decade of birth."""
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    figures = [(one.name, one.value, one.definition) for one in report.figures]
    _sheet(book, _("Figures"), (_("Figure"), _("Value"), _("What it counts")), figures)
    people, sets, pks = report.charts
    days = [(day, count, sets.rows[place][1], pks.rows[place][1]) for place, (day, count) in enumerate(people.rows)]
    _sheet(book, _("By day"), (_("Day"), _("People there"), _("Daily sets"), _("PKs")), days)
    for key, lines in report.shown.items():
        _sheet(book, titles()[key], ("", *columns()), map(_cells, lines))
    _sheet(book, _("By section"), (_("Section"), _("Classes completed")), report.sections)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def titles() -> dict[str, str]:
    """The tables of a report by what their rows are."""
    return {
        "region_id": _("By region"),
        "post_id": _("By post"),
        "dealer_id": _("By dealer"),
        "birth_decade": _("By decade of birth"),
    }


def columns() -> tuple[str, ...]:
    """The heads of such a table, after the first."""
    return (
        _("People"), _("Taking part"), _("Share"), _("Daily sets"), _("Classes"), _("Mastered"), _("PKs"),
        _("Sign-ins"),
    )  # fmt: skip


def _cells(line: Line) -> tuple[Any, ...]:
    counts = line.counts
    return (
        line.name, line.people, line.taking_part, round(line.share, 3), counts["day-sets"], counts["classes"],
        counts["mastered"], line.pks, counts["sign-ins"],
    )  # fmt: skip


def _sheet(book: Any, title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(head))
    for row in rows:
        sheet.append([_plain(cell) for cell in row])


def _plain(cell: Any) -> Any:
    """No cell is taken for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" else cell
