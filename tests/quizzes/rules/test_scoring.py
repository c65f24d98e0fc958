"""Knowledge first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
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


@settings(max_examples=50, deadline=None)
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


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 20), st.data())
def test_whoever_has_more_right_answers_has_won_whatever_the_times(questions, data):
    limits = st.integers(5_000, 120_000)
    fewer = data.draw(st.integers(0, questions - 1))
    quick = sum(score(True, 0, data.draw(limits), questions) for _right in range(fewer))
    slow = sum(score(True, limit, limit, questions) for limit in (data.draw(limits) for _right in range(fewer + 1)))
    assert outcome(slow, quick) is Outcome.WON


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 20), st.integers(1, 120_000), st.integers(0, 120_000), st.integers(0, 120_000))
def test_quicker_never_earns_less_and_no_bonus_leaves_its_bounds(questions, limit, one, other):
    quick, slow = (score(True, used, limit, questions) for used in sorted((one, other)))
    assert BASE <= slow <= quick <= BASE + most_bonus(questions)


@pytest.mark.parametrize(("used_ms", "bonus"), [(0, 19), (1, 18), (5_000, 14), (10_000, 9), (19_000, 0), (20_000, 0)])
def test_the_bonus_falls_in_a_straight_line_and_is_whole(used_ms, bonus):
    assert score(True, used_ms, 20_000, 5) == BASE + bonus


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("single", 20_000),
        ("true-false", 20_000),
        ("several", 30_000),
        ("numeric", 40_000),
        ("ordering", 45_000),
        ("matching", 45_000),
    ],
)
def test_each_kind_has_its_time(kind, expected):
    assert limit_ms(question(10, kind)) == expected


def test_a_chinese_text_gets_as_much_time_as_the_english_one_that_says_the_same():
    english = {"kind": "single", "text": {"en": "x" * 360, "zh": ""}}
    chinese = {"kind": "single", "text": {"en": "", "zh": "字" * 100}}
    assert limit_ms(english) == limit_ms(chinese) == 28_000


def test_every_text_that_must_be_read_counts():
    text = {"en": "x" * 100, "zh": ""}
    option, pair = {"id": "a", "text": text}, {"id": "a", "left": text, "right": text}
    assert limit_ms({"kind": "single", "text": text, "options": [option]}) == 20_000 + 40 * 40
    assert limit_ms({"kind": "ordering", "text": text, "steps": [option] * 2}) == 45_000 + 140 * 40
    assert limit_ms({"kind": "matching", "text": text, "pairs": [pair]}) == 45_000 + 140 * 40
