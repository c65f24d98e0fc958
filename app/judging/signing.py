"""Signing a sheet: each judge the own marks, the chief last; and opening it again before anything is published.

Callers open the transaction.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from app.audit import refusals
from app.audit.services import note
from app.judging import marking, panels, queries, readings, wording
from app.judging.models import ScoreSheet, SheetSignature, SheetState
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid
from app.people.models import Person

MOST_WORDS = 500
CHANGED = _("Your marks have changed since you looked at them. Have a look at them now, then sign.")
NOT_ALL = _("Not every judge of the panel has signed. The chief signs last.")
ONLY_CHIEF = _("This is for the chief of the panel.")


def hinders(sheet: ScoreSheet, judge: Person) -> str:
    """Why this judge cannot sign yet: what marking refuses, or clash, missing, clock, talk; nothing where they can."""
    if why := marking.bar(sheet, judge):
        return why
    if any(one.judge_id == judge.id for one in queries.clashes(sheet.id)):
        return "clash"
    if readings.unmeasured(sheet):
        return "unmeasured"
    if readings.missing(sheet, [judge.id]):
        return "missing"
    if readings.rules_of(sheet).timing is not None and readings.time(sheet) is None:
        return "clock"
    return "talk" if readings.needs_talk(sheet) else ""


def sign(token: str, judge: Person, digest: str, now: datetime) -> ScoreSheet:
    """A judge signs the own marks. Raises Conflict where something hinders it, or the marks are not those seen."""
    return sign_held(queries.locked(token), judge, digest, now)


def sign_held(sheet: ScoreSheet, judge: Person, digest: str, now: datetime) -> ScoreSheet:
    """The same on a sheet that is held already."""
    if why := hinders(sheet, judge):
        raise Conflict(wording.refusal(why), code=why)
    if digest != readings.digest(sheet, judge.id):
        raise Conflict(CHANGED, code="changed")
    _add(sheet, judge, digest, now, as_chief=False)
    _without_who_left(sheet, now)
    signed = {one.person_id for one in sheet.signatures}
    if _is_complete(sheet, signed):
        sheet.state = SheetState.SIGNED
    session().flush()
    note(judge, "sheet.signed", f"sheet:{sheet.id}", {"digest": digest, "state": sheet.state}, now)
    return sheet


def _without_who_left(sheet: ScoreSheet, now: datetime) -> None:
    """Who was taken off the panel, or may not judge any more, counts no more: neither marks nor signature."""
    panel = {one.person_id for one in panels.of(sheet)}
    for one in [each for each in sheet.signatures if each.person_id not in panel]:
        sheet.signatures.remove(one)
        session().delete(one)
        note(None, "sheet.unsigned", f"sheet:{sheet.id}", {"digest": one.digest, "left": one.person_id}, now)


def _is_complete(sheet: ScoreSheet, signed: set[int]) -> bool:
    """All whose marks count have signed, and there are as many as the station asks for."""
    return len(signed) >= sheet.station.judges and set(readings.judges(sheet)) <= signed


def close(token: str, chief: Person, digest: str, now: datetime) -> ScoreSheet:
    """The chief signs the whole sheet: from now on it counts. Raises Forbidden and Conflict."""
    return close_held(queries.locked(token), chief, digest, now)


def close_held(sheet: ScoreSheet, chief: Person, digest: str, now: datetime) -> ScoreSheet:
    """The same on a sheet that is held already."""
    _check_chief(sheet, chief)
    if sheet.state != SheetState.SIGNED:
        raise Conflict(NOT_ALL, code="not-signed")
    if not sheet.finalist.competes:
        raise Conflict(wording.refusal("void"), code="void")
    if digest != readings.digest(sheet):
        raise Conflict(CHANGED, code="changed")
    _add(sheet, chief, digest, now, as_chief=True)
    sheet.state = SheetState.CLOSED
    session().flush()
    note(chief, "sheet.closed", f"sheet:{sheet.id}", {"digest": digest, "judges": readings.judges(sheet)}, now)
    return sheet


def take_back(token: str, judge: Person, now: datetime) -> ScoreSheet:
    """A judge marks again: the own signature is gone, until the chief has signed. Raises Conflict."""
    sheet = queries.locked(token)
    mine = [one for one in sheet.signatures if one.person_id == judge.id and not one.as_chief]
    if not mine or sheet.state == SheetState.CLOSED:
        raise Conflict(wording.refusal("closed") if sheet.state == SheetState.CLOSED else None)
    sheet.signatures.remove(mine[0])
    _reset(sheet, mine)
    note(judge, "sheet.unsigned", f"sheet:{sheet.id}", {"digest": mine[0].digest}, now)
    return sheet


def reopen(token: str, chief: Person, reason: str, now: datetime) -> ScoreSheet:
    """The chief opens a signed sheet again, with a reason, before anything is published. Raises Forbidden, Conflict,
    Invalid.
    """
    sheet = queries.locked(token)
    _check_chief(sheet, chief)
    if queries.is_published(sheet):
        raise Conflict(wording.refusal("published"), code="published")
    if sheet.state not in (SheetState.SIGNED, SheetState.CLOSED):
        raise Conflict
    if not reason.strip():
        raise Invalid(wording.refusal("reason"), code="reason")
    gone = list(sheet.signatures)
    sheet.signatures.clear()
    _reset(sheet, gone)
    facts = {"reason": reason.strip()[:MOST_WORDS], "digests": sorted(one.digest for one in gone)}
    note(chief, "sheet.reopened", f"sheet:{sheet.id}", facts, now)
    return sheet


def _check_chief(sheet: ScoreSheet, person: Person) -> None:
    if not panels.is_chief(sheet, person):
        raise Forbidden(ONLY_CHIEF)


def _add(sheet: ScoreSheet, person: Person, digest: str, now: datetime, *, as_chief: bool) -> None:
    sheet.signatures.append(SheetSignature(person_id=person.id, as_chief=as_chief, digest=digest, at=now))
    sheet.version += 1


def _reset(sheet: ScoreSheet, gone: list[SheetSignature]) -> None:
    for one in gone:
        session().delete(one)
    sheet.state, sheet.version = SheetState.OPEN, sheet.version + 1
    session().flush()


def note_refusal(token: str, person: Person, deed: str, why: str, now: datetime) -> None:
    """A refused deed is undone; that it was tried stands in the log all the same, by a deed of its own."""
    sheet = queries.sheet(token)
    refusals.note_refusal(person, "sheet.refused", f"sheet:{sheet.id}", {"deed": deed[:40], "why": why}, now)
