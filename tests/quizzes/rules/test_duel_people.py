"""A PK between two people: the countdown, the line, giving up, and playing at different times."""

from __future__ import annotations

import pytest

from quizzes.rules.duel import (
    Abandoned,
    Answered,
    CountdownBegan,
    Finished,
    Given,
    Kind,
    Next,
    Phase,
    QuestionOpened,
    Refused,
    Rules,
    Seat,
    Start,
    State,
    Tick,
    away,
    due_ms,
    from_json,
    remaining_ms,
    step,
    to_json,
)
from quizzes.rules.scoring import Outcome

T = 1_780_000_000_000
LIMITS = (20_000,) * 5
LIVE = Rules(countdown_ms=4_000, reveal_ms=6_000)
BOTH = (Seat(Kind.HUMAN, LIMITS), Seat(Kind.HUMAN, LIMITS))


def begun(rules: Rules = LIVE) -> State:
    return step(State(rules, BOTH), Start(), T)[0]


def test_both_count_down_together_and_see_the_first_question_at_the_same_moment():
    state, facts = step(State(LIVE, BOTH), Start(), T)
    assert (state.phase, facts, due_ms(state)) == (Phase.COUNTDOWN, (CountdownBegan(),), T + 4_000)
    assert [remaining_ms(state, seat, T + 1_000) for seat in (0, 1)] == [3_000, 3_000]
    late, facts = step(state, Tick(), T + 4_300)
    assert facts == (QuestionOpened(0),)
    assert late.opened_ms == T + 4_000


def test_nothing_can_be_answered_in_the_countdown():
    with pytest.raises(Refused) as refused:
        step(begun(), Answered(0, 0, "a", True), T + 100)
    assert refused.value.code == "not-open"


def test_a_question_closes_when_both_have_answered_and_the_next_opens_when_both_are_ready_or_by_itself():
    state, _facts = step(begun(), Answered(0, 0, "a", True), T + 5_000)
    assert state.phase is Phase.QUESTION
    state, _facts = step(state, Answered(1, 0, "b", False), T + 9_000)
    assert state.phase is Phase.REVEAL
    waiting, _facts = step(state, Next(0, 0), T + 9_500)
    assert waiting.phase is Phase.REVEAL
    assert step(waiting, Next(1, 0), T + 9_900)[0].opened_ms == T + 9_900
    assert step(waiting, Tick(), T + 16_000)[0].opened_ms == T + 15_000


@pytest.mark.parametrize(("credit", "used"), [(0, 1_000), (150, 850), (400, 600), (5_000, 600), (-300, 1_000)], ids=str)
def test_the_line_is_given_back_up_to_a_cap(credit: int, used: int):
    state, _facts = step(begun(), Answered(0, 0, "a", True, credit), T + 5_000)
    assert state.seats[0].answers[0].used_ms == used


def test_credit_opens_no_question_for_longer():
    state, _facts = step(begun(), Answered(0, 0, "a", True, 400), T + 4_000 + 20_501)
    assert state.seats[0].answers[0].response is None


@pytest.mark.parametrize("seat", [0, 1])
def test_who_gives_up_against_a_person_loses_whatever_the_scores_are(seat: int):
    state, _facts = step(begun(), Answered(seat, 0, "a", True), T + 5_000)
    state, facts = step(state, Abandoned(seat), T + 6_000)
    outcomes = [Outcome.WON, Outcome.WON]
    outcomes[seat] = Outcome.LOST
    totals = tuple(one.total() for one in state.seats)
    assert totals[seat] > totals[1 - seat]
    assert facts[-1] == Finished(tuple(outcomes), totals)
    assert from_json(to_json(state)) == state


def test_when_nobody_is_left_the_scores_decide():
    state, _facts = step(begun(), Answered(1, 0, "a", True), T + 5_000)
    _state, facts = step(state, Abandoned(), T + 6_000)
    assert facts[-1].outcomes == (Outcome.LOST, Outcome.WON)


def test_a_pk_that_is_given_up_knows_how_many_questions_were_shown():
    state, _facts = step(begun(), Abandoned(0), T + 6_000)
    assert (state.opened, state.index) == (1, 4)


def test_a_seat_of_somebody_who_played_before_answers_as_then_and_keeps_nobody_waiting():
    played = (Given("a", True, 3_000, 116), None)
    state = step(State(Rules(), (Seat(Kind.HUMAN, LIMITS), away(LIMITS, played))), Start(), T)[0]
    state, _facts = step(state, Answered(0, 0, "b", False), T + 5_000)
    assert state.phase is Phase.REVEAL
    assert state.seats[1].answers == (Given("a", True, 3_000, 116),)
    state, _facts = step(step(state, Next(0, 0), T + 6_000)[0], Answered(0, 1, "b", False), T + 7_000)
    assert state.seats[1].answers[1] == Given(None, False, 20_000, 0)


def test_somebody_who_will_play_later_has_answered_nothing_yet():
    state = step(State(Rules(), (Seat(Kind.HUMAN, LIMITS), away(LIMITS))), Start(), T)[0]
    state, _facts = step(state, Answered(0, 0, "a", True), T + 5_000)
    assert state.seats[1].total() == 0
    assert from_json(to_json(state)) == state
