"""Wrong answers that were typed: folded, counted, the most frequent first."""

from __future__ import annotations

import pytest

from quizzes.rules.itemwords import blanks

SHORT = {"kind": "short", "accepted": {"en": ["torque wrench"], "zh": []}, "case_matters": False}
NUMBER = {"kind": "numeric", "answer": 12.6, "tolerance": 0.1, "unit": "V"}


@pytest.mark.parametrize(
    ("content", "given", "right", "wrong"),
    [
        (SHORT, [], 0, []),
        (SHORT, ["Torque  wrench", None], 1, []),
        (SHORT, ["Hammer", "hammer", "hammer.", "saw"], 0, [("Hammer", 3), ("saw", 1)]),
        (SHORT, ["b", "a", "d", "c", "f", "e"], 0, [(one, 1) for one in "abcde"]),
        (SHORT | {"case_matters": True}, ["Hammer", "hammer"], 0, [("Hammer", 1), ("hammer", 1)]),
        (NUMBER, [12.6, 126.0, 126.0, 1.26], 1, [("126", 2), ("1.26", 1)]),
    ],
)
def test_the_most_frequent_wrong_answers_stand_first(content, given, right, wrong):
    (found,) = blanks(content, given)
    assert (found.met, found.right, list(found.wrong)) == (sum(one is not None for one in given), right, wrong)
