"""Whatever comes, in whatever order and at whatever time: what is always true of a PK."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.duel import (
    Abandoned,
    Answered,
    AnswerTaken,
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
    away,
    from_json,
    remaining_ms,
    step,
    to_json,
)
from quizzes.rules.scoring import Outcome, outcome

T = 1_780_000_000_000
LIMITS = (20_000, 30_000, 45_000, 20_000, 40_000)
LONGER = tuple(round(limit * 1.5) for limit in LIMITS)
PLANNED = tuple(Given("b", right, 9_000, 110 if right else 0) for right in (True, False, True, False, False))
FORFEITS = ((Outcome.LOST, Outcome.WON), (Outcome.WON, Outcome.LOST))
END_OF_TIME = T + 10**9

MACHINE = Seat(Kind.MACHINE, LIMITS, planned=PLANNED)
RULES = st.builds(Rules, reveal_ms=st.sampled_from([None, 0, 3_000]), countdown_ms=st.sampled_from([0, 0, 4_000]))
ABSENT, PLAYED = away(LIMITS), away(LONGER, PLANNED[:3])
SECOND = st.sampled_from([MACHINE, ABSENT, PLAYED, Seat(Kind.HUMAN, LIMITS), Seat(Kind.HUMAN, LONGER)])
DUELS = st.builds(lambda rules, second: State(rules, (Seat(Kind.HUMAN, LIMITS), second)), RULES, SECOND)

INDEXES = st.integers(-1, 5)
CREDITS = st.sampled_from([-50, 0, 120, 400, 9_000])
ANSWERS = st.builds(Answered, st.integers(0, 1), INDEXES, st.sampled_from("abc"), st.booleans(), CREDITS)
NEXTS = st.builds(Next, st.integers(0, 1), INDEXES)
RARE = st.sampled_from(
    [Tick(), Tick(), Tick(), Start(), Abandoned(), Abandoned(0), Abandoned(1), Answered(2, 0, "a", True), Next(-1, 0)]
)
EVENTS = st.one_of(ANSWERS, ANSWERS, NEXTS, NEXTS, RARE)
ONWARDS = st.sampled_from([0, 1, 500, 2_999, 3_000, 3_001, 20_000, 20_500, 20_501]) | st.integers(0, 60_000)
LINES = st.lists(st.tuples(EVENTS, ONWARDS), max_size=30)
JUMPING = st.lists(st.tuples(EVENTS, ONWARDS | st.integers(-60_000, 0)), max_size=30)

Timed = tuple[Event, int]


def at_open_question(state: State, event: Event) -> Event:
    """Most events are about the question that is open, so that PKs get somewhere."""
    if isinstance(event, Answered | Next) and event.index < 4:
        return replace(event, index=state.index)
    return event


def timed(state: State, line: list[Timed]) -> list[Timed]:
    """The events with their moments, as they would have been sent to this PK."""
    found: list[Timed] = [(Start(), T)]
    state, now = step(state, Start(), T)[0], T
    for event, passed in line:
        now += passed
        sent = at_open_question(step(state, Tick(), now)[0], event)
        found.append((sent, now))
        try:
            state, _facts = step(state, sent, now)
        except Refused:
            continue
    return found


def play(state: State, events: list[Timed]) -> tuple[State, list[Fact]]:
    told: list[Fact] = []
    for event, at in events:
        try:
            state, facts = step(state, event, at)
        except Refused:
            continue
        told += facts
    return state, told


@settings(max_examples=80, deadline=None)
@given(DUELS, JUMPING)
def test_answers_stay_times_are_sane_and_the_end_is_the_end(duel, line):
    state = duel
    for event, at in timed(duel, line):
        before = state
        try:
            state, _facts = step(state, event, at)
        except Refused:
            continue
        for old, new in zip(before.seats, state.seats, strict=True):
            assert all(new.answers[place] == one for place, one in enumerate(old.answers) if one is not None)
            assert len(new.answers) <= 5
            for limit, one in zip(new.limits, new.answers, strict=False):
                assert one is None or 0 <= one.used_ms <= limit
        for place in (0, 1):
            assert 0 <= remaining_ms(state, place, at) <= max(LONGER)
        assert state.index >= before.index
        if state.phase is Phase.REVEAL:
            assert state.closed_ms >= state.opened_ms
        if before.phase is Phase.FINISHED:
            assert state == before
        assert from_json(to_json(state)) == state


@settings(max_examples=80, deadline=None)
@given(DUELS, JUMPING)
def test_what_is_told_is_one_story(duel, line):
    """Questions open and close in turn, each seat has one answer to each, and the end comes once with the sums."""
    state, told = play(duel, timed(duel, line))
    opened = [fact.index for fact in told if isinstance(fact, QuestionOpened)]
    closed = [fact.index for fact in told if isinstance(fact, QuestionClosed)]
    assert opened == list(range(len(opened)))
    assert closed == list(range(len(closed)))
    assert len(opened) - 1 <= len(closed) <= len(opened)
    taken = [(fact.seat, fact.index) for fact in told if isinstance(fact, AnswerTaken) and not fact.repeated]
    late = [(fact.seat, fact.index) for fact in told if isinstance(fact, TimedOut)]
    assert len({*taken, *late}) == len(taken) + len(late)
    for fact in told:
        if isinstance(fact, AnswerTaken):
            assert state.seats[fact.seat].answers[fact.index] == fact.given
    ends = [fact for fact in told if isinstance(fact, Finished)]
    assert len(ends) == (state.phase is Phase.FINISHED)
    if ends:
        mine, theirs = (sum(one.score for one in seat.answers if one) for seat in state.seats)
        loser = state.forfeit
        due = (outcome(mine, theirs), outcome(theirs, mine)) if loser is None else FORFEITS[loser]
        assert ends[0] == Finished(due, (mine, theirs))
        assert told.index(ends[0]) == max(place for place, fact in enumerate(told) if not isinstance(fact, AnswerTaken))
        assert all(len(seat.answers) == 5 and None not in seat.answers for seat in state.seats)


@settings(max_examples=80, deadline=None)
@given(DUELS, LINES, st.lists(st.integers(0, 400_000), max_size=30))
def test_ticking_late_often_or_never_gives_the_same(duel, line, ticks):
    events = timed(duel, line)
    among = sorted([*events, *((Tick(), T + after) for after in ticks)], key=lambda one: one[1])
    end = [(Tick(), END_OF_TIME)]
    assert play(duel, [*events, *end]) == play(duel, [*among, *end])


@settings(max_examples=60, deadline=None)
@given(DUELS, LINES, st.integers(0, 100_000))
def test_a_tick_twice_at_the_same_moment_is_a_tick_once(duel, line, later):
    events = timed(duel, line)
    state, _told = play(duel, events)
    now = events[-1][1] + later
    ticked, _facts = step(state, Tick(), now)
    assert step(ticked, Tick(), now) == (ticked, ())


@settings(max_examples=60, deadline=None)
@given(DUELS, LINES)
def test_whatever_is_sent_twice_at_the_same_moment_changes_nothing_the_second_time(duel, line):
    events = timed(duel, line)
    twice = [event for event in events for _time in range(2)]
    due = (Tick(), events[-1][1])  # a reveal of no length is over at once
    assert play(duel, [*twice, due])[0] == play(duel, [*events, due])[0]


@settings(max_examples=60, deadline=None)
@given(DUELS, LINES)
def test_a_state_that_is_kept_and_read_again_each_time_plays_on_the_same(duel, line):
    events = timed(duel, line)
    state = duel
    for event in events:
        state = from_json(to_json(play(state, [event])[0]))
    assert state == play(duel, events)[0]


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from([None, 3_000]))
def test_a_machine_never_keeps_a_question_open(line, reveal_ms):
    """Against a machine, a question is open only while the person is awaited."""
    duel = State(Rules(reveal_ms=reveal_ms), (Seat(Kind.HUMAN, LIMITS), MACHINE))
    state = duel
    for event in timed(duel, line):
        state, _told = play(state, [event])
        if state.phase is Phase.QUESTION:
            assert state.seats[0].answers[state.index] is None
        assert all(one in (None, planned) for one, planned in zip(state.seats[1].answers, PLANNED, strict=False))
