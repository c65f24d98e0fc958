"""The demo's learning and daily sets, paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.days.models import DaySet
from app.duels.models import Duel, Status
from app.duels.seating import outcome_of
from app.kit.database import session
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.points import ledger
from app.points.models import Entry, Reason
from app.seasons.models import Season
from app.seasons.queries import day_of, rules_of, running
from quizzes.rules.duel import from_json
from quizzes.rules.points import Award, class_points, day_points, mastery_points, pk_points
from quizzes.rules.scoring import Outcome


def seed_demo(learned: Sequence[QuestionMastered | MicroClassCompleted], now: datetime) -> None:
    """Pay what was learned, and every set that was done; in one go, so the standings are made anew."""
    season = running(now)
    if season is None:
        return
    rows = [*_learning(learned, season), *_days(season), *_pks(season)]
    if rows:
        session().execute(insert(Entry), sorted(rows, key=lambda row: (row["at"], row["person_id"])))
        ledger.rebuild(now)


def _learning(facts: Iterable[QuestionMastered | MicroClassCompleted], season: Season) -> Iterable[dict[str, Any]]:
    rules = rules_of(season)
    for fact in facts:
        day = day_of(season, fact.at)
        if day < season.first_day.toordinal():
            continue
        if isinstance(fact, MicroClassCompleted):
            source = (Reason.CLASS, fact.micro_class_id, class_points(rules))
        else:
            source = (Reason.LEVEL_1, fact.question_id, mastery_points(fact.level, fact.first_attempt, rules))
        yield entry_row(season, fact.person_id, *source, day, fact.at)


def _days(season: Season) -> Iterable[dict[str, Any]]:
    award = day_points(False, rules_of(season))
    done = select(DaySet.person_id, DaySet.id, DaySet.day, DaySet.done_at).where(DaySet.done_at.is_not(None))
    for person_id, set_id, day, at in session().execute(done):
        assert at is not None
        yield entry_row(season, person_id, Reason.DAY, set_id, award, day, at)


def _pks(season: Season) -> Iterable[dict[str, Any]]:
    """What each PK pays both sides, in the order in which they ended: the day's first pay most."""
    so_far: Counter[tuple[int, int]] = Counter()
    paid: Counter[tuple[int, int]] = Counter()
    rules = rules_of(season)
    rows = session().execute(
        select(
            Duel.id, Duel.level, Duel.state, Duel.finished_at, Duel.outcome, Duel.first_person_id, Duel.second_person_id
        )
        .where(Duel.status == Status.FINISHED)
        .order_by(Duel.finished_at, Duel.id)
    )
    played = (
        (person_id, duel_id, level, state, at, side, outcome_of(side, str(outcome)))
        for duel_id, level, state, at, outcome, *people in rows
        for side, person_id in enumerate(people)
        if person_id is not None
    )
    for person_id, duel_id, level, state, at, side, outcome in played:
        day = day_of(season, at)
        key, right = (person_id, day), from_json(state).seats[side].right
        against = "person" if level is None else "machine"
        award = pk_points(Outcome(outcome), right, against, so_far[key] + 1, paid[key], rules)
        so_far[key] += 1
        paid[key] += award.points
        opponent = "against-person" if level is None else f"against-machine-{level}"
        told = replace(award, reasons=(award.reasons[0], opponent, *award.reasons[1:]))
        yield entry_row(season, person_id, Reason.PK, duel_id, told, day, at)


def entry_row(
    season: Season, person_id: int, reason: Reason, source_id: int, award: Award, day: int, at: datetime
) -> dict[str, Any]:
    """A line of the ledger for an award, to be inserted with many others. `day`: as an ordinal."""
    return {
        "season_id": season.id,
        "person_id": person_id,
        "reason": reason.value,
        "source_id": source_id,
        "points": award.points,
        "mastered": int(reason is Reason.LEVEL_1),
        "day": day,
        "detail": list(award.reasons),
        "at": at,
    }
