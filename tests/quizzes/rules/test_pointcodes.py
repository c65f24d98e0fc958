"""The codes of a ledger line are kept as letters and read as codes."""

from __future__ import annotations

from itertools import product

import pytest

from quizzes.rules.pointcodes import CODES, LETTERS, packed, unpacked
from quizzes.rules.points import PAY_HALF, PAY_NOTHING, PointsRules, class_points, day_points, mastery_points, pk_points
from quizzes.rules.scoring import Outcome

RULES = PointsRules()


def test_no_letter_stands_for_two_codes():
    assert len(CODES) == len(LETTERS)
    assert all(len(letter) == 1 and letter != "[" for letter in CODES)


@pytest.mark.parametrize(
    "codes",
    [[], ["won", "against-machine-1", "machine-half"], ["found-wrong", "question-17", "level-1"], ["won", "新"]],
)
def test_codes_come_back_in_their_order(codes):
    assert unpacked(packed(codes)) == codes


def test_whatever_a_day_pays_has_letters():
    ways = product(Outcome, (0, 3), ("person", *PAY_HALF, *PAY_NOTHING), (1, 15, 99), (0, 10_000))
    awards = [pk_points(*way, RULES) for way in ways]
    awards += [mastery_points(level, first, RULES) for level in (1, 2, 3) for first in (True, False)]
    awards += [class_points(RULES), day_points(True, RULES), day_points(False, RULES)]
    assert {code for award in awards for code in award.reasons} <= LETTERS.keys()


def test_what_was_written_once_is_read_for_good():
    assert unpacked("w1mL") == ["won", "against-machine-1", "machine-half", "later-pk-half"]
    assert unpacked('["found-wrong","question-17"]') == ["found-wrong", "question-17"]
