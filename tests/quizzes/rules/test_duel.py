"""The PK's state machine: what counts, what does not, and that time alone changes nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.duel import (
    Abandoned,
    Answered,
    AnswerTaken,
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
    from_json,
    remaining_ms,
    step,
    to_json,
)
from quizzes.rules.scoring import Outcome

T = 1_780_000_000_000
LIMITS = (20_000,) * 5
PLANNED = tuple(Given("b", right, 9_000, 100 if right else 0) for right in (True, False, True, False, False))


def against_machine(**rules) -> State:
    return State(Rules(**rules), (Seat(Kind.HUMAN, LIMITS), Seat(Kind.MACHINE, LIMITS, planned=PLANNED)))


def two_people(limits=LIMITS, **rules) -> State:
    return State(Rules(**rules), (Seat(Kind.HUMAN, LIMITS), Seat(Kind.HUMAN, limits)))


def play(state: State, *events) -> State:
    for event, at in events:
        state, _facts = step(state, event, at)
    return state


def started(state: State) -> State:
    return play(state, (Start(), T))


def answer(index: int, correct: bool = True, seat: int = 0) -> Answered:
    return Answered(seat, index, "a", correct)


def test_a_question_opens_for_both_seats_at_once():
    state, facts = step(against_machine(), Start(), T)
    assert (state.phase, state.index, facts) == (Phase.QUESTION, 0, (QuestionOpened(0),))
    assert remaining_ms(state, 0, T + 5_000) == 15_000


def test_the_machine_never_makes_a_person_wait():
    state, facts = step(started(against_machine()), answer(0), T + 2_000)
    assert state.phase is Phase.REVEAL
    assert state.seats[1].answers == (PLANNED[0],)
    assert [type(fact) for fact in facts] == [AnswerTaken, QuestionClosed]


@pytest.mark.parametrize(
    ("after_ms", "counts", "used"),
    [(0, True, 0), (19_999, True, 19_999), (20_000, True, 20_000), (20_500, True, 20_000), (20_501, False, 20_000)],
)
def test_half_a_second_of_grace_and_no_more(after_ms, counts, used):
    state, _facts = step(started(against_machine()), answer(0), T + after_ms)
    assert (state.seats[0].answers[0].correct, state.seats[0].answers[0].used_ms) == (counts, used)


def test_a_second_answer_changes_nothing_and_gets_the_first_ones_reply():
    state = play(started(against_machine()), (answer(0), T + 1_000))
    again, facts = step(state, answer(0, correct=False), T + 1_001)
    assert again == state
    assert facts == (AnswerTaken(0, 0, state.seats[0].answers[0], repeated=True),)


@pytest.mark.parametrize("index", [1, 4, -1, 99])
def test_an_unseen_question_cannot_be_answered(index):
    with pytest.raises(Refused, match="not-open"):
        step(started(against_machine()), answer(index), T + 1_000)


def test_a_clock_that_goes_back_gives_no_negative_time():
    state, _facts = step(started(against_machine()), answer(0), T - 60_000)
    assert state.seats[0].answers[0].used_ms == 0
    assert remaining_ms(started(against_machine()), 0, T - 60_000) == 20_000


def test_the_next_question_opens_when_asked_for_and_an_old_request_does_no_harm():
    state = play(started(against_machine()), (answer(0), T + 1_000), (Next(0, 0), T + 9_000))
    assert (state.index, state.opened_ms) == (1, T + 9_000)
    assert step(state, Next(0, 0), T + 9_001) == (state, ())


def test_the_last_close_ends_it_and_the_better_seat_has_won():
    state = started(against_machine())
    for index in range(5):
        state = play(
            state, (answer(index, index < 3), T + 10_000 * index), (Next(0, index), T + 10_000 * index + 5_000)
        )
    assert state.phase is Phase.FINISHED
    assert state.seats[0].total() > state.seats[1].total() == 200


def test_giving_up_counts_what_is_left_as_not_answered():
    state, facts = step(play(started(against_machine()), (answer(0), T + 1_000)), Abandoned(), T + 2_000)
    assert state.phase is Phase.FINISHED
    assert [given.correct for given in state.seats[0].answers] == [True, False, False, False, False]
    assert isinstance(facts[-1], Finished)
    assert step(state, Abandoned(), T + 3_000) == (state, ())


def test_nobody_answering_ends_by_time_alone_where_reveals_end_by_themselves():
    state, _facts = step(started(against_machine(reveal_ms=3_000)), Tick(), T + 10**9)
    assert (state.phase, state.seats[0].total()) == (Phase.FINISHED, 0)


def test_a_late_tick_gives_what_timely_ticks_give():
    timely = started(two_people(reveal_ms=3_000))
    for at in range(T, T + 300_000, 250):
        timely, _facts = step(timely, Tick(), at)
    late, _facts = step(started(two_people(reveal_ms=3_000)), Tick(), T + 300_000)
    assert timely == late


def test_between_two_people_the_question_waits_for_both():
    state = play(started(two_people()), (answer(0), T + 1_000))
    assert state.phase is Phase.QUESTION
    assert play(state, (answer(0, seat=1), T + 4_000)).phase is Phase.REVEAL


def test_an_answer_after_ones_own_limit_is_none_even_while_the_other_has_extra_time():
    state = play(started(two_people(limits=(30_000,) * 5)), (answer(0), T + 21_000))
    assert state.seats[0].answers[0] == Given(None, False, 20_000, 0)
    assert play(state, (answer(0, seat=1), T + 29_000)).seats[1].answers[0].correct


def test_both_people_must_ask_for_the_next_question():
    state = play(started(two_people()), (answer(0), T + 1), (answer(0, seat=1), T + 2), (Next(0, 0), T + 3))
    assert state.phase is Phase.REVEAL
    assert play(state, (Next(1, 0), T + 4)).index == 1


def test_equal_totals_are_a_draw():
    _state, facts = step(started(two_people()), Abandoned(), T)
    assert facts[-1] == Finished((Outcome.DRAWN, Outcome.DRAWN), (0, 0))


def test_a_kept_state_is_small_and_comes_back_the_same():
    state = started(against_machine())
    for index in range(5):
        assert from_json(json.loads(json.dumps(to_json(state)))) == state
        state = play(state, (answer(index), T + 10_000 * index), (Next(0, index), T + 10_000 * index + 5_000))
    kept = json.dumps(to_json(state), separators=(",", ":"))
    assert from_json(json.loads(kept)) == state
    assert len(kept) <= 350


EVENTS = st.one_of(
    st.builds(Answered, st.integers(0, 1), st.integers(-1, 5), st.sampled_from("abc"), st.booleans()),
    st.builds(Next, st.integers(0, 1), st.integers(-1, 5)),
    st.just(Tick()),
    st.just(Abandoned()),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(EVENTS, st.integers(-30_000, 60_000)), max_size=40),
    st.sampled_from([None, 3_000]),
    st.booleans(),
)
def test_whatever_comes_answers_stay_and_the_end_is_the_end(events, reveal_ms, people):
    state = started(two_people(reveal_ms=reveal_ms) if people else against_machine(reveal_ms=reveal_ms))
    now = T
    for event, passed in events:
        now += passed
        before = state
        try:
            state, _facts = step(state, event, now)
        except Refused:
            continue
        for old, new in zip(before.seats, state.seats, strict=True):
            assert all(new.answers[at] == one for at, one in enumerate(old.answers) if one is not None)
            assert all(one is None or 0 <= one.used_ms <= 20_000 for one in new.answers)
            assert len(new.answers) <= 5
        if before.phase is Phase.FINISHED:
            assert state == before
        assert from_json(to_json(state)) == state
