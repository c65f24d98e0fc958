"""What a correction would change, counted by the very code that changes it. Nothing is written."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from app.corrections import answers, replaying, scoring
from app.corrections.models import Correction
from app.corrections.reckoning import PEOPLE_AT_ONCE, scope_of
from app.corrections.replaying import Scope
from app.corrections.scoring import Scored
from app.points import regrading

PKS_AT_ONCE = 500


def count(correction: Correction, now: datetime) -> dict[str, int]:
    """Answers, people, levels, PKs (turned: with another outcome), points gained and lost, by `queries.sums`'s keys."""
    scope = scope_of(correction, now)
    sums, points = Counter[str](), Counter[int]()
    concerned: set[int] = set()
    _count_people(scope, correction, sums, points, concerned)
    if scope.season is not None and scope.since is not None:
        some = _scored(scope, correction, scope.since)
        sums["pks"], sums["turned"] = len(some), sum(one.is_turned for one in some)
        moved = [one for one in some if one.moves_scores]
        concerned |= {seat.person_id for one in moved for seat in one.duel.seats if seat.person_id is not None}
        points.update(scoring.differences(some))
    return {
        "people": len(concerned | {person_id for person_id, more in points.items() if more}),
        "gained": sum(more for more in points.values() if more > 0),
        "lost": -sum(more for more in points.values() if more < 0),
        **{name: sums[name] for name in ("answers", "levels", "pks", "turned")},
    }


def _count_people(
    scope: Scope, correction: Correction, sums: Counter[str], points: Counter[int], concerned: set[int]
) -> None:
    last = 0
    while ids := answers.people(correction.version_ids, last, PEOPLE_AT_ONCE):
        last = ids[-1]
        had = regrading.had_by(ids, scope.season, scope.question_id) if scope.season is not None else regrading.had
        for plan in replaying.plans(scope, ids):
            if not plan.changes_something:
                continue
            concerned.add(plan.person_id)
            sums["answers"] += len(plan.changed)
            before, after = plan.before.mastery, plan.after.mastery
            sums["levels"] += plan.is_whole and (before.level, before.best) != (after.level, after.best)
            points[plan.person_id] += replaying.difference(scope, plan, had)


def _scored(scope: Scope, correction: Correction, since: datetime) -> list[Scored]:
    last, found = 0, list[Scored]()
    while ids := scoring.finished(correction.version_ids, since, last, PKS_AT_ONCE):
        last = ids[-1]
        found += [one for one in scoring.scored(scope, ids) if one.is_changed]
    return found
