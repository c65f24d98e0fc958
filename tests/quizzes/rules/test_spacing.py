"""When a question comes back."""

from __future__ import annotations

import pytest

from quizzes.rules.spacing import LONGEST, Memory, answered

START = 739_000


def gaps(answers: str) -> list[int]:
    """The days until it is due after each answer (r: right, w: wrong), each given on the day it was due."""
    memory: Memory | None = None
    found = []
    for one in answers:
        memory = answered(memory, one == "r", memory.due if memory else START)
        found.append(memory.due - memory.day)
    return found


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ("rrrrr", [2, 11, 46, LONGEST, LONGEST]),  # mastered ones fade
        ("wrrrr", [1, 1, 3, 8, 18]),  # a wrong answer comes back on the next day, and stays near for a while
        ("wwwr", [1, 1, 1, 1]),
        ("rrw", [2, 11, 1]),
        ("rrwrrr", [2, 11, 1, 3, 6, 13]),  # forgotten, but not like new
        ("rrrrw", [2, 11, 46, LONGEST, 1]),
    ],
)
def test_right_answers_come_back_later_and_wrong_ones_tomorrow(answers, days):
    assert gaps(answers) == days


def test_it_is_the_same_every_time():
    assert gaps("rwrrwrrr") == gaps("rwrrwrrr")


def test_a_second_right_answer_on_a_day_changes_nothing():
    once = answered(None, True, START)
    missed = answered(None, False, START)
    assert answered(once, True, START) == once
    assert answered(missed, True, START) == missed


def test_a_wrong_answer_after_a_right_one_of_the_day_counts():
    memory = answered(answered(None, True, START), False, START)
    assert not memory.right
    assert memory.due == START + 1


def test_an_answer_that_was_sent_late_does_not_turn_the_calendar_back():
    memory = answered(None, True, START)
    assert answered(memory, True, START - 3) == memory
    assert answered(memory, False, START - 3).due == START + 1


@pytest.mark.parametrize(("late", "gap"), [(0, 11), (3, 18), (20, 34)])
def test_what_is_still_known_when_overdue_lasts_the_longer(late, gap):
    memory = answered(None, True, START)
    again = answered(memory, True, memory.due + late)
    assert again.due - again.day == gap
