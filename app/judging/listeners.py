"""What follows for score sheets from facts of other features."""

from __future__ import annotations

from sqlalchemy import select

from app.audit.services import note
from app.finals.events import FinalistLeft
from app.judging.models import ScoreSheet, SheetState
from app.kit.database import session
from app.people.models import Person


def void_sheets(fact: FinalistLeft) -> None:
    """Who has withdrawn is marked no more: the sheets are closed, their marks stay to be read."""
    mine = select(ScoreSheet).filter_by(finalist_id=fact.finalist_id).where(ScoreSheet.state != SheetState.VOID)
    sheets = session().scalars(mine.order_by(ScoreSheet.id).with_for_update().execution_options(populate_existing=True))
    void = [_void(one) for one in sheets.all()]
    if void:
        by = session().get(Person, fact.by_id)
        note(by, "sheets.voided", f"final:{fact.final_id}", {"sheets": void}, fact.at)


def _void(sheet: ScoreSheet) -> int:
    sheet.state, sheet.version = SheetState.VOID.value, sheet.version + 1
    return sheet.id
