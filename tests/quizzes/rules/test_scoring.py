"""Knowledge first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.scoring import BASE, Outcome, limit_ms, most_bonus, outcome, score


@pytest.mark.parametrize("questions", range(1, 21))
def test_one_more_right_answer_beats_any_speed(questions):
    fastest = score(True, 0, 20_000, questions)
    slowest = score(True, 20_000, 20_000, questions)
    for right in range(questions):
        assert (right + 1) * slowest > right * fastest


@pytest.mark.parametrize(
    ("correct", "used_ms", "expected"),
    [(True, 0, 119), (True, 10_000, 109), (True, 20_000, 100), (True, 99_000, 100), (True, -5, 119), (False, 0, 0)],
)
def test_a_right_answer_earns_the_base_and_a_bonus_that_melts(correct, used_ms, expected):
    assert score(correct, used_ms, 20_000, 5) == expected


@given(st.integers(0, 20_000), st.integers(1, 20), st.floats(0, 1))
def test_extra_time_costs_nothing(used_ms, questions, extra):
    longer = round(20_000 * (1 + extra))
    plain = score(True, used_ms, 20_000, questions)
    assert abs(score(True, round(used_ms * longer / 20_000), longer, questions) - plain) <= 1


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"), [(1, 0, Outcome.WON), (0, 1, Outcome.LOST), (219, 219, Outcome.DRAWN)]
)
def test_the_higher_total_wins_and_equal_is_a_draw(mine, theirs, expected):
    assert outcome(mine, theirs) is expected


def test_bonuses_together_stay_below_one_right_answer():
    assert all(questions * most_bonus(questions) < BASE for questions in range(1, 100))


def question(letters: int, kind: str = "single") -> dict:
    return {"kind": kind, "text": {"en": "x" * letters, "zh": "短"}, "options": []}


def test_a_long_text_gets_time_for_reading_up_to_a_bound():
    assert limit_ms(question(100)) == 20_000
    assert limit_ms(question(260)) == 24_000
    assert limit_ms(question(10_000)) == 35_000
    assert limit_ms(question(100), extra_time=0.5) == 30_000
