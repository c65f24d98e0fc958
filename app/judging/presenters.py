"""What judges see: numbers, never names of competitors or their dealers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_datetime
from flask_babel import lazy_gettext as _

from app.judging import marking, panels, queries, readings, signing, wording
from app.judging.models import MarkClash, ScoreSheet, SheetState
from app.kit import clock
from app.kit.i18n import pick
from app.people.models import Person
from quizzes.rules.scoresheet import Judged, hundredths

TODAY = timedelta(hours=18)
STATES: dict[str, tuple[Any, str]] = {
    "new": (_("to be marked"), ""),
    "begun": (_("begun"), "tag--petrol"),
    "mine": (_("signed by you; the others are not done yet"), "tag--good"),
    "chief": (_("all judges have signed: your turn as chief"), "tag--warn"),
    "signed": (_("signed by all; the chief is next"), "tag--good"),
    "closed": (_("done"), "tag--good"),
    "void": (_("has withdrawn"), ""),
}


@dataclass(frozen=True)
class Turn:
    """A competitor in the judge's list. `done`: judged aspects with a mark of this judge."""

    sheet: ScoreSheet
    begins_at: datetime | None
    state: str
    done: int
    count: int

    @property
    def words(self) -> Any:
        return STATES[self.state][0]

    @property
    def tag(self) -> str:
        return STATES[self.state][1]

    @property
    def time(self) -> str:
        """When it begins, by the clock on the wall of the venue; with its day where that is not today."""
        if self.begins_at is None:
            return ""
        zone = ZoneInfo(self.sheet.finalist.final.time_zone)
        when = self.begins_at.astimezone(zone)
        is_today = when.date() == clock.now().astimezone(zone).date()
        return str(format_datetime(when, "HH:mm" if is_today else "short", rebase=False))

    @property
    def is_over(self) -> bool:
        return self.state in ("closed", "void", "signed", "mine")


@dataclass(frozen=True)
class Rounds:
    """`next`: the one to be marked now; `today` and `later` in the order of the timetable; `over`: nothing to do."""

    next: Turn | None
    today: Sequence[Turn]
    later: Sequence[Turn]
    over: Sequence[Turn]


def rounds(judge: Person, now: datetime) -> Rounds:
    found = queries.of_judge(judge)
    written = queries.written(judge, [sheet.id for sheet, _begins in found])
    turns = [_turn(sheet, begins, judge, written.get(sheet.id, ())) for sheet, begins in found]
    ahead = [one for one in turns if not one.is_over]
    today = [one for one in ahead if one.begins_at is None or one.begins_at < now + TODAY]
    later = [one for one in ahead if one not in today]
    return Rounds(next(iter(ahead), None), today, later, [one for one in turns if one.is_over])


def _turn(sheet: ScoreSheet, begins_at: datetime | None, judge: Person, written: Sequence[str]) -> Turn:
    judged = [one["id"] for one in sheet.sheet_version.content["aspects"] if one["kind"] == "judged"]
    done = len([one for one in judged if one in written])
    return Turn(sheet, begins_at, _state(sheet, judge, bool(written)), done, len(judged))


def _state(sheet: ScoreSheet, judge: Person, has_begun: bool) -> str:
    if sheet.state == SheetState.VOID or not sheet.finalist.competes:
        return "void"
    if sheet.state == SheetState.CLOSED:
        return "closed"
    if sheet.state == SheetState.SIGNED:
        return "chief" if panels.is_chief(sheet, judge) else "signed"
    if any(one.person_id == judge.id for one in sheet.signatures):
        return "mine"
    return "begun" if has_begun else "new"


# A sheet ------------------------------------------------------------------------------------------------------


def state(sheet: ScoreSheet, judge: Person) -> dict[str, Any]:
    """What the judge's device keeps of a sheet: the own marks, what the server measured, clashes, the clock.

    No mark of anybody else, but which aspects another judge has `measured` already.
    """
    limit = sheet.sheet_version.content.get("timing")
    return {
        "person": judge.id,
        "now": clock.now_ms(),
        "bar": marking.bar(sheet, judge),
        "marks": {
            item: {"value": one.value, "words": one.words, "revision": one.revision}
            for item, one in readings.own(sheet, judge.id).items()
        }
        | {one.item: {"value": one.value, "words": "", "revision": 0} for one in sheet.measured},
        "measured": _measured(sheet, judge),
        "clashes": [_clash(one) for one in queries.clashes(sheet.id) if one.judge_id == judge.id],
        "clock": {
            "started": sheet.started_at and clock.milliseconds(sheet.started_at),
            "stopped": sheet.stopped_at and clock.milliseconds(sheet.stopped_at),
            "back": sheet.given_back_seconds,
            "limit": limit["minutes"] * 60 if limit else 0,
        },
    }


