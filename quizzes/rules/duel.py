"""The PK as a pure state machine for two seats: a state, an event and the time in; the next state and facts out.

    WAITING ── Start ──► COUNTDOWN ── Tick ──► QUESTION ── all have answered, or time is up ──► REVEAL
                                                 ▲                                                │
                                                 └──────────────── Next or Tick ──────────────────┤
                             FINISHED ◄── at the last question, or Abandoned ─────────────────────┘

A question opens at one server time for both seats; each has its own limit, and half a second of grace for the line.
A machine's answers are planned beforehand and taken at the close: a machine never makes a person wait. So are those of
a person who plays at another time (a challenge, a ghost).
Time is in milliseconds since 1970 and only ever moves the state forward.

The words are defined in `duelstate`, the form in which a state is kept in `duelrecord`; import them from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, repeat

from quizzes.rules.duelrecord import from_json, to_json
from quizzes.rules.duelstate import (
    Abandoned,
    Answered,
    AnswerTaken,
    CountdownBegan,
    Event,
    Fact,
    Finished,
    Given,
    Kind,
    Next,
    Phase,
    QuestionClosed,
    QuestionOpened,
    Refused,
    Rules,
    Seat,
    Start,
    State,
    Tick,
    TimedOut,
)
from quizzes.rules.scoring import Outcome, outcome, score

__all__ = [
    "Abandoned",
    "AnswerTaken",
    "Answered",
    "CountdownBegan",
    "Event",
    "Fact",
    "Finished",
    "Given",
    "Kind",
    "Next",
    "Phase",
    "QuestionClosed",
    "QuestionOpened",
    "Refused",
    "Rules",
    "Seat",
    "Start",
    "State",
    "Step",
    "Tick",
    "TimedOut",
    "away",
    "due_ms",
    "from_json",
    "outcomes",
    "remaining_ms",
    "step",
    "to_json",
    "unanswered",
]

Step = tuple[State, tuple[Fact, ...]]


def step(state: State, event: Event, now: int) -> Step:
    """The state after the event, and what happened. Raises Refused where the event makes no sense.

    Whatever fell due until `now` happens first, so that a late tick gives what a timely one would have given.
    Codes of refusals: already-started, not-your-seat, not-open, over.
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
            state, after = _abandon(state, event, now)
        case Tick():
            after = ()
    return state, before + after


def remaining_ms(state: State, seat: int, now: int) -> int:
    """How long the open question stays open for a seat, without the grace; else how long until the next one opens."""
    if state.phase is not Phase.QUESTION:
        due, longest = due_ms(state), max(state.rules.countdown_ms, state.rules.reveal_ms or 0)
        return 0 if due is None else min(max(0, due - now), longest)
    limit = state.seats[seat].limits[state.index]
    return max(0, min(limit, state.opened_ms + limit - now))


# What fell due ----------------------------------------------------------------------------------------------------


def _catch_up(state: State, now: int) -> Step:
    """Let everything happen that fell due, at the moment when it did."""
    facts: tuple[Fact, ...] = ()
    while (due := due_ms(state)) is not None and now >= due:
        state, after = _time_out(state, due) if state.phase is Phase.QUESTION else _open(state, state.index + 1, due)
        facts += after
    return state, facts


def due_ms(state: State) -> int | None:
    """When something happens by itself: the next awaited seat is out of time, or the countdown or the reveal ends."""
    if state.phase is Phase.QUESTION:
        return min((_too_late_ms(state, place) for place in _awaited(state)), default=state.opened_ms)
    if state.phase is Phase.COUNTDOWN:
        return state.closed_ms + state.rules.countdown_ms
    if state.phase is Phase.REVEAL and state.rules.reveal_ms is not None:
        return state.closed_ms + state.rules.reveal_ms
    return None


def _too_late_ms(state: State, place: int) -> int:
    """The first moment at which an answer of this seat counts no more."""
    return state.opened_ms + state.seats[place].limits[state.index] + state.rules.grace_ms + 1


def _awaited(state: State) -> list[int]:
    """The seats of people who have yet to answer the open question."""
    return [
        place for place, seat in enumerate(state.seats) if seat.kind is Kind.HUMAN and seat.answers[state.index] is None
    ]


def _time_out(state: State, at: int) -> Step:
    facts: tuple[Fact, ...] = ()
    for place in _awaited(state):
        if _too_late_ms(state, place) <= at:
            state = _with_answer(state, place, unanswered(state.seats[place], state.index))
            facts += (TimedOut(place, state.index),)
    state, after = _close_if_complete(state, at)
    return state, facts + after


# What people do ---------------------------------------------------------------------------------------------------


def _start(state: State, now: int) -> Step:
    if state.phase is not Phase.WAITING:
        raise Refused("already-started")
    if state.rules.countdown_ms:
        return replace(state, phase=Phase.COUNTDOWN, closed_ms=now), (CountdownBegan(),)
    return _open(state, 0, now)


