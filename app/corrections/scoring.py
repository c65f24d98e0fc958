"""What a correction makes of finished PKs: their scores, how they ended, and what their days pay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.corrections.answers import asks
from app.corrections.models import CorrectedDuel
from app.corrections.replaying import Scope, remember
from app.duels.models import Duel, Status
from app.items import models as items
from app.items.amending import Amended, amend
from app.kit.database import session
from app.kit.upsert import insert
from app.points import replay
from app.points.replay import Ending
from app.questions.queries import versions
from app.questions.rulings import is_correct
from quizzes.rules import duel as rules
from quizzes.rules.rescoring import Pair, forgotten, rescored

ALL_AT_ONCE = 1_000
UNFINISHED = (Status.RUNNING.value, Status.WAITING.value)


@dataclass(frozen=True)
class Scored:
    """A PK as it should stand."""

    duel: Duel
    state: rules.State

    @property
    def scores(self) -> list[int]:
        return [seat.total() for seat in self.state.seats]

    @property
    def outcomes(self) -> list[str]:
        return [one.value for one in rules.outcomes(self.state)]

    @property
    def is_changed(self) -> bool:
        return rules.to_json(self.state) != rules.to_json(rules.from_json(self.duel.state))

    @property
    def moves_scores(self) -> bool:
        return self.scores != [seat.score for seat in self.duel.seats]

    @property
    def is_turned(self) -> bool:
        return self.outcomes != [seat.outcome for seat in self.duel.seats]

    @property
    def endings(self) -> dict[tuple[int, int], Ending]:
        """How it comes out for its people."""
        return {
            (self.duel.id, seat.person_id): Ending(self.outcomes[seat.side], self.state.seats[seat.side].right)
            for seat in self.duel.seats
            if seat.person_id is not None
        }


def finished(version_ids: Sequence[int], since: datetime, after: int, most: int) -> list[int]:
    """The next PKs by id that finished since then and asked one of these versions."""
    return _ids(version_ids, after, most, Duel.status == Status.FINISHED.value, Duel.finished_at >= since)


def unfinished(version_ids: Sequence[int]) -> list[int]:
    """PKs that ask one of these versions and are not over yet."""
    return _ids(version_ids, 0, None, Duel.status.in_(UNFINISHED))


def over_among(duel_ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of these PKs those that are finished, and those that are not over yet."""
    rows = session().execute(select(Duel.id, Duel.status).where(Duel.id.in_(duel_ids)).order_by(Duel.id)).all()
    done = [duel_id for duel_id, status in rows if status == Status.FINISHED.value]
    return done, [duel_id for duel_id, status in rows if status in UNFINISHED]


def _ids(version_ids: Sequence[int], after: int, most: int | None, *which: ColumnElement[bool]) -> list[int]:
    """Of those that may ask these versions, those that do. They are read only as far as there are to be some."""
    query = select(Duel.id, Duel.version_ids).where(asks(version_ids), *which)
    wanted, found = set(version_ids), list[int]()
    rows = session().execute(
        query.where(Duel.id > after).order_by(Duel.id), execution_options={"yield_per": most or ALL_AT_ONCE}
    )
    with rows:
        for duel_id, asked in rows:
            if wanted & set(asked):
                found.append(duel_id)
            if most is not None and len(found) == most:
                break
    return found


def scored(scope: Scope, duel_ids: Sequence[int], *, lock: bool = False) -> list[Scored]:
    """How these PKs should stand, by what holds now."""
    query = select(Duel).where(Duel.id.in_(duel_ids), Duel.status == Status.FINISHED.value).order_by(Duel.id)
    if lock:
        query = query.with_for_update(of=Duel)
    found = session().scalars(query.execution_options(populate_existing=True))
    return [Scored(duel, _state(scope, duel)) for duel in found]


def _state(scope: Scope, duel: Duel) -> rules.State:
    state = rules.from_json(duel.state)
    asked = {index: one for index, one in enumerate(duel.version_ids) if one in scope.version_ids}
    state = rescored(state, {index: _pair(scope, state, index, one) for index, one in asked.items()})
    right = {index: _pair(scope, state, index, one) for index, one in asked.items() if one not in scope.after}
    return forgotten(state, {index: pair for index, pair in right.items() if pair is not None})


def _pair(scope: Scope, state: rules.State, index: int, version_id: int) -> Pair | None:
    """Whether each seat was right; None where the question is withdrawn."""
    ruling = scope.after.get(version_id)
    if ruling is not None and ruling.is_withdrawn:
        return None
    (asked,) = versions([version_id])
    given = [seat.answers[index] if index < len(seat.answers) else None for seat in state.seats]
    first, second = (is_correct(asked.content, one.response if one else None, ruling) for one in given)
    return first, second


def differences(endings: replay.Endings) -> dict[int, int]:
    """What days would pay more or less if PKs that count ended so, by person."""
    found: dict[int, int] = {}
    for day in sorted(replay.days_of({duel_id for duel_id, _person_id in endings})):
        found[day.person_id] = found.get(day.person_id, 0) + replay.difference(day, endings)
    return found


# Doing it ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rescored:
    """`points`: what days pay more or less, by person. `rates`: a PK that moves ratings has ended otherwise."""

    person_ids: Collection[int]
    points: Mapping[int, int]
    rates: bool


def carry_out(scope: Scope, duel_ids: Sequence[int], now: datetime) -> Rescored:
    """Let these PKs stand as they should, and pay their days again. Callers open the transaction."""
    changed = [one for one in scored(scope, duel_ids, lock=True) if one.is_changed]
    rates = any(one.is_turned and one.duel.rated and not one.duel.friendly for one in changed)
    _note(scope, changed)
    for one in changed:
        _store(one, now)
    session().flush()
    amend(answer for one in changed for answer in _amended(one))
    people = {seat.person_id for one in changed for seat in one.duel.seats if seat.person_id is not None}
    remember(scope, people)
    paid = replay.pay_again([one.duel.id for one in changed if not one.duel.friendly], now, scope.why)
    return Rescored(people, paid, rates)


def _note(scope: Scope, changed: Sequence[Scored]) -> None:
    """Once for correction and PK: what stood before the first time is what is shown."""
    rows = [
        {
            "correction_id": scope.correction_id,
            "duel_id": one.duel.id,
            "scores_before": [seat.score for seat in one.duel.seats],
            "outcomes_before": [seat.outcome for seat in one.duel.seats],
            "scores_after": one.scores,
            "outcomes_after": one.outcomes,
        }
        for one in changed
    ]
    if rows:
        session().execute(insert(CorrectedDuel).values(rows).on_conflict_do_nothing())


def _store(one: Scored, now: datetime) -> None:
    wrong = one.state.withdrawn or one.state.corrected
    one.duel.state, one.duel.regraded_at = rules.to_json(one.state), now if wrong else None
    one.duel.outcome = one.outcomes[0]
    for seat, score in zip(one.duel.seats, one.scores, strict=True):
        seat.score = score


def _amended(one: Scored) -> Iterator[Amended]:
    """The answers of its people, for the figures of questions."""
    for side, seat in enumerate(one.state.seats):
        for index, given in enumerate(seat.answers):
            if given is not None and one.duel.seats[side].person_id is not None:
                version_id = one.duel.version_ids[index]
                if index not in one.state.withdrawn:
                    yield Amended(items.Place.PK, one.duel.id, 2 * index + side, version_id, given.correct)
