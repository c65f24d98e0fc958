"""Sheets follow the timetable to another room, and so to its panel, as long as nobody has begun with them.

Callers open the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from app.audit.services import note
from app.finals.events import TimetableStored
from app.finals.models import Finalist, FinalSlot
from app.judging.models import Mark, MeasuredMark, PaperEntry, ScoreSheet, SheetSignature, SheetState
from app.kit.database import session
from app.people.models import Person


@dataclass(frozen=True)
class Followed:
    """Ids of the sheets that moved, and of those that somebody has begun with: they stay, and the desk says so."""

    moved: Sequence[int]
    stayed: Sequence[int]


def on_timetable(fact: TimetableStored) -> None:
    """A timetable was stored: its rooms are those of the sheets."""
    follow(fact.final_id, session().get(Person, fact.by_id) if fact.by_id else None, fact.at)


def follow(final_id: int, by: Person | None, now: datetime) -> Followed:
    """Move what nobody has begun with to the room of the timetable."""
    rows = session().execute(astray(final_id).with_for_update(of=ScoreSheet)).all()
    session().expire_all()  # read again what is held now
    begun = set(session().scalars(_begun([sheet.id for sheet, _slot in rows])))
    moved = [(sheet, slot) for sheet, slot in rows if sheet.state == SheetState.OPEN and sheet.id not in begun]
    for sheet, slot in moved:
        sheet.room_id, sheet.version = slot.room_id, sheet.version + 1
    session().flush()
    gone = {sheet.id for sheet, _slot in moved}
    found = Followed(sorted(gone), sorted(sheet.id for sheet, _slot in rows if sheet.id not in gone))
    if found.moved:
        facts = {"moved": [[one.id, one.room_id] for one, _slot in moved], "stayed": found.stayed}
        note(by, "sheets.moved", f"final:{final_id}", facts, now)
    return found


def stayed(final_id: int) -> Sequence[tuple[ScoreSheet, FinalSlot]]:
    """The sheets that are marked in another room than the timetable says, with that line of it."""
    deep = (joinedload(ScoreSheet.finalist), joinedload(ScoreSheet.station), joinedload(ScoreSheet.room))
    rows = session().execute(astray(final_id).options(*deep, joinedload(FinalSlot.room)))
    return [(sheet, slot) for sheet, slot in rows]


def astray(final_id: int) -> Any:
    """The sheets that count still, with the line of the timetable that names another room for them."""
    same = (FinalSlot.station_id == ScoreSheet.station_id) & (FinalSlot.finalist_id == ScoreSheet.finalist_id)
    query = select(ScoreSheet, FinalSlot).join(FinalSlot, same).join(ScoreSheet.finalist)
    query = query.where(Finalist.final_id == final_id, FinalSlot.room_id != ScoreSheet.room_id)
    return query.where(ScoreSheet.state != SheetState.VOID).order_by(ScoreSheet.id)


def _begun(sheet_ids: Sequence[int]) -> Any:
    """Which of them have a mark, a signature, a paper that is typed in, a value of the server, or a clock that runs."""
    parts = [exists().where(one.sheet_id == ScoreSheet.id) for one in (Mark, MeasuredMark, SheetSignature, PaperEntry)]
    query = select(ScoreSheet.id).where(ScoreSheet.id.in_(sheet_ids))
    return query.where(or_(ScoreSheet.started_at.is_not(None), *parts))
