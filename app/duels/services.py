"""Playing a PK. Callers open the transaction.

Every change is a guarded update (`where version = ?`): of two at the same instant one wins, the other looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from flask_babel import lazy_gettext as _
from sqlalchemy import CursorResult, Table, bindparam, delete, update
from sqlalchemy.orm.attributes import set_committed_value

from app.duels import queries
from app.duels.events import Against, ChallengeSent, DuelChanged, DuelFinished, SeatResult
from app.duels.glances import keep_apart, state_of
from app.duels.models import Duel, Kind, OpenPk, Status
from app.duels.seating import Seat, of_side
from app.kit.clock import milliseconds, moment
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.kit.events import publish
from app.people.models import Person, Post
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules import grading

QUESTIONS = rules.Rules().questions
TRIES = 5
CHALLENGE_LASTS = timedelta(hours=48)
NOT_OPEN = _("That question is not open. Nothing was changed; here is where you are.")
OVER = _("This PK is over, so that answer does not count any more. Here is how it ended.")

CHANGED = ("state", "version", "touched_at", "status", "finished_at", "due_at")
DUELS = cast("Table", Duel.__table__)
GUARDED = (  # built once: every answer runs it
    update(DUELS)
    .where(DUELS.c.id == bindparam("guard_id"), DUELS.c.version == bindparam("guard_version"))
    .values({name: bindparam(f"new_{name}") for name in CHANGED})
)

DEVICE = tuple(
    update(DUELS).where(DUELS.c.id == bindparam("of_duel")).values({of_side(side, "device"): bindparam("new_device")})
    for side in (0, 1)
)
ENDED = GUARDED.values({name: bindparam(f"new_{name}") for name in ("outcome", "first_score", "second_score")})
OPEN = cast("Table", OpenPk.__table__)
CLOSED = delete(OPEN).where(OPEN.c.duel_id == bindparam("of_duel"))

Event = Callable[[Duel, rules.State, int], rules.Event]


def question_seed(duel: Duel, side: int, index: int) -> int:
    """What the shuffling of a question follows from: another order for each seat, the same on every reload."""
    return duel.seed * 100 + side * 10 + index


def answer(duel_id: int, person: Person, index: int, raw: Any, now: datetime, *, device: str | None = None) -> Duel:
    """Take an answer to question `index`. The first one counts: a repeated or late one changes nothing.

    `device`: a short hash of the browser it came from, for the fairness lab.

    Raises NotFound for somebody else's PK, Invalid for a question that is not open, Conflict for a PK that ended
    without this answer, and `grading.BadResponse` for an answer that the question cannot have.
    """

    def answered(duel: Duel, state: rules.State, side: int) -> rules.Event:
        if not _awaits(state, side, index):
            _refuse_after_end(state, side, index)
            return rules.Answered(side, index, None, False)  # repeated, late or not open: the rules say which
        content = version(duel.version_ids[index]).content
        response = grading.check(content, grading.unmask(content, question_seed(duel, side, index), raw))
        return rules.Answered(side, index, response, grading.grade(content, response).correct, _credit_ms(duel, side))

    duel = _change(duel_id, person, now, answered)
    side = queries.side_of(duel, person)
    if device is not None and side is not None and duel.seats[side].device is None:
        session().execute(DEVICE[side], {"of_duel": duel_id, "new_device": device})
    return duel


def _credit_ms(duel: Duel, side: int) -> int:
    """The way there and back, as the server measured it; the rules cap it."""
    return duel.seats[side].lag_ms or 0


def _awaits(state: rules.State, side: int, index: int) -> bool:
    """Whether this seat still owes an answer to this question."""
    return state.phase is rules.Phase.QUESTION and index == state.index and state.seats[side].answers[index] is None


def _refuse_after_end(state: rules.State, side: int, index: int) -> None:
    """Once a PK is over, only who sends again what counted (or was just late for the last question) gets a reply."""
    if state.phase is not rules.Phase.FINISHED or not 0 <= index < state.index:
        return
    given = state.seats[side].answers[index]
    if given is None or given.response is None:
        raise Conflict(OVER, code="over")


def go_on(duel_id: int, person: Person, index: int, now: datetime) -> Duel:
    """Open the question after `index`. From an old page, or sent twice, it changes nothing."""
    return _change(duel_id, person, now, lambda _duel, _state, side: rules.Next(side, index))


def give_up(duel_id: int, person: Person, now: datetime) -> Duel:
    """End the PK: what is still open or to come counts as not answered. Against a person this loses it."""
    return _change(duel_id, person, now, lambda _duel, _state, side: rules.Abandoned(side))


def is_due(duel: Duel, now: datetime) -> bool:
    """Whether something fell due since the PK was last changed."""
    if duel.status != Status.RUNNING:
        return False
    _state, facts = rules.step(state_of(duel), rules.Tick(), milliseconds(now))
    return bool(facts)


def due_at(state: rules.State) -> datetime | None:
    """When the PK moves on by itself."""
    due = rules.due_ms(state)
    return None if due is None else moment(due)


def move_on(duel_id: int, now: datetime) -> bool:
    """Let happen what fell due in a PK, whoever looks; False where nothing did."""
    duel = session().get(Duel, duel_id, populate_existing=True)
    if duel is None or duel.status != Status.RUNNING:
        return False
    state, facts = rules.step(state_of(duel), rules.Tick(), milliseconds(now))
    return bool(facts) and keep(duel, state, facts, now)


def close_untouched(duel_id: int, since: datetime, now: datetime) -> bool:
    """Close a PK that nobody has touched since then; False where somebody did, or it is over."""
    duel = session().get(Duel, duel_id, populate_existing=True)
    if duel is None or duel.status != Status.RUNNING or (duel.touched_at or now) >= since:
        return False
    state, facts = rules.step(state_of(duel), rules.Abandoned(), milliseconds(now))
    return keep(duel, state, facts, now)


def expire(duel_id: int, now: datetime) -> bool:
    """End a challenge that nobody took in time: it counts for nobody."""
    duel = session().get(Duel, duel_id, populate_existing=True)
    if duel is None or duel.status != Status.WAITING or duel.due_at is None or duel.due_at > now:
        return False
    return _store(duel, state_of(duel), Status.EXPIRED, now)


def _change(duel_id: int, person: Person, now: datetime, event: Event) -> Duel:
    """Let an event happen to one of the person's PKs as it stands now."""
    for _attempt in range(TRIES):
        duel = queries.glance(duel_id, person)
        if duel.status in (Status.WAITING, Status.EXPIRED):
            raise Conflict(OVER, code="over")
        state, facts = _stepped(duel, person, event, milliseconds(now))
        if state == state_of(duel):
            return duel
        if any(isinstance(fact, rules.Finished) for fact in facts):
            whole = queries.duel(duel_id, person)
            if whole.version == duel.version and keep(whole, state, facts, now):
                return whole
        elif _store(duel, state, Status.RUNNING, now):
            return duel
    raise Conflict


