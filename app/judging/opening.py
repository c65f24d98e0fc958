"""Opening the sheets of a final: one for each line of the timetable. Doing it again opens what is new since.

Callers open the transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, select

from app.audit import refusals
from app.audit.services import note
from app.finals.models import Final, Finalist, FinalistState, FinalSlot, FinalState, FinalStation
from app.judging import following, versions
from app.judging.models import ScoreSheet, SheetVersion
from app.kit.database import session
from app.kit.errors import Conflict
from app.people.models import Person

NO_TIMETABLE = _("There is no timetable yet. Make it first; then open the sheets.")
NO_NUMBERS = _("Some competitors of the timetable have no number yet. Draw the numbers first.")
NO_SHEET = _("Some stations of the timetable have no score sheet yet. Write them first.")
NOT_NOW = _("Sheets are opened after the selection is fixed and before results are published.")


@dataclass(frozen=True)
class Opened:
    """How many sheets are new, and how many moved to the room of a new timetable."""

    made: int
    moved: int


def open_sheets(final_id: int, by: Person, now: datetime) -> Opened:
    """Fix the score sheets and open one for each competitor and station. Raises Conflict and says what is missing."""
    final = session().get_one(Final, final_id, with_for_update=True, populate_existing=True)
    if final.state not in (FinalState.SELECTED, FinalState.JUDGING):
        raise Conflict(NOT_NOW, code="not-now")
    slots = _slots(final_id)
    fixed = _fixed(slots, by, now)
    known = _sheets(final_id)
    made = [_sheet(slot, fixed[slot.station_id]) for slot in slots if (slot.finalist_id, slot.station_id) not in known]
    session().add_all(made)
    final.state = FinalState.JUDGING.value
    session().flush()
    if made:
        facts = {"sheets": [[one.id, one.finalist_id, one.station_id, one.room_id] for one in made]}
        note(by, "sheets.opened", f"final:{final_id}", facts, now)
    return Opened(len(made), len(following.follow(final_id, by, now).moved))


def note_refusal(final_id: int, why: str, by: Person, now: datetime) -> None:
    """Opening that was refused is undone; that it was tried stands in the log."""
    refusals.note_refusal(by, "sheets.refused", f"final:{final_id}", {"why": why}, now)


def _slots(final_id: int) -> Sequence[FinalSlot]:
    query = select(FinalSlot).join(FinalSlot.finalist).where(Finalist.final_id == final_id)
    query = query.where(Finalist.state == FinalistState.ACCEPTED)
    slots = session().scalars(query.order_by(FinalSlot.station_id, Finalist.number, FinalSlot.id)).all()
    if not slots:
        raise Conflict(NO_TIMETABLE, code="no-timetable")
    if any(slot.finalist.number is None for slot in slots):
        raise Conflict(NO_NUMBERS, code="no-numbers")
    return slots


def _fixed(slots: Sequence[FinalSlot], by: Person, now: datetime) -> dict[int, SheetVersion]:
    ids = sorted({slot.station_id for slot in slots})
    stations = session().scalars(select(FinalStation).where(FinalStation.id.in_(ids)).order_by(FinalStation.id)).all()
    unwritten = select(FinalStation.id).where(
        FinalStation.id.in_(ids), ~exists().where(SheetVersion.station_id == FinalStation.id)
    )
    if session().scalars(unwritten).first() is not None:
        raise Conflict(NO_SHEET, code="no-sheet")
    found = {station.id: versions.fix(station, by, now) for station in stations}
    return {ident: version for ident, version in found.items() if version is not None}


def _sheets(final_id: int) -> dict[tuple[int, int], ScoreSheet]:
    query = select(ScoreSheet).join(ScoreSheet.station).where(FinalStation.final_id == final_id)
    return {(one.finalist_id, one.station_id): one for one in session().scalars(query)}


def _sheet(slot: FinalSlot, version: SheetVersion) -> ScoreSheet:
    return ScoreSheet(
        station_id=slot.station_id,
        finalist_id=slot.finalist_id,
        room_id=slot.room_id,
        sheet_version_id=version.id,
        token=secrets.token_urlsafe(16),
    )
