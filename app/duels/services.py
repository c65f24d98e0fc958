"""Playing a PK against the machine. Callers open the transaction.

Every change is a guarded update (`where version = ?`): of two at the same instant one wins, the other looks again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import Any, cast

from flask_babel import lazy_gettext as _
from sqlalchemy import CursorResult, Table, bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from app.duels import queries
from app.duels.events import DuelFinished, SeatResult
from app.duels.models import Duel, DuelSeat, Kind, Status
from app.kit.clock import milliseconds
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.kit.events import publish
from app.people.models import Person
from app.questions.queries import Version, pool, version, versions
from quizzes.rules import duel as rules
from quizzes.rules import grading, machine
from quizzes.rules.choosing import PoolTooSmall, choose
from quizzes.rules.scoring import limit_ms

QUESTIONS = rules.Rules().questions
UNSEEN_DUELS = 3  # the last PKs whose questions do not come again while the pool allows
TRIES = 5
NO_SUCH_LEVEL = _("There are five levels, 1 to 5. Choose one of them.")
POOL_TOO_SMALL = _("There are not enough questions for your post yet. Take a micro-class meanwhile; nothing is lost.")
NOT_OPEN = _("That question is not open. Nothing was changed; here is where you are.")
OVER = _("This PK is over, so that answer does not count any more. Here is how it ended.")

CHANGED = ("state", "version", "touched_at", "status", "finished_at")
DUELS = cast("Table", Duel.__table__)
GUARDED = (  # built once: every answer runs it
    update(DUELS)
    .where(DUELS.c.id == bindparam("guard_id"), DUELS.c.version == bindparam("guard_version"))
    .values({name: bindparam(f"new_{name}") for name in CHANGED})
)

Event = Callable[[Duel, rules.State, int], rules.Event]


def start(person: Person, level: int, now: datetime, seed: int) -> Duel:
    """A new PK against the machine of this level, or the one that is still running.

    Raises Invalid for a level that does not exist and Conflict where the post has too few questions.
    """
    if level not in machine.LEVELS:
        raise Invalid(NO_SUCH_LEVEL)
    session().execute(select(Person.id).filter_by(id=person.id).with_for_update())  # one start at a time
    running = queries.running(person)
    if running is not None:
        return running
    asked = _choose(person, seed)
    state, _facts = rules.step(_laid_out(person, asked, level, seed), rules.Start(), milliseconds(now))
    duel = Duel(
        kind=Kind.MACHINE,
        status=Status.RUNNING,
        post_id=person.post_id,
        level=level,
        seed=seed,
        version_ids=[one.id for one in asked],
        state=rules.to_json(state),
        version=0,
        started_at=now,
        touched_at=now,
        seats=[DuelSeat(side=0, person_id=person.id), DuelSeat(side=1)],
    )
    session().add(duel)
    session().flush()
    return duel


def _choose(person: Person, seed: int) -> list[Version]:
    """Five questions of the person's post. Raises Conflict where there are not so many."""
    asked_now = pool(person.post_id)
    lately = [one for duel in queries.last(person, UNSEEN_DUELS) for one in versions(duel.version_ids)]
    candidates = [(question_id, difficulty) for question_id, _version_id, difficulty in asked_now]
    try:
        chosen = choose(candidates, [one.question_id for one in lately], QUESTIONS, Random(seed))
    except PoolTooSmall:
        raise Conflict(POOL_TOO_SMALL, code="pool-too-small") from None
    current = {question_id: version_id for question_id, version_id, _difficulty in asked_now}
    return versions([current[question_id] for question_id in chosen])


def _laid_out(person: Person, asked: list[Version], level: int, seed: int) -> rules.State:
    """Both seats before the start; the machine's answers are planned and stay on the server."""
    contents = [one.content for one in asked]
    mine = tuple(limit_ms(content, person.extra_time) for content in contents)
    theirs = tuple(limit_ms(content) for content in contents)
    planned = machine.plan(contents, theirs, level, seed)
    seats = (rules.Seat(rules.Kind.HUMAN, mine), rules.Seat(rules.Kind.MACHINE, theirs, planned=planned))
    return rules.State(rules.Rules(questions=QUESTIONS), seats)


def question_seed(duel: Duel, side: int, index: int) -> int:
    """What the shuffling of a question follows from: another order for each seat, the same on every reload."""
    return duel.seed * 100 + side * 10 + index


