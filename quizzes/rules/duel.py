"""The PK as a pure state machine for two seats: a state, an event and the time in; the next state and facts out.

    WAITING ── Start ──► QUESTION ── all have answered, or time is up ──► REVEAL ── Next or Tick ──► QUESTION …
                             └── at the last question, or Abandoned ──► FINISHED

A question opens at one server time for both seats; each has its own limit, and half a second of grace for the line.
A machine's answers are planned beforehand and taken at the close: a machine never makes a person wait.
Time is in milliseconds since 1970 and only ever moves the state forward.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Any

from quizzes.rules.scoring import Outcome, outcome, score


class Kind(StrEnum):
    """Who sits there."""

    HUMAN = "human"
    MACHINE = "machine"


class Phase(Enum):
    WAITING = 0
    QUESTION = 1
    REVEAL = 2
    FINISHED = 3


class Refused(Exception):
    """An event that the state cannot take; `code` says why. The state has not changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Rules:
    """`reveal_ms`: how long a close is shown before the next question opens; None waits for Next."""

    questions: int = 5
    grace_ms: int = 500
    reveal_ms: int | None = None


@dataclass(frozen=True)
class Given:
    """An answer that was taken. No answer in time: response None, `used_ms` the limit."""

    response: Any
    correct: bool
    used_ms: int
    score: int


@dataclass(frozen=True)
class Seat:
    """`limits`: ms for each question. `answers`: one for each question that was opened, None while it is awaited.

    `planned` holds what a machine will have answered; it must not be shown before the close.
    """

    kind: Kind
    limits: tuple[int, ...]
    answers: tuple[Given | None, ...] = ()
    planned: tuple[Given, ...] = ()
    ready: bool = False  # has asked for the next question

    def total(self, questions: int | None = None) -> int:
        """The score of the questions that are closed (the first `questions` of them)."""
        return sum(given.score for given in self.answers[:questions] if given)

    @property
    def right(self) -> int:
        return sum(given.correct for given in self.answers if given)


@dataclass(frozen=True)
class State:
    """`index`: the question that is open or was closed last. `opened_ms`, `closed_ms`: when."""

    rules: Rules
    seats: tuple[Seat, Seat]
    phase: Phase = Phase.WAITING
    index: int = -1
    opened_ms: int = 0
    closed_ms: int = 0

    @property
    def closed(self) -> int:
        """How many questions are closed: what may be shown."""
        return self.index + (self.phase in (Phase.REVEAL, Phase.FINISHED))


# What can happen --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Start:
    """Both seats are taken: open the first question."""


@dataclass(frozen=True)
class Answered:
    """A seat has sent a response to question `index`; whoever grades says whether it is right."""

    seat: int
    index: int
    response: Any
    correct: bool


@dataclass(frozen=True)
class Next:
    """A seat has seen the close of question `index` and asks for the next."""

    seat: int
    index: int


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True)
class Abandoned:
    """The duel is given up: what is still open or to come counts as not answered."""


Event = Start | Answered | Next | Tick | Abandoned


# What follows -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionOpened:
    index: int


@dataclass(frozen=True)
class AnswerTaken:
    """`repeated`: this seat had answered before; `given` is its first answer."""

    seat: int
    index: int
    given: Given
    repeated: bool = False


@dataclass(frozen=True)
class QuestionClosed:
    index: int


@dataclass(frozen=True)
class Finished:
    outcomes: tuple[Outcome, Outcome]
    totals: tuple[int, int]


Fact = QuestionOpened | AnswerTaken | QuestionClosed | Finished
Step = tuple[State, tuple[Fact, ...]]


def step(state: State, event: Event, now: int) -> Step:
    """The state after the event, and what happened. Raises Refused where the event makes no sense.

    Whatever fell due before `now` happens first, so that a late tick gives what a timely one would have given.
    """
    state, before = _catch_up(state, now)
    match event:
        case Start():
            state, after = _start(state, now)
        case Answered():
            state, after = _answer(state, event, now)
        case Next():
            state, after = _next(state, event, now)
        case Abandoned():
            state, after = _abandon(state, now)
        case Tick():
            after = ()
    return state, before + after


def remaining_ms(state: State, seat: int, now: int) -> int:
    """How long the open question stays open for a seat, without the grace; 0 where none is open."""
    if state.phase is not Phase.QUESTION:
        return 0
    limit = state.seats[seat].limits[state.index]
    return max(0, min(limit, state.opened_ms + limit - now))


def _start(state: State, now: int) -> Step:
    if state.phase is not Phase.WAITING:
        raise Refused("already-started")
    return _open(state, 0, now)


def _open(state: State, index: int, now: int) -> Step:
    seats = tuple(replace(seat, answers=(*seat.answers, None), ready=False) for seat in state.seats)
    state = replace(state, phase=Phase.QUESTION, index=index, opened_ms=now, seats=(seats[0], seats[1]))
    return state, (QuestionOpened(index),)


def _answer(state: State, event: Answered, now: int) -> Step:
    seat = state.seats[event.seat]
    if seat.kind is not Kind.HUMAN:
        raise Refused("not-your-seat")
    if not 0 <= event.index <= state.index:
        raise Refused("not-open")
    first = seat.answers[event.index]
    if first is not None:
        return state, (AnswerTaken(event.seat, event.index, first, repeated=True),)
    given = _given(state, seat, event, now)
    state = _with_answer(state, event.seat, given)
    taken = (AnswerTaken(event.seat, event.index, given),)
    if any(one.kind is Kind.HUMAN and one.answers[state.index] is None for one in state.seats):
        return state, taken
    state, after = _close(state, max(now, state.opened_ms))
    return state, taken + after