def _stepped(duel: Duel, person: Person, event: Event, now_ms: int) -> rules.Step:
    """What fell due happens first: whoever builds the event sees the state that it meets."""
    side = queries.side_of(duel, person)
    assert side is not None
    state, before = rules.step(state_of(duel), rules.Tick(), now_ms)
    try:
        state, after = rules.step(state, event(duel, state, side), now_ms)
    except rules.Refused as refused:
        raise Invalid(NOT_OPEN, code=refused.code) from None
    return state, before + after


def keep(duel: Duel, state: rules.State, facts: Iterable[rules.Fact], now: datetime) -> bool:
    """Store the next state, unless somebody has stored another in between; then False and nothing has changed."""
    finished = next((fact for fact in facts if isinstance(fact, rules.Finished)), None)
    status = _status(duel, state) if finished else Status.RUNNING
    if not _store(duel, state, status, now, finished if status is Status.FINISHED else None):
        return False
    if status is Status.WAITING:
        _send(duel, now)
    elif status is Status.FINISHED:
        _finish(duel, state, now)
    return True


def _status(duel: Duel, state: rules.State) -> Status:
    """Of a PK that came to its end: a challenge then waits for the other, unless nothing of it was played.

    It is sent as it stands: who could throw a poor half away would only ever send perfect ones.
    """
    if duel.kind != Kind.CHALLENGE or state.seats[0].kind is not rules.Kind.HUMAN:
        return Status.FINISHED
    played = state.opened > 1 or state.seats[0].answers[0] != rules.unanswered(state.seats[0], 0)
    return Status.WAITING if played else Status.EXPIRED


