"""Running rules of selection on the snapshot: a dry run changes nothing, and what is fixed is the same run."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select as query

from app.finals import snapshots
from app.finals.models import CandidateRow, Final, RuleSet
from app.kit.database import session
from app.kit.errors import Conflict
from quizzes.formats import selectionrules
from quizzes.rules.selection import Candidate, Decision, Fate, Selection, SelectionRules, select
from quizzes.rules.selectiontrace import TieBreak

NO_SNAPSHOT = _("There is no snapshot yet. Take it first; the rules choose from it.")
COLUMNS = list(CandidateRow.__table__.columns)


@dataclass(frozen=True)
class Run:
    """What rules make of the snapshot. `digest`: SHA-256 of snapshot, rules and result: what two people sign."""

    rules: SelectionRules
    candidates: Mapping[int, Candidate]
    dealers: Mapping[int, str]
    selection: Selection
    digest: str

    def of(self, person_id: int) -> Decision | None:
        return next((one for one in self.selection.decisions if one.person_id == person_id), None)

    def seats(self) -> list[int]:
        return self.selection.of(Fate.IN)


def run(final: Final, rule_set: RuleSet, declined: Collection[int] = frozenset()) -> Run:
    """Raises Conflict where no snapshot was taken."""
    rows = _rows(final)
    rules = selectionrules.rules(rule_set.rules)
    counted = tuple(rule_set.rules["stages"]) or _all_stages(final)
    candidates = {row["person_id"]: _candidate(row, rules, counted) for row in rows}
    selection = select(list(candidates.values()), rules, declined)
    dealers = {row["person_id"]: row["dealer"] for row in rows}
    return Run(rules, candidates, dealers, selection, _digest(rows, rule_set, selection))


def _rows(final: Final) -> Sequence[Mapping[str, Any]]:
    found = query(*COLUMNS).where(CandidateRow.final_id == final.id).order_by(CandidateRow.person_id)
    rows = [dict(row) for row in session().execute(found).mappings()]
    if not rows:
        raise Conflict(NO_SNAPSHOT, code="no-snapshot")
    return rows


def _all_stages(final: Final) -> tuple[int, ...]:
    return tuple(span.number for span in snapshots.spans(final.season))


def _candidate(row: Mapping[str, Any], rules: SelectionRules, counted: tuple[int, ...]) -> Candidate:
    """Somebody with the points of the stages that count; early and last-stage are those of the last of them."""
    kept = row["measures"]
    last = max(counted)
    measures = {name: kept[name] for name in TieBreak if name in kept}
    measures[TieBreak.TENURE] = snapshots.tenure(row["hired_on"], rules.on)
    measures[TieBreak.EARLY] = kept.get(f"early-{last}", 0)
    measures[TieBreak.LAST_STAGE] = kept.get(f"stage-{last}", 0)
    return Candidate(
        person_id=row["person_id"],
        region=row["region"],
        post=row["post"],
        points=sum(kept.get(f"stage-{number}", 0) for number in counted),
        employed=row["employed"],
        brands=frozenset(row["brands"]),
        hired_on=row["hired_on"],
        disqualified=row["disqualified"],
        measures=measures,
    )


def _digest(rows: Sequence[Mapping[str, Any]], rule_set: RuleSet, selection: Selection) -> str:
    decided = [[one.person_id, one.fate, one.place, one.way or "", one.reserve] for one in selection.decisions]
    whole = [snapshots.digest_of(rows), rule_set.rules, decided]
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Scarce:
    """A quota, or a post's minimum (`region` ""), with more seats than people: the snapshot knows."""

    region: str
    post: str
    seats: int
    people: int


def scarce(final: Final, content: Mapping[str, Any]) -> list[Scarce]:
    """Quotas that their own region and post, and minimums that their post cannot meet, whatever the points."""
    counted: dict[tuple[str, str], int] = {}
    found = query(CandidateRow.region, CandidateRow.post).where(
        CandidateRow.final_id == final.id, CandidateRow.employed
    )
    for region, post in session().execute(found):
        for cell in ((region, post), ("", post)):
            counted[cell] = counted.get(cell, 0) + 1
    if not counted:
        return []
    cells = [(one["region"], one["post"], one["seats"]) for one in content["quotas"]]
    cells += [("", post, least) for post, least in sorted(content["minimums"].items())]
    return [
        Scarce(region, post, seats, counted.get((region, post), 0))
        for region, post, seats in cells
        if counted.get((region, post), 0) < seats
    ]
