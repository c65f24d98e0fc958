"""What a correction would change, counted by the very code that changes it. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.corrections import answers, replaying, scoring
from app.corrections.models import Correction
from app.corrections.reckoning import PEOPLE_AT_ONCE, scope_of
from app.corrections.replaying import Plan, Scope
from app.corrections.scoring import Scored
from app.points import regrading
from app.points.replay import Ending

PKS_AT_ONCE = 500


@dataclass
class Tally:
    """What is counted so far; nothing in it belongs to a transaction. `endings`: of PKs, by PK and person."""

    sums: Counter[str] = field(default_factory=Counter)
    points: Counter[int] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    endings: dict[tuple[int, int], Ending] = field(default_factory=dict)

    def add_person(self, scope: Scope, plan: Plan, entries: replaying.Entries) -> None:
        self.people.add(plan.person_id)
        self.sums["answers"] += len(plan.changed)
        before, after = plan.before.mastery, plan.after.mastery
        self.sums["levels"] += plan.is_whole and (before.level, before.best) != (after.level, after.best)
        self.points[plan.person_id] += replaying.difference(scope, plan, entries)

    def add_pk(self, one: Scored) -> None:
        self.sums["pks"] += 1
        self.sums["turned"] += one.is_turned
        if one.moves_scores:
            self.people |= {seat.person_id for seat in one.duel.seats if seat.person_id is not None}
        if not one.duel.friendly:
            self.endings |= one.endings

    def told(self) -> dict[str, int]:
        """By `queries.sums`'s keys."""
        return {
            "people": len(self.people | {person_id for person_id, more in self.points.items() if more}),
            "gained": sum(more for more in self.points.values() if more > 0),
            "lost": -sum(more for more in self.points.values() if more < 0),
            **{name: self.sums[name] for name in ("answers", "levels", "pks", "turned")},
        }


def parts(correction: Correction, now: datetime) -> Iterator[dict[str, int]]:
    """Answers, people, levels, PKs (turned: with another outcome), points gained and lost: as far as they are counted,
    portion by portion; the last is all. Between two of them the caller may open a transaction.
    """
    scope, version_ids, tally = scope_of(correction, now), list(correction.version_ids), Tally()
    for _portion in _people(scope, version_ids, tally):
        yield tally.told()
    if scope.season is not None and scope.since is not None:
        for _portion in _pks(scope, version_ids, scope.since, tally):
            yield tally.told()
        tally.points.update(scoring.differences(tally.endings))
    yield tally.told()


def _people(scope: Scope, version_ids: list[int], tally: Tally) -> Iterator[None]:
    last = 0
    while ids := answers.people(version_ids, last, PEOPLE_AT_ONCE):
        last = ids[-1]
        had = regrading.had_by(ids, scope.season, scope.question_id) if scope.season is not None else regrading.had
        for plan in replaying.plans(scope, ids):
            if plan.changes_something:
                tally.add_person(scope, plan, had)
        yield


def _pks(scope: Scope, version_ids: list[int], since: datetime, tally: Tally) -> Iterator[None]:
    last = 0
    while ids := scoring.finished(version_ids, since, last, PKS_AT_ONCE):
        last = ids[-1]
        for one in scoring.scored(scope, ids):
            if one.is_changed:
                tally.add_pk(one)
        yield
