"""Playing a PK on stage: joining, answering, and what happens by itself. Callers open the transaction.

The rules are those of any PK (quizzes/rules/duel.py); only going on is the host's. The server's clock decides: a device
that lost its line for a while finds the PK as it stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import case, update

from app.audit.services import note
from app.hall import queries
from app.hall.events import StagePkChanged
from app.hall.models import PkStatus, StagePk, StageSeat
from app.judging import measuring
from app.kit.clock import milliseconds, moment
from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.events import publish
from app.people.models import Person
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules import grading
from quizzes.rules.scoring import Outcome

NOT_OPEN = _("That question is not open. Nothing was changed; here is where you are.")
OVER = _("This PK is over, so that answer does not count any more.")
TAKEN = _("Somebody sits there already. Take the other side.")
NOTED_EVERY = timedelta(seconds=5)
RESULT = {Outcome.WON: 2, Outcome.DRAWN: 1, Outcome.LOST: 0}


def question_seed(pk: StagePk, side: int, index: int) -> int:
    """What the shuffling of a question follows from: another order for each seat and for the screen."""
    return pk.seed * 1000 + side * 100 + index


def sit(token: str, side: int, person: Person) -> StagePk:
    """Take a side of a practice. Raises NotFound where it is none, Conflict where somebody sits there."""
    pk = queries.locked(token)
    if not pk.practice or side not in (0, 1) or not pk.is_open:
        raise NotFound
    seat = pk.seats[side]
    if seat.person_id not in (None, person.id) or pk.seats[1 - side].person_id == person.id:
        raise Conflict(TAKEN, code="taken")
    seat.person_id = person.id
    session().flush()
    changed(pk)
    return pk


def ready(token: str, person: Person, now: datetime) -> StagePk:
    """Say to be there. Again changes nothing. Raises NotFound for somebody else's PK."""
    pk = queries.locked(token)
    seat = _seat_of(pk, person)
    seat.seen_at = now
    if seat.ready_at is None and pk.status == PkStatus.CALLED:
        seat.ready_at = now
        changed(pk)
    return pk


def seen(pk: StagePk, side: int, now: datetime, took_ms: int | None = None) -> None:
    """A sign of life; with the way there and back, where it was measured: the shortest one counts."""
    mine = update(StageSeat).where(StageSeat.pk_id == pk.id, StageSeat.side == side)
    values: dict[str, Any] = {"seen_at": now}
    if took_ms is not None:
        values["lag_ms"] = case((StageSeat.lag_ms < took_ms, StageSeat.lag_ms), else_=took_ms)
    session().execute(mine.values(**values), execution_options={"synchronize_session": False})


def answer(token: str, person: Person, index: int, raw: Any, now: datetime) -> StagePk:
    """Take an answer to question `index`. The first one counts: a repeated or late one changes nothing.

    Raises NotFound for somebody else's PK, Invalid for a question that is not open, Conflict where the PK is over, and
    `grading.BadResponse` for an answer that the question cannot have.
    """
    pk = queries.locked(token)
    seat = _seat_of(pk, person)
    if pk.status not in (PkStatus.RUNNING, PkStatus.FINISHED):
        raise Conflict(OVER, code="over")
    catch_up(pk, now)
    state = rules.from_json(pk.state)
    event = rules.Answered(seat.side, index, None, correct=False)
    if _awaits(state, seat.side, index):
        content = version(pk.version_ids[index]).content
        response = grading.check(content, grading.unmask(content, question_seed(pk, seat.side, index), raw))
        right = grading.grade(content, response).correct
        event = rules.Answered(seat.side, index, response, right, seat.lag_ms or 0)
    try:
        happen(pk, event, now)
    except rules.Refused as refused:
        raise Invalid(NOT_OPEN, code=refused.code) from None
    seat.seen_at = now
    return pk


def is_to_note(pk: StagePk, side: int, now: datetime) -> bool:
    """Whether who looks shows by that to be there: noted now and then, not at each look."""
    before = pk.seats[side].seen_at
    return pk.is_open and (before is None or before <= now - NOTED_EVERY)


def _awaits(state: rules.State, side: int, index: int) -> bool:
    return state.phase is rules.Phase.QUESTION and index == state.index and state.seats[side].answers[index] is None


def _seat_of(pk: StagePk, person: Person) -> StageSeat:
    side = queries.side_of(pk, person)
    if side is None:
        raise NotFound
    return pk.seats[side]


# What follows -------------------------------------------------------------------------------------------------------


def is_due(pk: StagePk, now: datetime) -> bool:
    return pk.due_at is not None and pk.due_at <= now


def move_on(pk_id: int, now: datetime) -> bool:
    """Let happen what fell due, whoever looks; False where nothing did."""
    found = session().get(StagePk, pk_id)
    if found is None:
        return False
    pk = queries.locked(found.token)
    before = pk.version
    catch_up(pk, now)
    return pk.version != before


def catch_up(pk: StagePk, now: datetime) -> None:
    """What fell due happens first, at its own moment."""
    if pk.status == PkStatus.RUNNING:
        happen(pk, rules.Tick(), now)


def happen(pk: StagePk, event: rules.Event, now: datetime) -> None:
    """Let an event happen to a PK that is held, and all that follows from it."""
    before = rules.from_json(pk.state)
    state, facts = rules.step(before, event, milliseconds(now))
    if state == before:
        return
    due = rules.due_ms(state)
    pk.state, pk.due_at = rules.to_json(state), None if due is None else moment(due)
    if any(isinstance(fact, rules.Finished) for fact in facts):
        _finish(pk, state, now)
    changed(pk)


def changed(pk: StagePk) -> None:
    """Whoever looks at it looks again."""
    pk.version += 1
    session().flush()
    publish(StagePkChanged(pk.id, pk.version))


def _finish(pk: StagePk, state: rules.State, now: datetime) -> None:
    """The result stands, goes on the sheets of those who play here for the first time, and into the log."""
    pk.status, pk.finished_at, pk.due_at, pk.lingers = PkStatus.FINISHED.value, now, None, True
    for seat, outcome in zip(pk.seats, rules.outcomes(state), strict=True):
        seat.outcome, seat.open = outcome.value, False
    session().flush()
    if pk.practice:
        return
    for seat in sorted(pk.seats, key=lambda one: one.finalist_id or 0):
        _enter(pk, state, seat, now)
    facts = {"pk": pk.id, "versions": pk.version_ids, "right": [one.right for one in state.seats],
             "scores": [one.total() for one in state.seats],
             "numbers": [seat.finalist.number if seat.finalist else 0 for seat in pk.seats]}  # fmt: skip
    note(None, "pk.finished", f"station:{pk.station_id}", facts, now)


def _enter(pk: StagePk, state: rules.State, seat: StageSeat, now: datetime) -> None:
    other = pk.seats[1 - seat.side].finalist
    if seat.finalist_id is None or other is None:
        return
    values = {"pk-right": state.seats[seat.side].right, "pk-result": RESULT[Outcome(seat.outcome or "drawn")]}
    source = {"way": "pk", "of": pk.id, "against": other.number or 0}
    measuring.enter(pk.station_id, seat.finalist_id, values, source, now)
