"""Versions of a station's score sheet: each saving is a new one; one is fixed when marking starts, and none after it.

Callers open the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.audit import refusals
from app.audit.services import note
from app.finals.models import FinalStation
from app.judging.models import SheetVersion
from app.kit.database import session
from app.kit.errors import Conflict
from app.people.models import Person
from quizzes.formats import scoresheets
from quizzes.formats.fingerprints import fingerprint

FIXED = _("Marking has begun with this sheet, so it stays as it is.")
OTHER_KIND = _("A station of another kind has no such thing to be measured by the server. Let a judge measure it.")
CHANGED = _("Somebody stored another version while you were writing. Yours stands in the form; nothing is lost.")


def store(
    station: FinalStation, content: Mapping[str, Any], seen: int, by: Person, now: datetime
) -> tuple[SheetVersion, bool]:
    """Store a whole sheet, as quizzes/formats/scoresheets.py reads it, as the next version. Returns it, and whether it
    is a new one: the same content again is none. `seen`: the newest number that the author knew. Raises Conflict.
    """
    sources = {one["source"] for one in content["aspects"] if one.get("source")}
    if sources - set(scoresheets.STATIONS.get(station.kind, ())):
        raise Conflict(OTHER_KIND, code="other-kind")
    newest = _newest(station.id)
    if newest is not None and newest.fixed_at is not None:
        raise Conflict(FIXED, code="fixed")
    if newest is not None and newest.number != seen:
        raise Conflict(CHANGED, code="changed")
    if newest is not None and newest.content == content:
        return newest, False
    number = newest.number + 1 if newest else 1
    made = SheetVersion(station_id=station.id, number=number, content=dict(content), by_id=by.id, at=now)
    session().add(made)
    session().flush()
    facts = {"version": number, "sha256": fingerprint(dict(content))}
    note(by, "sheet.written", f"station:{station.id}", facts, now)
    return made, True


def note_refusal(station: FinalStation, codes: Sequence[str], by: Person, now: datetime) -> None:
    """A sheet that is not whole is not stored; that it was tried stands in the log."""
    refusals.note_refusal(by, "sheet.refused", f"station:{station.id}", {"faults": sorted(set(codes))}, now)


def fix(station: FinalStation, by: Person, now: datetime) -> SheetVersion | None:
    """The version that is marked from now on; None where none is written. Of two who fix at once one does."""
    version = _newest(station.id)
    if version is None or version.fixed_at is not None:
        return version
    guarded = update(SheetVersion).filter_by(id=version.id, fixed_at=None).values(fixed_at=now)
    if session().execute(guarded).rowcount:  # type: ignore[attr-defined]
        facts = {"version": version.number, "sha256": fingerprint(version.content)}
        note(by, "sheet.fixed", f"station:{station.id}", facts, now)
    session().refresh(version)
    return version


def _newest(station_id: int) -> SheetVersion | None:
    """The newest one; whoever asks holds the station, so that none comes in between."""
    session().execute(select(FinalStation.id).filter_by(id=station_id).with_for_update())
    query = select(SheetVersion).filter_by(station_id=station_id).order_by(SheetVersion.number.desc()).limit(1)
    return session().scalars(query.execution_options(populate_existing=True)).one_or_none()
