"""Short answers and gaps that were found wrong: answers are graded by the right key."""

from __future__ import annotations

from copy import deepcopy

import pytest

from quizzes.rules.regrading import BadKey, regrade, require_other, with_key
from tests.quizzes.rules.contents import CLOZE, SHORT

FILLED = {"1": "制动液", "2": 230.0, "3": "b"}


def test_one_more_spelling_counts_and_the_others_still_do():
    new = with_key(SHORT, "力矩扳手")
    assert [regrade(SHORT, new, one) for one in ("力矩扳手", "torque wrench", "榔头")] == [True, True, False]


def test_a_gap_gets_another_number_or_another_right_option():
    new = with_key(CLOZE, FILLED | {"2": "240", "3": "c"})
    assert regrade(CLOZE, new, FILLED | {"2": 240.0, "3": "c"})
    assert not regrade(CLOZE, new, FILLED)


def test_the_options_of_a_gap_are_known_by_their_words_where_a_newer_version_has_other_ids():
    new = deepcopy(CLOZE)
    a, b, c, d = new["gaps"][2]["options"]
    new["gaps"][2]["options"] = [c | {"id": "a", "right": True}, a | {"id": "b"}, b | {"id": "c", "right": False}, d]
    assert regrade(CLOZE, new, FILLED | {"3": "c"})
    assert not regrade(CLOZE, new, FILLED | {"3": "a"})


@pytest.mark.parametrize(("content", "right"), [(SHORT, "Torque wrench"), (CLOZE, FILLED)])
def test_what_counts_already_corrects_nothing_or_adds_nothing(content, right):
    if content is CLOZE:
        with pytest.raises(BadKey, match="same"):
            with_key(content, right)
    else:
        assert regrade(content, with_key(content, right), "扭力扳手")


def test_a_text_with_other_gaps_is_another_question():
    new = deepcopy(CLOZE)
    new["gaps"].pop()
    with pytest.raises(BadKey, match="other-pieces"):
        require_other(CLOZE, new)