def answer(duel_id: int, person: Person, index: int, raw: Any, now: datetime) -> Duel:
    """Take an answer to question `index`. The first one counts: a repeated or late one changes nothing.

    Raises NotFound for somebody else's PK, Invalid for a question that is not open, Conflict for a PK that ended
    without this answer, and `grading.BadResponse` for an answer that the question cannot have.
    """

    def answered(duel: Duel, state: rules.State, side: int) -> rules.Event:
        if not _awaits(state, side, index):
            _refuse_after_end(state, side, index)
            return rules.Answered(side, index, None, False)  # repeated, late or not open: the rules say which
        content = version(duel.version_ids[index]).content
        response = grading.check(content, grading.unmask(content, question_seed(duel, side, index), raw))
        return rules.Answered(side, index, response, grading.grade(content, response).correct)

    return _change(duel_id, person, now, answered)


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
    """End the PK: what is still open or to come counts as not answered."""
    return _change(duel_id, person, now, lambda _duel, _state, _side: rules.Abandoned())


def catch_up(duel_id: int, person: Person, now: datetime) -> Duel:
    """Let happen what fell due, such as a question whose time is up."""
    return _change(duel_id, person, now, lambda _duel, _state, _side: rules.Tick())


def is_due(duel: Duel, now: datetime) -> bool:
    """Whether something fell due since the PK was last changed."""
    if duel.status == Status.FINISHED:
        return False
    _state, facts = rules.step(rules.from_json(duel.state), rules.Tick(), milliseconds(now))
    return bool(facts)


def close_untouched(duel_id: int, since: datetime, now: datetime) -> bool:
    """Close a PK that nobody has touched since then; False where somebody did, or it is over."""
    duel = session().get(Duel, duel_id, populate_existing=True)
    if duel is None or duel.status == Status.FINISHED or duel.touched_at >= since:
        return False
    state, facts = rules.step(rules.from_json(duel.state), rules.Abandoned(), milliseconds(now))
    return _keep(duel, state, facts, now)


def _change(duel_id: int, person: Person, now: datetime, event: Event) -> Duel:
    """Let an event happen to one of the person's PKs as it stands now."""
    for _attempt in range(TRIES):
        duel = queries.duel(duel_id, person)
        state, facts = _stepped(duel, person, event, milliseconds(now))
        if state == rules.from_json(duel.state) or _keep(duel, state, facts, now):
            return duel
    raise Conflict


def _stepped(duel: Duel, person: Person, event: Event, now_ms: int) -> rules.Step:
    """What fell due happens first: whoever builds the event sees the state that it meets."""
    side = queries.side_of(duel, person)
    assert side is not None
    state, before = rules.step(rules.from_json(duel.state), rules.Tick(), now_ms)
    try:
        state, after = rules.step(state, event(duel, state, side), now_ms)
    except rules.Refused as refused:
        raise Invalid(NOT_OPEN, code=refused.code) from None
    return state, before + after


def _keep(duel: Duel, state: rules.State, facts: Iterable[rules.Fact], now: datetime) -> bool:
    """Store the next state, unless somebody has stored another in between; then False and nothing has changed."""
    finished = next((fact for fact in facts if isinstance(fact, rules.Finished)), None)
    changed: dict[str, Any] = {
        "state": rules.to_json(state),
        "version": duel.version + 1,
        "touched_at": now,
        "status": (Status.FINISHED if finished else Status.RUNNING).value,
        "finished_at": now if finished else None,
    }
    values = {f"new_{name}": value for name, value in changed.items()}
    values |= {"guard_id": duel.id, "guard_version": duel.version}
    if cast("CursorResult[Any]", session().execute(GUARDED, values)).rowcount != 1:
        return False
    for name, value in changed.items():
        set_committed_value(duel, name, value)
    if finished:
        _finish(duel, state, finished, now)
    return True


def _finish(duel: Duel, state: rules.State, finished: rules.Finished, now: datetime) -> None:
    for seat, outcome, total in zip(duel.seats, finished.outcomes, finished.totals, strict=True):
        seat.outcome, seat.score = outcome.value, total
    session().flush()
    publish(DuelFinished(duel.id, now, tuple(_result(duel, state, seat) for seat in duel.seats)))


def _result(duel: Duel, state: rules.State, seat: DuelSeat) -> SeatResult:
    against_machine = duel.seats[1 - seat.side].person_id is None
    return SeatResult(
        person_id=seat.person_id,
        outcome=str(seat.outcome),
        score=seat.score or 0,
        right=state.seats[seat.side].right,
        machine_level=duel.level if against_machine else None,
    )
