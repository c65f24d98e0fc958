"""The printed sheet as a fallback: two people type it in, each alone; what differs is settled by the chief; then its
marks become marks of the judges.

Callers open the transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _

from app.audit.services import note
from app.judging import marking, panels, queries, readings, wording
from app.judging.clocking import LATEST
from app.judging.models import PaperEntry, ScoreSheet, SheetState
from app.judging.sendings import Sending
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid
from app.people.models import Person
from quizzes.rules.scoresheet import BadMark

Values = Mapping[str, Mapping[str, str]]  # item -> judge -> text; SECONDS -> ALL -> seconds
SECONDS, ALL = "seconds", "all"
MOST_SECONDS = int(LATEST.total_seconds())
SETTLED = _("The marks of this paper stand already.")
NOTHING = _("Nothing is typed in yet. Copy the marks from the paper.")
NOT_TWICE = _("Two people type a paper in, each alone. The second one has not yet.")
SIGNED = _("A judge has signed this sheet already. Let that signature be taken back first.")
OPEN_CHOICE = _("Choose for everything that differs what stands on the paper.")


@dataclass(frozen=True)
class Difference:
    """Where two people read a paper differently; nothing where one of them found nothing."""

    item: str
    judge: str
    one: str
    other: str


def faults(sheet: ScoreSheet, values: Values) -> dict[tuple[str, str], str]:
    """Why a value cannot stand on the sheet, by item and judge: codes of wording.REFUSALS."""
    found = {}
    for item, judge, typed in _flat(values):
        if why := _why_not(sheet, item, typed):
            found[item, judge] = why
    return found


def _why_not(sheet: ScoreSheet, item: str, typed: str) -> str:
    if item == SECONDS:
        return "" if typed.isascii() and typed.isdigit() and 0 < int(typed[:9]) <= MOST_SECONDS else "moment"
    try:
        marking.canonical(readings.rules_of(sheet), item, typed)
    except BadMark as bad:
        return bad.code
    return ""


def type_in(token: str, values: Values, by: Person, now: datetime) -> Sequence[PaperEntry]:
    """One person's reading of the paper, the newest one. Where two agree, the marks stand at once. Raises Invalid
    where a value cannot be, Conflict where it is too late.
    """
    sheet = queries.locked(token)
    _check_open(sheet)
    kept = {item: dict(some) for item, some in values.items() if some}
    if not kept:
        raise Invalid(NOTHING)
    if faults(sheet, kept):
        raise Invalid
    entries = list(queries.entries(sheet.id))
    if any(one.settled_at for one in entries):
        raise Conflict(SETTLED, code="settled")
    mine = next((one for one in entries if one.by_id == by.id), None)
    if mine is None:
        if len(entries) >= 2:
            raise Conflict(_("Two people have typed this paper in already."), code="two")
        mine = PaperEntry(sheet_id=sheet.id, by_id=by.id)
        entries.append(mine)
        session().add(mine)
    mine.values, mine.at = kept, now
    session().flush()
    if len(entries) == 2 and not differences(sheet, entries):
        _apply(sheet, entries, _agreed(sheet, entries[0].values), by, now)
    note(by, "paper.typed", f"sheet:{sheet.id}", {"values": kept}, now)
    return entries


def differences(sheet: ScoreSheet, entries: Sequence[PaperEntry]) -> list[Difference]:
    """What two people read differently, in the order of the sheet."""
    one, other = (_agreed(sheet, entry.values) for entry in entries)
    keys = sorted({*one, *other}, key=lambda key: (_order(sheet).get(key[0], 999), key))
    return [
        Difference(*key, one.get(key, ""), other.get(key, "")) for key in keys if one.get(key, "") != other.get(key, "")
    ]


def settle(token: str, chosen: Mapping[tuple[str, str], str], chief: Person, now: datetime) -> None:
    """The chief says what stands on the paper wherever two read it differently; nothing: no mark. Raises Forbidden,
    Conflict, Invalid.
    """
    sheet = queries.locked(token)
    if not panels.is_chief(sheet, chief):
        raise Forbidden(_("This is for the chief of the panel."))
    _check_open(sheet)
    entries = queries.entries(sheet.id)
    if len(entries) < 2:
        raise Conflict(NOT_TWICE, code="once")
    if any(one.settled_at for one in entries):
        raise Conflict(SETTLED, code="settled")
    differing = differences(sheet, entries)
    if any((one.item, one.judge) not in chosen for one in differing):
        raise Invalid(OPEN_CHOICE)
    marks = _agreed(sheet, entries[0].values)
    for one in differing:
        marks[one.item, one.judge] = chosen[one.item, one.judge]
        if marks[one.item, one.judge] not in (one.one, one.other):
            raise Invalid(OPEN_CHOICE)
    _apply(sheet, entries, {key: value for key, value in marks.items() if value}, chief, now)
    facts = {"chosen": [[*key, marks[key]] for key in sorted((one.item, one.judge) for one in differing)]}
    note(chief, "paper.settled", f"sheet:{sheet.id}", facts, now)


def _apply(
    sheet: ScoreSheet,
    entries: Sequence[PaperEntry],
    marks: Mapping[tuple[str, str], str],
    by: Person,
    now: datetime,
) -> None:
    """The paper's marks become marks of the judges: where a judge's device has another one, it is a clash."""
    panel = {str(one.person_id): one.person for one in panels.of(sheet)}
    device = hashlib.sha256(f"paper:{sheet.id}:{entries[0].id}".encode()).hexdigest()[:16]
    if seconds := marks.get((SECONDS, ALL)):
        _time(sheet, int(seconds), now)
    written = [(key, value) for key, value in sorted(marks.items()) if key[1] in panel]
    for number, ((item, judge), value) in enumerate(written, 1):
        sent = Sending(f"{device}-{number}", item, value, "", 0, now)
        marking.take(sheet, panel[judge], sent, now, by)
    for entry in entries:
        entry.settled_at = now
    session().flush()


def _time(sheet: ScoreSheet, seconds: int, now: datetime) -> None:
    """The time on the paper, where the clock was not used."""
    if sheet.started_at is None or sheet.stopped_at is None:
        sheet.started_at, sheet.stopped_at = now - timedelta(seconds=seconds), now


def _check_open(sheet: ScoreSheet) -> None:
    if sheet.state == SheetState.VOID or not sheet.finalist.competes:
        raise Conflict(wording.refusal("void"), code="void")
    if sheet.state != SheetState.OPEN or queries.is_published(sheet):
        raise Conflict(wording.refusal("closed"), code="closed")
    if sheet.signatures:
        raise Conflict(SIGNED, code="signed")


def _agreed(sheet: ScoreSheet, values: Values) -> dict[tuple[str, str], str]:
    """Values as exact text, so that 12,60 and 12.6 are the same."""
    rules = readings.rules_of(sheet)
    return {
        (item, judge): typed.lstrip("0") if item == SECONDS else marking.canonical(rules, item, typed)
        for item, judge, typed in _flat(values)
    }


def _flat(values: Values) -> Iterator[tuple[str, str, str]]:
    for item, some in values.items():
        for judge, typed in some.items():
            yield item, judge, typed


def _order(sheet: ScoreSheet) -> dict[str, int]:
    rules = readings.rules_of(sheet)
    parts = [*rules.aspects, *rules.penalties, *rules.critical]
    return {one.id: place for place, one in enumerate(parts)}