def _measured(sheet: ScoreSheet, judge: Person) -> list[str]:
    """What one judge measures, others need not."""
    measured = {one.id for one in readings.rules_of(sheet).aspects if not isinstance(one, Judged)}
    return sorted({one.item for one in sheet.marks if one.judge_id != judge.id and one.item in measured})


def _clash(one: MarkClash) -> dict[str, Any]:
    return {"item": one.item, "value": one.value, "words": one.words, "key": one.sent_key}


def outcome(one: marking.Outcome) -> dict[str, Any]:
    """An outcome with its reason in the reader's language."""
    why = str(wording.refusal(one.why)) if one.why else ""
    return {"key": one.key, "item": one.item, "fate": one.fate.value, "code": one.why, "why": why}


@dataclass(frozen=True)
class Colleague:
    """A judge of the panel, and how far."""

    name: str
    is_chief: bool
    done: int
    has_signed: bool


@dataclass(frozen=True)
class Talk:
    """An aspect whose marks lie too far apart, with everybody's mark."""

    name: str
    marks: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PointsLine:
    """What became of an aspect; of its marks those that were dropped."""

    name: str
    marks: Sequence[tuple[str, bool]]
    points: str
    most: int


@dataclass(frozen=True)
class PanelView:
    """The panel's part of the page. `why`: what hinders this judge from signing, in words."""

    panel: Sequence[Colleague]
    count: int
    talks: Sequence[Talk]
    why: Any
    code: str
    digest: str
    has_signed: bool
    is_chief: bool
    whole: str
    needs: int
    lines: Sequence[PointsLine]
    deductions: Sequence[tuple[str, str]]
    critical: Sequence[str]
    points: str
    paper: bool


def panel_view(sheet: ScoreSheet, judge: Person) -> PanelView:
    panel = panels.of(sheet)
    signed = {one.person_id for one in sheet.signatures if not one.as_chief}
    judged = [one.id for one in readings.rules_of(sheet).aspects if isinstance(one, Judged)]
    code = signing.hinders(sheet, judge)
    is_over = sheet.state in (SheetState.SIGNED, SheetState.CLOSED)
    return PanelView(
        panel=[
            Colleague(
                one.person.name,
                one.chief,
                len(set(judged) & set(readings.own(sheet, one.person_id))),
                one.person_id in signed,
            )
            for one in panel
        ],
        count=len(judged),
        talks=_talks(sheet, {one.person_id: one.person.name for one in panel}),
        why=wording.refusal(code) if code else "",
        code=code,
        digest=readings.digest(sheet, judge.id),
        has_signed=judge.id in signed,
        is_chief=panels.is_chief(sheet, judge),
        whole=readings.digest(sheet),
        needs=max(0, sheet.station.judges - len(panel)),
        paper=_has_paper(sheet),
        **(_result(sheet) if is_over else {"lines": (), "deductions": (), "critical": (), "points": ""}),
    )


def _has_paper(sheet: ScoreSheet) -> bool:
    found = queries.entries(sheet.id)
    return len(found) == 2 and not found[0].settled_at


def _talks(sheet: ScoreSheet, names: dict[int, str]) -> list[Talk]:
    found = readings.marks(sheet)
    return [
        Talk(item_name(sheet, item), [(names[who], plain(mark)) for who, mark in sorted(found[item].items())])
        for item in readings.needs_talk(sheet)
    ]


def _result(sheet: ScoreSheet) -> dict[str, Any]:
    """What the marks are worth, with what was dropped and what was taken away."""
    score = readings.score(sheet)
    lines = [
        PointsLine(
            item_name(sheet, one.aspect_id),
            [*((plain(mark), False) for mark in one.counted), *((plain(mark), True) for mark in one.dropped)],
            points(one.points),
            one.most,
        )
        for one in score.lines
    ]
    taken = [(item_name(sheet, one.id), points(one.points)) for one in score.deductions]
    faults = [item_name(sheet, one) for one in score.critical]
    return {"lines": lines, "deductions": taken, "critical": faults, "points": points(score.points)}


def item_name(sheet: ScoreSheet, item: str) -> str:
    """What an aspect, a penalty or a critical fault is called; else the time."""
    content = sheet.sheet_version.content
    parts = [*content["aspects"], *content["penalties"], *content["critical"]]
    return next((pick(one["name"]) for one in parts if one["id"] == item), str(wording.PARTS["timing"]))


def plain(mark: Fraction) -> str:
    """A mark as it was written: 2, 12.6."""
    return marking.exact(mark)


def points(value: Fraction) -> str:
    """Points with two decimals."""
    whole, part = divmod(hundredths(value), 100)
    return f"{whole}.{part:02d}"
