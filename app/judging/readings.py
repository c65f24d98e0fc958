"""What stands on a sheet, as the rules read it: whose marks count, the marks, the time.

Results are reckoned from this and from nothing else; see quizzes/rules/judging.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from app.judging import panels
from app.judging.models import Mark, ScoreSheet, SheetState
from quizzes.rules import judging, scoresheet
from quizzes.rules.judging import Marks, Time

SERVER = 0  # stands where a judge's id stands: the server measured it


def rules_of(sheet: ScoreSheet) -> scoresheet.Sheet:
    return sheet.sheet_version.rules


def judges(sheet: ScoreSheet) -> Sequence[int]:
    """Whose marks count. Once all have signed: who signed. Before that: the panel; of a panel that has more judges
    than the station needs marks, those who have begun to mark.
    """
    if sheet.state in (SheetState.SIGNED, SheetState.CLOSED):
        return sorted({one.person_id for one in sheet.signatures if not one.as_chief})
    panel = [one.person_id for one in panels.of(sheet)]
    if len(panel) <= sheet.station.judges:
        return panel
    begun = {mark.judge_id for mark in sheet.marks}
    return [one for one in panel if one in begun]


def marks(sheet: ScoreSheet) -> Marks:
    """The marks that count. A judge who wrote nothing at a penalty or a critical fault saw none: nought."""
    counting = judges(sheet)
    found: dict[str, dict[int, Fraction]] = {}
    for one in sheet.marks:
        if one.judge_id in counting:
            found.setdefault(one.item, {})[one.judge_id] = Fraction(one.value)
    rules = rules_of(sheet)
    for part in [one.id for one in rules.penalties] + [one.id for one in rules.critical]:
        found[part] = {judge: found.get(part, {}).get(judge, Fraction(0)) for judge in counting}
    return found | {one.item: {SERVER: Fraction(one.value)} for one in sheet.measured}


def time(sheet: ScoreSheet) -> Time | None:
    """How long the work took by the server's clock; None where it was not timed."""
    if sheet.started_at is None or sheet.stopped_at is None:
        return None
    used = round((sheet.stopped_at - sheet.started_at).total_seconds())
    return Time(used, sheet.given_back_seconds)


def score(sheet: ScoreSheet) -> judging.Score:
    return judging.score(rules_of(sheet), marks(sheet), time(sheet))


def digest(sheet: ScoreSheet, judge_id: int | None = None) -> str:
    """The SHA-256 of what somebody signs: a judge the own marks; the chief (None) all that counts, and the time."""
    counting = judges(sheet) if judge_id is None else [judge_id]
    written = [_plain(mark) for mark in sorted(sheet.marks, key=lambda one: (one.item, one.judge_id))]
    facts: dict[str, Any] = {
        "sheet": sheet.id,
        "version": sheet.sheet_version_id,
        "marks": [one for one in written if one["judge"] in counting],
    }
    if sheet.measured:
        facts["measured"] = [[one.item, one.value, one.source] for one in sheet.measured]
    if judge_id is None:
        found = time(sheet)
        facts["seconds"] = [found.used_seconds, found.given_back_seconds] if found else []
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(mark: Mark) -> dict[str, Any]:
    return {"item": mark.item, "judge": mark.judge_id, "value": mark.value, "words": mark.words}


def own(sheet: ScoreSheet, judge_id: int) -> dict[str, Mark]:
    """What a judge wrote, by item."""
    return {one.item: one for one in sheet.marks if one.judge_id == judge_id}


def missing(sheet: ScoreSheet, judge_ids: Iterable[int]) -> list[tuple[str, int]]:
    """Which of these judges has yet to mark which aspect."""
    return judging.missing(rules_of(sheet), marks(sheet), list(judge_ids))


def unmeasured(sheet: ScoreSheet) -> list[str]:
    """What the server has yet to measure."""
    there = {one.item for one in sheet.measured}
    rules = rules_of(sheet)
    return [one.id for one in rules.aspects if rules.is_by_server(one.id) and one.id not in there]


def needs_talk(sheet: ScoreSheet) -> list[str]:
    return judging.needs_talk(rules_of(sheet), marks(sheet))
