"""How a person comes to know a question, and that each level is reached once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.mastery import Mastery, advance

RIGHT, WRONG = True, False


def walk(*answers: tuple[bool, int]) -> tuple[Mastery, list[int | None]]:
    mastery, reached = Mastery(), []
    for correct, day in answers:
        mastery, level = advance(mastery, correct, day)
        reached.append(level)
    return mastery, reached


@pytest.mark.parametrize(
    ("answers", "level", "best", "reached"),
    [
        ([(RIGHT, 1)], 1, 1, [1]),
        ([(WRONG, 1)], 0, 0, [None]),
        ([(WRONG, 1), (RIGHT, 1)], 1, 1, [None, 1]),
        ([(RIGHT, 1), (RIGHT, 1)], 1, 1, [1, None]),  # five minutes later is not knowing it
        ([(RIGHT, 1), (RIGHT, 2), (RIGHT, 3)], 3, 3, [1, 2, 3]),
        ([(RIGHT, 1), (RIGHT, 2), (RIGHT, 3), (RIGHT, 4)], 3, 3, [1, 2, 3, None]),
        ([(RIGHT, 1), (RIGHT, 9)], 2, 2, [1, 2]),
        ([(RIGHT, 1), (WRONG, 2), (RIGHT, 2)], 1, 1, [1, None, None]),  # level 1 again: paid already
        ([(RIGHT, 1), (RIGHT, 2), (WRONG, 3)], 1, 2, [1, 2, None]),
        ([(RIGHT, 1), (RIGHT, 2), (WRONG, 2), (RIGHT, 2)], 1, 2, [1, 2, None, None]),  # not back on the same day
        ([(RIGHT, 1), (RIGHT, 2), (WRONG, 3), (RIGHT, 3), (RIGHT, 4)], 3, 3, [1, 2, None, None, 3]),
        ([(RIGHT, 5), (RIGHT, 4)], 1, 1, [1, None]),  # a day that goes back is not later
        ([(WRONG, 1), (WRONG, 1), (WRONG, 2)], 0, 0, [None, None, None]),
    ],
)
def test_levels_go_up_a_day_at_a_time_and_down_by_one(answers, level, best, reached):
    mastery, found = walk(*answers)
    assert (mastery.level, mastery.best, found) == (level, best, reached)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=60))
def test_each_level_is_reached_once_and_in_order_whatever_the_answers(answers):
    day, dated = 0, []
    for correct, passed in answers:
        day += passed
        dated.append((correct, day))
    mastery, reached = walk(*dated)
    levels = [level for level in reached if level is not None]
    assert levels == list(range(1, mastery.best + 1))
    assert 0 <= mastery.level <= mastery.best <= 3


@settings(max_examples=50, deadline=None)
@given(st.lists(st.booleans(), max_size=40))
def test_within_a_day_nobody_gets_beyond_the_first_level(answers):
    mastery, reached = walk(*((correct, 7) for correct in answers))
    assert mastery.best == int(any(answers))
    assert len([level for level in reached if level]) == int(any(answers))
