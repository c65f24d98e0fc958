"""How a person comes to know a question, and that each level is reached once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.mastery import Answer, Mastery, advance, replay

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


def answers(bits, withdrawn=()):
    """One a day: 1 is right, 0 is wrong."""
    return [Answer(bit == "1", day, day in withdrawn) for day, bit in enumerate(bits)]


@pytest.mark.parametrize(
    ("bits", "withdrawn", "level", "best", "attempts", "first"),
    [
        ("", (), 0, 0, 0, None),
        ("1", (), 1, 1, 1, True),
        ("01", (), 1, 1, 2, False),
        ("110", (), 1, 2, 3, True),
        ("1", (0,), 0, 1, 0, True),  # nobody loses the level that a withdrawn question brought
        ("0", (0,), 0, 0, 0, None),
        ("01", (0,), 1, 1, 1, True),  # the miss was no miss
        ("101", (0,), 1, 1, 2, True),
        ("111", (1,), 2, 3, 2, True),
    ],
)
def test_mastery_is_replayed_from_all_answers(bits, withdrawn, level, best, attempts, first):
    found = replay(answers(bits, withdrawn))
    assert (found.mastery.level, found.mastery.best, found.attempts) == (level, best, attempts)
    assert (found.reached[1].first_attempt if 1 in found.reached else None) is first


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=12))
def test_a_replay_is_what_one_answer_after_the_other_makes(steps):
    kept, day, told = Mastery(), 0, []
    for right, days in steps:
        day += days
        kept, _reached = advance(kept, right, day)
        told.append(Answer(right, day))
    assert replay(told).mastery == kept
    assert len(replay(told).reached) == kept.best
