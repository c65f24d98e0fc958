from __future__ import annotations

import pytest

from quizzes.rules import machine
from quizzes.rules.itemfindings import goes_to_quarantine, machines_difficulty
from tests.factories import KEYS_OF_KINDS


@pytest.mark.parametrize(
    ("people", "discrimination", "released_at", "rests"),
    [
        (60, -0.30, None, True),
        (60, -0.25, None, False),  # its interval reaches over nought
        (59, -0.90, None, False),  # too few
        (1_000, -0.07, None, True),
        (1_000, -0.05, None, False),
        (1_000, 0.30, None, False),
        (1_000, None, None, False),
        (119, -0.50, 60, False),  # a trainer has looked at 60
        (120, -0.50, 60, True),  # twice as many say so
    ],
)
def test_a_question_rests_on_enough_evidence_only(people, discrimination, released_at, rests):
    assert goes_to_quarantine(people, discrimination, released_at) is rests


@pytest.mark.parametrize(
    ("author", "value", "error", "people", "plays"),
    [
        (0.0, 0.6, 0.2, 80, 0.6),
        (0.0, 2.5, 0.2, 80, 1.0),  # never more than a logit away
        (0.8, -3.0, 0.2, 80, -0.2),
        (0.0, 0.6, 0.36, 80, None),  # too unsure
        (0.0, 0.6, 0.2, 49, None),  # too few
    ],
)
def test_the_machine_plays_by_answers_only_where_they_say_enough(author, value, error, people, plays):
    assert machines_difficulty(author, value, error, people) == (plays if plays is None else pytest.approx(plays))


def test_a_reckoned_difficulty_moves_the_machine_a_little():
    content = {"kind": "single", "difficulty": 3} | KEYS_OF_KINDS["single"]
    chances = [machine.chance_of_right(content, 3, hard) for hard in (-1.0, None, 1.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] - chances[2] < 0.36


def test_without_a_reckoned_difficulty_the_machine_plays_as_before():
    contents = [{"kind": "single", "difficulty": 3, "text": {"en": "Why?", "zh": "为何？"}} | KEYS_OF_KINDS["single"]]
    plain = machine.plan(contents, [20_000], 3, 7)
    assert machine.plan(contents, [20_000], 3, 7, [None]) == plain
    assert machine.plan(contents, [20_000], 3, 7, [machine.DIFFICULTY[3]]) == plain
