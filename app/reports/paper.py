"""The report for paper: all its words in one language, to be set beside those of the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from app.kit.i18n import pick
from app.reports import workbook
from app.reports.presenters import Report


@dataclass(frozen=True)
class Table:
    """`rows`: a name, then numbers as they are read."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """What is printed, in one language. `title`: the season's name."""

    title: str
    dates: str
    printed: str
    figures: Table
    tables: tuple[Table, ...]
    report: Report


def sheet(report: Report, now: datetime) -> Sheet:
    season = report.season
    dates = f"{format_date(season.first_day, 'long')} – {format_date(season.last_day, 'long')}"
    day = _("day %(day)s of %(days)s", day=report.day, days=report.days)
    figures = tuple((one.name, one.value, one.definition) for one in report.figures)
    return Sheet(
        pick(season),
        f"{dates} · {day}",
        _("As of %(moment)s", moment=format_datetime(now, "medium")),
        Table(_("Figures"), (_("Figure"), _("Value"), _("What it counts")), figures),
        (*_counts(report), _sections(report), _late(report)),
        report,
    )


def _counts(report: Report) -> list[Table]:
    head = workbook.columns()
    titles = workbook.titles()
    return [
        Table(
            titles[key],
            (titles[key], *head),
            tuple(
                (
                    line.name, f"{line.people:,}", f"{line.taking_part:,}", f"{100 * line.share:.0f} %",
                    *(f"{line.counts[what]:,}" for what in ("day-sets", "classes", "mastered")),
                    f"{line.pks:,}", f"{line.counts['sign-ins']:,}",
                )
                for line in lines
            ),
        )
        for key, lines in report.shown.items()
    ]  # fmt: skip


def _sections(report: Report) -> Table:
    rows = tuple((name, f"{count:,}") for name, count in report.sections)
    return Table(_("By section"), (_("By section"), _("Classes completed")), rows)


def _late(report: Report) -> Table:
    rows = tuple((one.name, f"{one.people:,}", f"{one.each:.1f}") for one in report.late)
    return Table(_("What is falling behind"), (_("Dealer"), _("People"), _("Done by each")), rows)