def _given(state: State, seat: Seat, event: Answered, now: int) -> Given:
    """What an answer counts; none after the seat's own limit and grace, even while the other seat still thinks."""
    limit = seat.limits[state.index]
    if now > state.opened_ms + limit + state.rules.grace_ms:
        return Given(None, False, limit, 0)
    used = min(max(0, now - state.opened_ms), limit)
    return Given(event.response, event.correct, used, score(event.correct, used, limit, state.rules.questions))


def _with_answer(state: State, place: int, given: Given) -> State:
    seats = list(state.seats)
    seats[place] = replace(seats[place], answers=(*seats[place].answers[:-1], given))
    return replace(state, seats=(seats[0], seats[1]))


def _close(state: State, at: int) -> Step:
    for place, seat in enumerate(state.seats):
        if seat.kind is Kind.MACHINE:
            state = _with_answer(state, place, seat.planned[state.index])
        elif seat.answers[state.index] is None:
            state = _with_answer(state, place, Given(None, False, seat.limits[state.index], 0))
    closed = (QuestionClosed(state.index),)
    if state.index + 1 < state.rules.questions:
        return replace(state, phase=Phase.REVEAL, closed_ms=at), closed
    return _finish(replace(state, closed_ms=at), closed)


def _finish(state: State, before: tuple[Fact, ...]) -> Step:
    totals = (state.seats[0].total(), state.seats[1].total())
    outcomes = (outcome(*totals), outcome(*reversed(totals)))
    return replace(state, phase=Phase.FINISHED), (*before, Finished(outcomes, totals))


def _next(state: State, event: Next, now: int) -> Step:
    if state.phase is not Phase.REVEAL or event.index != state.index:
        return state, ()  # an old page, or sent twice
    seats = list(state.seats)
    seats[event.seat] = replace(seats[event.seat], ready=True)
    state = replace(state, seats=(seats[0], seats[1]))
    if all(seat.ready or seat.kind is Kind.MACHINE for seat in state.seats):
        return _open(state, state.index + 1, max(now, state.closed_ms))
    return state, ()


def _abandon(state: State, now: int) -> Step:
    if state.phase is Phase.FINISHED:
        return state, ()
    facts: tuple[Fact, ...] = ()
    for index in range(max(state.index, 0), state.rules.questions):
        if index > state.index:
            state, opened = _open(state, index, now)
            facts += opened
        if state.phase is Phase.QUESTION:
            state, closed = _close(state, max(now, state.opened_ms))
            facts += closed
    return state, facts


def _catch_up(state: State, now: int) -> Step:
    """Let everything happen that fell due, at the moment when it did."""
    facts: tuple[Fact, ...] = ()
    while (due := _due_ms(state)) is not None and now > due:
        if state.phase is Phase.QUESTION:
            state, after = _close(state, due)
        else:
            state, after = _open(state, state.index + 1, due)
        facts += after
    return state, facts


def _due_ms(state: State) -> int | None:
    """When something happens by itself: the last waiting seat's limit and grace, or the end of a reveal."""
    if state.phase is Phase.QUESTION:
        awaited = [
            s.limits[state.index] for s in state.seats if s.kind is Kind.HUMAN and s.answers[state.index] is None
        ]
        return state.opened_ms + max(awaited, default=0) + state.rules.grace_ms
    if state.phase is Phase.REVEAL and state.rules.reveal_ms is not None:
        return state.closed_ms + state.rules.reveal_ms
    return None


# As it is kept ----------------------------------------------------------------------------------------------------


def to_json(state: State) -> dict[str, Any]:
    """The state as a small JSON object; `from_json` gives it back."""
    rules = state.rules
    return {
        "r": [rules.questions, rules.grace_ms, rules.reveal_ms],
        "p": state.phase.value,
        "i": state.index,
        "o": state.opened_ms,
        "c": state.closed_ms,
        "s": [_seat_to_json(seat) for seat in state.seats],
    }


def from_json(data: dict[str, Any]) -> State:
    first, second = (_seat_from_json(seat) for seat in data["s"])
    return State(Rules(*data["r"]), (first, second), Phase(data["p"]), data["i"], data["o"], data["c"])


def _seat_to_json(seat: Seat) -> list[Any]:
    answers = [given and _given_to_json(given) for given in seat.answers]
    planned = [_given_to_json(given) for given in seat.planned[len(seat.answers) - answers.count(None) :]]
    return [seat.kind.value[0], list(seat.limits), answers, planned, int(seat.ready)]


def _seat_from_json(data: list[Any]) -> Seat:
    kind, limits, answers, planned, ready = data
    given = tuple(one and _given_from_json(one) for one in answers)
    done = tuple(one for one in given if one) if kind == "m" else ()
    rest = tuple(_given_from_json(one) for one in planned)
    return Seat(KINDS[kind], tuple(limits), given, done + rest, bool(ready))


KINDS = {kind.value[0]: kind for kind in Kind}


def _given_to_json(given: Given) -> list[Any]:
    return [given.response, int(given.correct), given.used_ms, given.score]


def _given_from_json(data: list[Any]) -> Given:
    response, correct, used_ms, points = data
    return Given(response, bool(correct), used_ms, points)
