"""The PK's state machine: what counts, what does not, and that time alone changes nothing."""

from __future__ import annotations

import pytest

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
    TimedOut,
    remaining_ms,
    step,
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


def test_asking_for_the_next_counts_for_one_reveal_only():
    state = play(started(two_people()), (answer(0), T + 1), (answer(0, seat=1), T + 2))
    state = play(state, (Next(0, 0), T + 3), (Next(1, 0), T + 4), (answer(1), T + 5), (answer(1, seat=1), T + 6))
    assert play(state, (Next(0, 1), T + 7)).index == 1
    assert play(state, (Next(0, 1), T + 7), (Next(1, 1), T + 8)).index == 2


@pytest.mark.parametrize("index", [-1, 0, 2, 99])
def test_in_a_reveal_a_request_of_another_page_opens_nothing(index):
    state = play(started(against_machine()), (answer(0), T + 1), (Next(0, 0), T + 2), (answer(1), T + 3))
    assert (state.phase, state.index) == (Phase.REVEAL, 1)
    assert step(state, Next(0, index), T + 4) == (state, ())


def test_equal_totals_are_a_draw():
    _state, facts = step(started(two_people()), Abandoned(), T)
    assert facts[-1] == Finished((Outcome.DRAWN, Outcome.DRAWN), (0, 0))


def test_when_the_last_awaited_person_answers_the_question_closes_at_once():
    """The other one is out of time already: nobody is awaited, and the reveal lasts as long as any other."""
    state = started(two_people(limits=(30_000,) * 5, reveal_ms=3_000))
    state, facts = step(state, answer(0, seat=1), T + 25_000)
    assert (state.phase, state.closed_ms) == (Phase.REVEAL, T + 25_000)
    assert facts == (TimedOut(0, 0), AnswerTaken(1, 0, state.seats[1].answers[0]), QuestionClosed(0))
    assert play(state, (Tick(), T + 27_999)).phase is Phase.REVEAL
    assert play(state, (Tick(), T + 28_000)).index == 1


def test_a_seat_times_out_by_a_tick_while_the_other_still_thinks():
    state, facts = step(started(two_people(limits=(30_000,) * 5)), Tick(), T + 21_000)
    assert facts == (TimedOut(0, 0),)
    assert (state.phase, state.seats[1].answers[0]) == (Phase.QUESTION, None)
    assert remaining_ms(state, 1, T + 21_000) == 9_000


@pytest.mark.parametrize(("after_ms", "phase"), [(20_500, Phase.QUESTION), (20_501, Phase.REVEAL)])
def test_a_question_closes_when_time_and_grace_are_up(after_ms, phase):
    state, _facts = step(started(against_machine()), Tick(), T + after_ms)
    assert state.phase is phase
    if phase is Phase.REVEAL:
        assert state.seats[0].answers == (Given(None, False, 20_000, 0),)
        assert state.seats[1].answers == (PLANNED[0],)


def test_a_late_answer_gets_the_reply_that_there_was_none():
    state, facts = step(started(against_machine()), answer(0), T + 60_000)
    none = Given(None, False, 20_000, 0)
    assert facts == (TimedOut(0, 0), QuestionClosed(0), AnswerTaken(0, 0, none, repeated=True))
    assert state.seats[0].total() == 0


@pytest.mark.parametrize(("after_ms", "phase"), [(3_999, Phase.REVEAL), (4_000, Phase.QUESTION)])
def test_a_reveal_ends_on_the_millisecond(after_ms, phase):
    state = play(started(against_machine(reveal_ms=3_000)), (answer(0), T + 1_000), (Tick(), T + after_ms))
    assert state.phase is phase
    assert state.opened_ms == (T if phase is Phase.REVEAL else T + 4_000)


def test_without_a_length_a_reveal_waits_for_ever():
    state = play(started(against_machine()), (answer(0), T + 1_000))
    assert step(state, Tick(), T + 10**12) == (state, ())


@pytest.mark.parametrize("event", [answer(0, seat=2), answer(0, seat=-1), Next(2, 0), Next(-1, 0)])
def test_who_has_no_seat_is_refused(event):
    with pytest.raises(Refused, match="not-your-seat"):
        step(started(two_people()), event, T + 1_000)


@pytest.mark.parametrize("event", [answer(0, seat=1), Next(1, 0)])
def test_nobody_plays_for_the_machine(event):
    with pytest.raises(Refused, match="not-your-seat"):
        step(started(against_machine()), event, T + 1_000)


def test_a_duel_starts_once():
    with pytest.raises(Refused, match="already-started"):
        step(started(against_machine()), Start(), T + 1_000)


def test_before_the_start_nothing_can_be_answered_and_time_does_nothing():
    waiting = against_machine(reveal_ms=3_000)
    assert step(waiting, Tick(), T) == (waiting, ())
    assert step(waiting, Next(0, -1), T) == (waiting, ())
    assert remaining_ms(waiting, 0, T) == 0
    with pytest.raises(Refused, match="not-open"):
        step(waiting, answer(0), T)


def test_after_the_end_the_first_answers_are_told_and_anything_else_is_over():
    state = play(started(against_machine()), (answer(0), T + 1_000), (Abandoned(), T + 2_000))
    assert step(state, answer(0, correct=False), T + 3_000)[1][0].given.correct
    with pytest.raises(Refused, match="over"):
        step(state, answer(5), T + 3_000)


def test_giving_up_opens_nothing_and_closes_only_what_was_open():
    in_question, facts = step(started(against_machine()), Abandoned(), T + 1_000)
    assert facts == (QuestionClosed(0), Finished((Outcome.LOST, Outcome.WON), (0, 200)))
    assert in_question.closed == 5
    in_reveal = play(started(against_machine()), (answer(0), T + 1_000))
    assert step(in_reveal, Abandoned(), T + 2_000)[1] == (Finished((Outcome.LOST, Outcome.WON), (118, 200)),)
    assert step(against_machine(), Abandoned(), T)[1] == (Finished((Outcome.LOST, Outcome.WON), (0, 200)),)


def test_two_people_play_to_the_end_and_more_right_answers_beat_more_speed():
    state, facts = started(two_people(reveal_ms=3_000)), ()
    for index in range(5):
        opened = state.opened_ms
        state = play(state, (answer(index, index < 3, seat=0), opened + 1))
        state, facts = step(state, answer(index, index < 4, seat=1), opened + 19_999)
        state = play(state, (Tick(), opened + 19_999 + 3_000))
    assert isinstance(facts[-1], Finished)
    assert facts[-1].outcomes == (Outcome.LOST, Outcome.WON)
    assert facts[-1].totals == (3 * 118, 4 * 100)


def test_before_the_close_a_total_counts_only_what_may_be_shown():
    state = play(started(two_people()), (answer(0), T + 1_000))
    assert (state.closed, state.seats[0].total(state.closed), state.seats[0].total()) == (0, 0, 118)


def test_a_wrong_answer_cannot_have_a_score():
    with pytest.raises(ValueError, match="scores nothing"):
        Given("a", False, 1_000, 100)
