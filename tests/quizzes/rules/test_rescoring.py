"""The scores of a finished PK by another key, or without a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules import duel as rules
from quizzes.rules.duelrecord import from_json, to_json
from quizzes.rules.rescoring import forgotten, rescored
from quizzes.rules.scoring import Outcome, score

LIMIT = 20_000


def state(mine, theirs, used=5_000, forfeit=None):
    seats = tuple(
        rules.Seat(rules.Kind.HUMAN, (LIMIT,) * 5, tuple(one_given(one, used) for one in some))
        for some in (mine, theirs)
    )
    return rules.State(rules.Rules(), seats, rules.Phase.FINISHED, 4, 0, 1, 5, forfeit)


def one_given(right, used):
    return rules.Given("a" if right else "b", bool(right), used, score(bool(right), used, LIMIT, 5))


@pytest.mark.parametrize(
    ("mine", "theirs", "judged", "ends"),
    [
        # before: both had the first right
        ("11000", "11000", {}, Outcome.DRAWN),
        ("11000", "11000", {0: (True, False)}, Outcome.WON),
        ("11000", "11000", {0: (False, True)}, Outcome.LOST),
        ("11000", "11000", {0: None}, Outcome.DRAWN),
        ("11000", "01000", {0: None}, Outcome.DRAWN),
        ("10000", "00000", {0: None}, Outcome.DRAWN),
        ("10000", "01111", {1: None, 2: None, 3: None, 4: None}, Outcome.WON),
        ("00000", "11111", dict.fromkeys(range(5)), Outcome.DRAWN),
    ],
)
def test_how_it_ends_by_what_counts(mine, theirs, judged, ends):
    bits = [[int(one) for one in some] for some in (mine, theirs)]
    assert rules.outcomes(rescored(state(*bits), judged))[0] is ends


def test_who_gave_up_has_lost_all_the_same():
    assert rules.outcomes(rescored(state([1] * 5, [0] * 5, forfeit=0), {0: (True, False)}))[0] is Outcome.LOST


def test_an_answer_that_is_right_now_scores_what_it_would_have_scored_then():
    again = rescored(state([0, 1, 0, 0, 0], [0] * 5, used=3_000), {0: (True, False)})
    assert again.seats[0].answers[0].score == score(True, 3_000, LIMIT, 5)


@given(
    mine=st.lists(st.booleans(), min_size=5, max_size=5),
    theirs=st.lists(st.booleans(), min_size=5, max_size=5),
    used=st.integers(0, 2 * LIMIT),
    judged=st.dictionaries(st.integers(0, 4), st.none() | st.tuples(st.booleans(), st.booleans())),
)
def test_it_is_kept_done_twice_and_taken_back_exactly(mine, theirs, used, judged):
    before = state(mine, theirs, used)
    after = rescored(before, judged)
    assert from_json(to_json(after)) == after
    assert rescored(after, judged) == after
    assert set(after.withdrawn) | set(after.corrected) == set(judged)
    assert all(one.score == 0 for seat in after.seats for at, one in enumerate(seat.answers) if at in after.withdrawn)
    original = {at: (mine[at], theirs[at]) for at in judged}
    assert forgotten(rescored(after, original), original) == before