def _open(state: State, index: int, now: int) -> Step:
    first, second = (replace(seat, answers=(*seat.answers, None), ready=False) for seat in state.seats)
    state = replace(state, phase=Phase.QUESTION, index=index, opened_ms=now, opened=index + 1, seats=(first, second))
    return state, (QuestionOpened(index),)


def _answer(state: State, event: Answered, now: int) -> Step:
    seat = _seat_of_person(state, event.seat)
    if not 0 <= event.index <= state.index:
        raise Refused("over" if state.phase is Phase.FINISHED else "not-open")
    first = seat.answers[event.index]
    if first is not None:
        return state, (AnswerTaken(event.seat, event.index, first, repeated=True),)
    given = _given(state, seat, event, now)
    state, after = _close_if_complete(_with_answer(state, event.seat, given), max(now, state.opened_ms))
    return state, (AnswerTaken(event.seat, event.index, given), *after)


def _seat_of_person(state: State, place: int) -> Seat:
    if place not in (0, 1) or state.seats[place].kind is not Kind.HUMAN:
        raise Refused("not-your-seat")
    return state.seats[place]


def _given(state: State, seat: Seat, event: Answered, now: int) -> Given:
    """What an answer in time counts: neither grace nor line is charged; a clock that went back takes no time."""
    limit = seat.limits[state.index]
    credit = min(max(0, event.credit_ms), state.rules.credit_cap_ms)
    used = min(max(0, now - state.opened_ms - credit), limit)
    return Given(event.response, event.correct, used, score(event.correct, used, limit, state.rules.questions))


def _with_answer(state: State, place: int, given: Given) -> State:
    return _with_seat(state, place, replace(state.seats[place], answers=(*state.seats[place].answers[:-1], given)))


def _with_seat(state: State, place: int, seat: Seat) -> State:
    return replace(state, seats=(seat, state.seats[1]) if place == 0 else (state.seats[0], seat))


def _next(state: State, event: Next, now: int) -> Step:
    seat = _seat_of_person(state, event.seat)
    if state.phase is not Phase.REVEAL or event.index != state.index:
        return state, ()  # an old page, or sent twice
    state = _with_seat(state, event.seat, replace(seat, ready=True))
    if all(one.ready or one.kind is not Kind.HUMAN for one in state.seats):
        return _open(state, state.index + 1, max(now, state.closed_ms))
    return state, ()


# How it ends ------------------------------------------------------------------------------------------------------


def _close_if_complete(state: State, at: int) -> Step:
    if _awaited(state):
        return state, ()
    state = replace(_settled(state, state.index + 1), closed_ms=at)
    closed = (QuestionClosed(state.index),)
    if state.index + 1 < state.rules.questions:
        return replace(state, phase=Phase.REVEAL), closed
    return _finish(state, closed)


def _abandon(state: State, event: Abandoned, now: int) -> Step:
    if state.phase is Phase.FINISHED:
        return state, ()
    if event.seat is not None:
        _seat_of_person(state, event.seat)
        if all(seat.kind is Kind.HUMAN for seat in state.seats):
            state = replace(state, forfeit=event.seat)
    closed = (QuestionClosed(state.index),) if state.phase is Phase.QUESTION else ()
    at = max(now, state.opened_ms, state.closed_ms)
    state = replace(_settled(state, state.rules.questions), index=state.rules.questions - 1, closed_ms=at)
    return _finish(state, closed)


def _finish(state: State, before: tuple[Fact, ...]) -> Step:
    mine, theirs = (seat.total() for seat in state.seats)
    return replace(state, phase=Phase.FINISHED), (*before, Finished(outcomes(state), (mine, theirs)))


def outcomes(state: State) -> tuple[Outcome, Outcome]:
    """How a PK ends for both with these answers: by the scores, or by who gave up."""
    mine, theirs = (seat.total() for seat in state.seats)
    if state.forfeit is None:
        return outcome(mine, theirs), outcome(theirs, mine)
    return (Outcome.LOST, Outcome.WON) if state.forfeit == 0 else (Outcome.WON, Outcome.LOST)


def _settled(state: State, questions: int) -> State:
    """The first `questions` answered by both: by what was given, by what was planned, or by nothing."""
    first, second = (replace(seat, answers=_answers(seat, questions)) for seat in state.seats)
    return replace(state, seats=(first, second))


def _answers(seat: Seat, questions: int) -> tuple[Given, ...]:
    so_far = zip(range(questions), chain(seat.answers, repeat(None)), strict=False)
    if seat.kind is not Kind.HUMAN:
        return tuple(given or seat.planned[index] for index, given in so_far)
    return tuple(given or unanswered(seat, index) for index, given in so_far)


def unanswered(seat: Seat, index: int) -> Given:
    """What counts where a seat gave no answer."""
    return Given(None, False, seat.limits[index], 0)


def away(limits: tuple[int, ...], played: Sequence[Given | None] = ()) -> Seat:
    """The seat of a person who plays at another time: with what they answered, or with nothing yet."""
    empty = Seat(Kind.AWAY, limits)
    kept = dict(enumerate(played))
    return replace(empty, planned=tuple(kept.get(index) or unanswered(empty, index) for index in range(len(limits))))
