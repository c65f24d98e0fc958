"""The machine: stronger by level, weaker by difficulty, never impossible, and the same for the same seed."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.grading import check, grade, shown
from quizzes.rules.machine import LEVELS, SHORTEST_MS, chance_of_right, mistake, plan
from quizzes.rules.scoring import limit_ms, score
from tests.quizzes.rules.contents import (
    EVERY_KIND,
    NUMERIC,
    SINGLE,
    TRUE_FALSE,
    kind_of,
    number,
    options,
    pairs,
    question,
    said,
    steps,
)

every_kind = pytest.mark.parametrize("content", EVERY_KIND, ids=kind_of)


def one(content, level, seed):
    return plan([content], [limit_ms(content)], level, seed)[0]


@pytest.mark.parametrize(
    ("content", "level", "difficulty", "expected"),
    [
        (NUMERIC, 1, 5, 0.095),  # 0.05 + 0.95 / (1 + e^3.0)
        (NUMERIC, 3, 3, 0.619),  # 0.05 + 0.95 / (1 + e^-0.4)
        (NUMERIC, 5, 1, 0.981),  # 0.05 + 0.95 / (1 + e^-3.9)
        (SINGLE, 1, 5, 0.286),  # 0.25 + 0.75 / (1 + e^3.0)
        (TRUE_FALSE, 1, 5, 0.524),  # 0.5 + 0.5 / (1 + e^3.0)
    ],
)
def test_the_chance_follows_the_model_with_a_floor_for_guessing(content, level, difficulty, expected):
    assert chance_of_right(content | {"difficulty": difficulty}, level) == pytest.approx(expected, abs=0.001)


@every_kind
def test_a_higher_level_knows_more_and_a_harder_question_is_known_less(content):
    table = [[chance_of_right(content | {"difficulty": hard}, level) for hard in range(1, 6)] for level in LEVELS]
    assert all(easier > harder for row in table for easier, harder in pairwise(row))
    assert all(low < high for rows in pairwise(table) for low, high in zip(*rows, strict=True))
    assert all(0 < chance < 1 for row in table for chance in row)


@every_kind
@pytest.mark.parametrize("level", LEVELS)
def test_it_is_right_as_often_as_the_model_says(content, level):
    right = sum(one(content, level, seed).correct for seed in range(300)) / 300
    assert right == pytest.approx(chance_of_right(content, level), abs=0.08)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(EVERY_KIND), st.sampled_from(LEVELS), st.integers(1, 5), st.integers(0, 2**62))
def test_each_planned_answer_is_one_that_a_person_could_give(content, level, difficulty, seed):
    content = content | {"difficulty": difficulty}
    limit = limit_ms(content)
    found = one(content, level, seed)
    assert check(content, found.response) == found.response
    assert found.correct is grade(content, found.response).correct
    assert SHORTEST_MS <= found.used_ms <= 0.95 * limit
    assert found.score == score(found.correct, found.used_ms, limit, 1)


def test_the_same_seed_plans_the_same_and_another_seed_another_game():
    limits = [limit_ms(content) for content in EVERY_KIND]
    assert plan(EVERY_KIND, limits, 3, 7) == plan(EVERY_KIND, limits, 3, 7)
    assert len({plan(EVERY_KIND, limits, 3, seed)[0].used_ms for seed in range(50)}) > 40


def test_a_higher_level_is_quicker():
    times = [median(one(SINGLE, level, seed).used_ms for seed in range(300)) for level in LEVELS]
    assert times == sorted(times, reverse=True)


def test_harder_and_longer_questions_take_it_longer():
    def usual(**more):
        return median(one(SINGLE | more, 3, seed).used_ms for seed in range(300))

    assert usual(difficulty=1) < usual(difficulty=3) < usual(difficulty=5)
    assert usual(text=said("x" * 20)) < usual(text=said("x" * 100)) < usual(text=said("x" * 300))


def test_it_seldom_runs_into_the_end_of_its_time():
    long = SINGLE | {"text": {"en": "x" * 300, "zh": ""}}
    at_the_end = sum(one(long, 1, seed).used_ms >= 0.949 * limit_ms(long) for seed in range(500))
    assert at_the_end < 0.15 * 500


NUMBERS = [
    number(answer, slack) for answer in (1, 2, 3, 5, 12.6, 0.05, 0, -20, 1e6, 1e-4) for slack in (0, 0.01, 2, 500)
]
CONTENTS = [*EVERY_KIND, *NUMBERS, steps(2), steps(7), pairs(2), pairs(6), question("several", options=options("a"))]


@pytest.mark.parametrize("content", CONTENTS, ids=lambda one: f"{one['kind']}-{one.get('answer')}")
def test_a_mistake_is_a_valid_answer_and_wrong(content):
    for seed in range(50):
        found = mistake(content, Random(seed))
        assert check(content, found) == found
        assert not grade(content, found).correct


@pytest.mark.parametrize(
    ("answer", "slack"), [(1, 0), (2, 0.5), (5, 0), (5, 3), (12.6, 0), (12.6, 10), (0.05, 0.04), (1e6, 0), (-20, 15)]
)
def test_a_wrong_number_looks_like_one_that_was_worked_out(answer, slack):
    """On the right side of nought, no farther off than it must be, and whole where the answer is whole."""
    for seed in range(50):
        found = mistake(number(answer, slack), Random(seed))
        assert found * answer > 0
        assert abs(found - answer) <= max(0.5 * abs(answer), 4 * slack) + 1
        assert found.is_integer() or not float(answer).is_integer()


def test_what_is_shown_of_a_question_does_not_depend_on_the_machines_luck():
    before = shown(SINGLE, 7)
    plan([SINGLE], [20_000], 3, 7)
    assert shown(SINGLE, 7) == before
