"""Marks as they arrive from the judges' devices: never twice, never lost, and a clash is shown to the judge.

Callers open the transaction. What cannot be taken is an outcome with its reason, not an exception: the rest of the
message stands, and the log says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, func, select, update

from app.audit.services import note
from app.judging import clocking, panels, queries, readings
from app.judging.models import Fate, Mark, MarkClash, MarkSending, ScoreSheet, SheetState
from app.judging.sendings import Sending, device_of
from app.kit.database import session
from app.people.models import Person
from quizzes.rules.scoresheet import BadMark, Sheet, check, number

EXACT = 12


@dataclass(frozen=True)
class Outcome:
    """What became of a sending; `why` where it was refused (the words stand in wording.py)."""

    key: str
    item: str
    fate: Fate
    why: str = ""


def receive(token: str, judge: Person, sendings: Sequence[Sending], now: datetime) -> list[Outcome]:
    """Take what a device sends for a sheet; each outcome says what became of it. Raises NotFound."""
    sheet = queries.locked(token)
    never = panels.bar(sheet, judge)  # the same for all of them
    return [_Taking(sheet, judge, one, now, judge, never).outcome() for one in sendings]


def take(sheet: ScoreSheet, judge: Person, sent: Sending, now: datetime, by: Person | None = None) -> Outcome:
    """Take one sending for a sheet that is held. `by`: who did it where that is not the judge: typed it from paper."""
    return _Taking(sheet, judge, sent, now, by or judge, panels.bar(sheet, judge)).outcome()


def bar(sheet: ScoreSheet, judge: Person) -> str:
    """Why this judge can change nothing on this sheet: panel, conflict, void, published, closed, signed."""
    return panels.bar(sheet, judge) or _bar_for_now(sheet, judge)


def _bar_for_now(sheet: ScoreSheet, judge: Person) -> str:
    if sheet.state == SheetState.VOID or not sheet.finalist.competes:
        return "void"
    if queries.is_published(sheet):
        return "published"
    if sheet.state in (SheetState.SIGNED, SheetState.CLOSED):
        return "closed"
    signed = any(one.person_id == judge.id and not one.as_chief for one in sheet.signatures)
    return "signed" if signed else ""


class _Taking:
    """One sending and what becomes of it."""

    def __init__(self, sheet: ScoreSheet, judge: Person, sent: Sending, now: datetime, by: Person, never: str) -> None:
        self.sheet, self.judge, self.sent, self.now, self.by, self.never = sheet, judge, sent, now, by, never

    def outcome(self) -> Outcome:
        known = session().get(MarkSending, self.sent.key)
        if known is not None:
            return self._again(known)
        fate, why = self._fate()
        self._remember(fate, why)
        return Outcome(self.sent.key, self.sent.item, fate, why)

    def _again(self, known: MarkSending) -> Outcome:
        """The same answer as the first time; a key that something else has is refused."""
        is_same = (known.sheet_id, known.judge_id, known.item) == (self.sheet.id, self.judge.id, self.sent.item)
        if not is_same:
            return Outcome(self.sent.key, self.sent.item, Fate.REFUSED, "key")
        return Outcome(known.key, known.item, Fate(known.fate), known.why)

    def _fate(self) -> tuple[Fate, str]:
        if why := self.never or _bar_for_now(self.sheet, self.judge):
            return Fate.REFUSED, why
        if self.sent.item.startswith(clocking.PREFIX):
            why = clocking.take(self.sheet, self.sent, self.now)
            return (Fate.REFUSED if why else Fate.TAKEN), why
        try:
            value = canonical(readings.rules_of(self.sheet), self.sent.item, self.sent.value)
        except BadMark as bad:
            return Fate.REFUSED, bad.code
        if self._is_overtaken():
            return Fate.OVERTAKEN, ""
        return self._write(value), ""

    def _is_overtaken(self) -> bool:
        newest = select(func.max(MarkSending.number)).filter_by(
            sheet_id=self.sheet.id, item=self.sent.item, judge_id=self.judge.id, device=self.sent.device
        )
        query = newest.where(MarkSending.fate.in_((Fate.TAKEN, Fate.CLASH)))
        return (session().scalar(query) or 0) > self.sent.number

    def _write(self, value: str) -> Fate:
        mark = readings.own(self.sheet, self.judge.id).get(self.sent.item)
        if mark is None:
            self._new(value)
        elif self._is_elsewhere(mark):
            self._beside(value)
            if mark.value != value:
                return Fate.CLASH
            self._agree(mark)
        else:
            self._settle(mark)
            self._change(mark, value)
        return Fate.TAKEN

    def _is_elsewhere(self, mark: Mark) -> bool:
        """Whether another device has written since this one looked."""
        return self.sent.seen < mark.revision and device_of(mark.sent_key) != self.sent.device

    def _new(self, value: str) -> None:
        mark = Mark(item=self.sent.item, judge_id=self.judge.id, value=value, words=self.sent.words)
        mark.sent_key, mark.marked_at, mark.at, mark.revision = self.sent.key, self.sent.marked_at, self.now, 1
        self.sheet.marks.append(mark)

    def _change(self, mark: Mark, value: str) -> None:
        mark.value, mark.words, mark.revision = value, self.sent.words, mark.revision + 1
        mark.sent_key, mark.marked_at, mark.at = self.sent.key, self.sent.marked_at, self.now

    def _agree(self, mark: Mark) -> None:
        """Both devices say the same: the remarks of both are kept. Should one change its mind, it shows."""
        mark.words, mark.revision, mark.at = _joined(mark.words, self.sent.words), mark.revision + 1, self.now

    def _beside(self, value: str) -> None:
        """Of each device the newest value stands beside the mark until the judge has decided."""
        self._end_clashes(self._of_this_device())
        clash = MarkClash(sheet_id=self.sheet.id, item=self.sent.item, judge_id=self.judge.id, value=value)
        clash.words, clash.seen_revision, clash.sent_key = self.sent.words, self.sent.seen, self.sent.key
        clash.marked_at, clash.at = self.sent.marked_at, self.now
        session().add(clash)

    def _settle(self, mark: Mark) -> None:
        """What this device wrote before, what the judge decided, and what said the same as the mark that was seen."""
        over = self._of_this_device() | MarkClash.sent_key.in_(self.sent.settles)
        if self.sent.seen >= mark.revision:
            over |= MarkClash.value == mark.value
        self._end_clashes(over)

    def _of_this_device(self) -> ColumnElement[bool]:
        return MarkClash.sent_key.startswith(f"{self.sent.device}-", autoescape=True)

    def _end_clashes(self, which: ColumnElement[bool]) -> None:
        mine = update(MarkClash).filter_by(
            sheet_id=self.sheet.id, item=self.sent.item, judge_id=self.judge.id, settled_at=None
        )
        session().execute(mine.where(which).values(settled_at=self.now))

    def _remember(self, fate: Fate, why: str) -> None:
        sent = self.sent
        row = MarkSending(key=sent.key, device=sent.device, number=sent.number, sheet_id=self.sheet.id, item=sent.item)
        row.judge_id, row.value, row.words, row.seen_revision = self.judge.id, sent.value, sent.words, sent.seen
        row.fate, row.why, row.marked_at, row.at = fate.value, why, sent.marked_at, self.now
        session().add(row)
        session().flush()
        facts = {"judge": self.judge.id, "item": sent.item, "value": sent.value, "words": sent.words, "key": sent.key}
        more = {"why": why} if why else {}
        note(self.by, f"mark.{fate.value}", f"sheet:{self.sheet.id}", facts | more, self.now)


def canonical(sheet: Sheet, item: str, typed: str) -> str:
    """The mark as exact text: 12,60 is 12.6. Raises BadMark where the sheet cannot have it from a judge."""
    if sheet.is_by_server(item):
        raise BadMark("server")
    return exact(check(sheet, item, number(typed)))


def exact(value: Fraction) -> str:
    """A decimal as text, without noughts at its ends."""
    whole, rest = divmod(abs(value) * 10**EXACT, 10**EXACT)
    part = f"{int(rest):0{EXACT}d}".rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{int(whole)}{'.' if part else ''}{part}"


def _joined(before: str, more: str) -> str:
    if not more or more in before:
        return before
    return f"{before} / {more}".removeprefix(" / ")[:500]
