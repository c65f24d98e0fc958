from __future__ import annotations

from quizzes.rules.itemstats import FirstAnswer, statistics


def test_only_the_first_answer_of_a_person_counts():
    found = statistics([FirstAnswer(1, "b", False), FirstAnswer(2, "a", True), FirstAnswer(1, "a", True)])
    assert (found.people, found.right, found.facility) == (2, 1, 0.5)
    assert found.chosen == {"a": 1, "b": 1}


def test_of_several_each_option_counts_and_of_true_or_false_the_words():
    assert statistics([FirstAnswer(1, ["a", "c"], True), FirstAnswer(2, ["a"], False)]).chosen == {"a": 2, "c": 1}
    assert statistics([FirstAnswer(1, False, True)]).chosen == {"false": 1}
    assert statistics([FirstAnswer(1, 17.0, True), FirstAnswer(2, None, False)]).chosen == {}


def test_before_anybody_answered_nothing_is_said():
    assert statistics([]).facility is None
