"""The report as an xlsx workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.reports.figures import Form
from app.reports.presenters import Line, Report
from quizzes.formats.csvsheet import guarded

FORMATS = {Form.WHOLE: "#,##0", Form.MEAN: "#,##0.0", Form.SHARE: "0 %", Form.TEXT: "General"}


class Styled(NamedTuple):
    """A number, and how it is shown."""

    value: Any
    number_format: str


def write(report: Report) -> bytes:
    """A sheet of figures, one by day, one each by region, post, dealer and decade of birth, by section, and the dealers
    that fall behind. Numbers are numbers; a share is a part of 1, shown in per cent.
    """
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    figures = [(one.name, Styled(one.amount, FORMATS[one.form]), one.definition) for one in report.figures]
    _sheet(book, _("Figures"), (_("Figure"), _("Value"), _("What it counts")), figures)
    people, sets, pks = report.charts
    days = [(day, count, sets.rows[place][1], pks.rows[place][1]) for place, (day, count) in enumerate(people.rows)]
    _sheet(book, _("By day"), (_("Day"), _("People there"), _("Daily sets"), _("PKs")), days)
    for key, lines in report.shown.items():
        _sheet(book, titles()[key], ("", *columns()), map(_cells, lines))
    _sheet(book, _("By section"), (_("Section"), _("Classes completed")), report.sections)
    late = [(one.name, one.people, Styled(one.each, FORMATS[Form.MEAN])) for one in report.late]
    _sheet(book, _("What is falling behind"), (_("Dealer"), _("People"), _("Done by each")), late)
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
        line.name, line.people, line.taking_part, Styled(line.share, FORMATS[Form.SHARE]), counts["day-sets"],
        counts["classes"], counts["mastered"], line.pks, counts["sign-ins"],
    )  # fmt: skip


def _sheet(book: Any, title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell

    def cell(given: Any) -> Any:
        """No text is taken for a formula."""
        if not isinstance(given, Styled):
            return guarded(given) if isinstance(given, str) else given
        found = WriteOnlyCell(sheet, given.value)
        found.number_format = given.number_format
        return found

    sheet = book.create_sheet(title)
    sheet.append(list(head))
    for row in rows:
        sheet.append([cell(given) for given in row])
