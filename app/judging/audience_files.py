"""The published results as a workbook and to be printed: as everybody sees them, no more."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from app.finals import drawing, lots
from app.finals.models import Final
from app.judging.audience_lines import Shown, public_name
from app.kit import pdf as paper
from app.kit.i18n import pick
from quizzes.formats.csvsheet import guarded


def heads() -> tuple[str, ...]:
    return _("Post"), _("Place"), _("Finalist"), _("Region"), _("Total")


def xlsx(shown: Sequence[Shown]) -> bytes:
    """One sheet, a row for each finalist."""
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Results"))
    sheet.freeze_panes = "A2"
    sheet.append(heads())
    for one in shown:
        for line in one.lines:
            sheet.append([guarded(pick(one.post)), line.place, guarded(line.name), guarded(line.region), line.total])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pdf(final: Final, shown: Sequence[Shown], now: datetime) -> bytes:
    """A table for each post. Raises pdf.NoFont."""
    parts = [
        paper.Table(
            pick(one.post), heads()[1:], [[str(each.place), each.name, each.region, each.total] for each in one.lines],
            (1, 4, 2, 2),
        )
        for one in shown
    ]  # fmt: skip
    return paper.tables(pick(final), f"{_('Results')} · {format_datetime(now, 'medium')}", parts, now)


def lot(final: Final) -> bytes:
    """The opened drawing: who was drawn together, number by id, and who it is where the results show the name."""
    draw = lots.opened(final)
    names = {str(one.id): public_name(one) for one in drawing.drawn(final.id) if one.competes}
    facts = {**asdict(draw), "names": names} if draw else {}
    return json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"
