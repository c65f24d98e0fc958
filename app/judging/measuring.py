"""What the server measures by itself stands on the sheet like a mark, with its source, and no judge writes it.

Callers open the transaction. What cannot be entered is said, not raised: a PK that is over stays over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.audit.services import note
from app.judging import queries, readings
from app.judging.models import MeasuredMark, ScoreSheet, SheetState
from app.kit.database import session
from app.people.models import Person
from quizzes.rules.scoresheet import Sheet


def asks_for(sheet: Sheet, source: str) -> int:
    """The most that this source can give on the sheet, such as the number of questions; 0 where it does not ask."""
    found = sheet.measured_by(source)
    return int(found.high) if found else 0


def enter(
    station_id: int, finalist_id: int, values: Mapping[str, int], source: Mapping[str, Any], now: datetime
) -> str:
    """Put these values (by what the server measures) on a competitor's sheet, where it asks for them.

    The first source counts: the same one again changes nothing. Says why not: none, measured, signed, void; else "".
    """
    sheet = queries.locked_of(station_id, finalist_id)
    if sheet is None:
        return "none"
    if sheet.measured:
        return "" if all(one.source == dict(source) for one in sheet.measured) else "measured"
    why = bar(sheet)
    rules = readings.rules_of(sheet)
    found = {one.id: str(values[key]) for key in values if (one := rules.measured_by(key))}
    if not why and found:
        for item, value in found.items():
            sheet.measured.append(MeasuredMark(item=item, value=value, source=dict(source), at=now))
        sheet.version += 1
        session().flush()
    facts = {"values": found, "source": dict(source)} | ({"why": why} if why else {})
    note(None, "mark.refused" if why else "mark.measured", f"sheet:{sheet.id}", facts, now)
    return why


def bar(sheet: ScoreSheet) -> str:
    """Why nothing can be measured for the sheet any more: void, signed; nothing where it can."""
    if sheet.state == SheetState.VOID or not sheet.finalist.competes:
        return "void"
    return "signed" if sheet.signatures or sheet.state != SheetState.OPEN else ""


def take_out(station_id: int, finalist_id: int, way: str, of: int, by: Person, reason: str, now: datetime) -> str:
    """Take back what came from this source, for it has to be measured anew. Says why not: signed, void; else ""."""
    sheet = queries.locked_of(station_id, finalist_id)
    came = {(one.source["way"], one.source["of"]) for one in sheet.measured} if sheet else set()
    if sheet is None or came != {(way, of)}:
        return ""
    if why := bar(sheet):
        return why
    gone = {one.item: one.value for one in sheet.measured}
    for one in list(sheet.measured):
        session().delete(one)
    sheet.version += 1
    session().flush()
    session().expire(sheet, ["measured"])
    facts = {"values": gone, "way": way, "of": of, "reason": reason}
    note(by, "mark.taken-out", f"sheet:{sheet.id}", facts, now)
    return ""