def _store(
    duel: Duel, state: rules.State, status: Status, now: datetime, finished: rules.Finished | None = None
) -> bool:
    changed: dict[str, Any] = {
        "state": rules.to_json(state),
        "version": duel.version + 1,
        "touched_at": now if status is Status.RUNNING else None,
        "status": status.value,
        "finished_at": now if status in (Status.FINISHED, Status.EXPIRED) else None,
        "due_at": _due(duel, state, status, now),
    }
    if finished:
        scores = dict(zip(("first_score", "second_score"), finished.totals, strict=True))
        changed |= scores | {"outcome": finished.outcomes[0].value}
    values = {f"new_{name}": value for name, value in changed.items()}
    values |= {"guard_id": duel.id, "guard_version": duel.version}
    if cast("CursorResult[Any]", session().execute(ENDED if finished else GUARDED, values)).rowcount != 1:
        return False
    put = set_committed_value if isinstance(duel, Duel) else setattr
    for name, value in changed.items():
        put(duel, name, value)
    keep_apart(duel, state)
    if status is not Status.RUNNING:
        session().execute(CLOSED, {"of_duel": duel.id})
    publish(DuelChanged(duel.id, duel.version))
    return True


def _due(duel: Duel, state: rules.State, status: Status, now: datetime) -> datetime | None:
    if status is Status.WAITING:
        return now + CHALLENGE_LASTS
    return due_at(state) if status is Status.RUNNING and duel.kind == Kind.LIVE else None


def _send(duel: Duel, now: datetime) -> None:
    first, second = duel.seats
    assert duel.due_at is not None
    publish(ChallengeSent(duel.id, first.person_id, second.person_id, duel.due_at, now))


def _finish(duel: Duel, state: rules.State, now: datetime) -> None:
    first, second = (_result(duel, state, seat) for seat in duel.seats)
    family = session().get_one(Post, duel.post_id).family
    publish(DuelFinished(duel.id, now, (first, second), family, duel.friendly, duel.rated))


def _result(duel: Duel, state: rules.State, seat: Seat) -> SeatResult:
    against = _against(seat, seat.other)
    return SeatResult(
        person_id=seat.person_id,
        outcome=str(seat.outcome),
        score=seat.score or 0,
        right=state.seats[seat.side].right,
        against=against,
        machine_level=duel.level if against is Against.MACHINE else None,
        repeated=against is Against.GHOST and queries.has_played_recorded(duel, seat.person_id),
        missed=tuple(_missed(duel, state, seat)) if seat.person_id else (),
        is_here=state.seats[seat.side].kind is rules.Kind.HUMAN,
    )


def _missed(duel: Duel, state: rules.State, seat: Seat) -> Iterator[int]:
    """What the seat answered wrongly or let pass. Questions that were never shown are not missed."""
    place = state.seats[seat.side]
    shown = state.opened if place.kind is rules.Kind.HUMAN else 0
    for index, given in enumerate(place.answers):
        if given is not None and not given.correct and (given.response is not None or index < shown):
            yield duel.version_ids[index]


def _against(seat: Seat, other: Seat) -> Against:
    if other.person_id is not None:
        return Against.PERSON
    if other.ghost_of_id is not None:
        return Against.ONESELF if other.ghost_of_id == seat.person_id else Against.GHOST
    return Against.MACHINE
