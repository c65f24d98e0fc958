"""Shares that do not add up are refused or rounded, and their sum is said; what adds up is left alone."""

from __future__ import annotations

import pytest

from quizzes.formats import gift, moodle
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Range, Reading
from quizzes.formats.grades import Grades, settled

ANSWER = '<answer fraction="{}"><text>{}</text></answer>'
ASKED = "<questiontext><text>Q</text></questiontext><single>{}</single>{}"
MOODLE = f'<quiz><question type="multichoice">{ASKED}</question></quiz>'


def moodle_of(single: bool, *shares: str) -> Reading:
    answers = "".join(ANSWER.format(one, f"answer {place}") for place, one in enumerate(shares))
    return moodle.read(MOODLE.format(str(single).lower(), answers).encode())


@pytest.mark.parametrize(
    ("shares", "said", "rounded"),
    [
        (("33", "33", "33", "0"), "99 %", [0.3333333, 0.3333333, 0.3333333, 0.0]),
        (("50", "51", "0"), "101 %", [0.4950495, 0.5049505, 0.0]),
        (("50", "0", "-25"), "50 %", [1.0, 0.0, -0.25]),
        (("100", "100", "0"), "200 %", [0.5, 0.5, 0.0]),
    ],
)
def test_several_that_come_to_another_sum_are_refused_with_it_or_rounded(shares, said, rounded):
    read = moodle_of(False, *shares)
    refused = settled(read, Grades.REFUSE)
    assert (refused.items, [one.line for one in refused.refused]) == ((), [1])
    assert refused.refused[0].reason.endswith(f"Sum: {said}")
    taken = settled(read, Grades.ROUND)
    assert taken.items[0].fractions() == rounded
    assert [one.reason[-len(said) :] for one in taken.notes] == [said]
    assert read.items[0].fractions() != rounded  # the reading keeps what the file says


def test_a_best_answer_below_the_full_mark_is_refused_or_has_it_from_now_on():
    read = moodle_of(True, "90", "45", "0")
    assert settled(read, Grades.REFUSE).refused[0].reason.endswith("The best gives: 90 %")
    assert settled(read, Grades.ROUND).items[0].fractions() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("grades", Grades)
@pytest.mark.parametrize("shares", [("33.33333", "33.33333", "33.33333"), ("33.333", "33.333", "33.333"), ("50", "50")])
def test_what_adds_up_is_taken_without_a_word(grades, shares):
    found = settled(moodle_of(False, *shares, "0"), grades)
    assert (len(found.items), found.refused, found.notes) == (1, (), ())
    assert sum(found.items[0].fractions()) == pytest.approx(1, abs=1e-4)


def test_a_file_of_gift_is_judged_alike():
    read = gift.read(b"Which? {~%50%a ~%30%b ~c}\n\nHow many? {#=%80%5:0 =%40%6:0}")
    assert [one.reason[-4:] for one in settled(read, Grades.REFUSE).refused] == ["80 %", "80 %"]
    several, number = settled(read, Grades.ROUND).items
    assert (several.fractions(), number.fractions()) == ([0.625, 0.375, 0.0], [1.0, 0.5])


def test_each_gap_gives_its_full_mark():
    gaps = (Blank(Kind.SHORT, (Choice("a", 1.0),)), Blank(Kind.NUMERIC, ranges=(Range(1, 1, 0.5),)))
    read = Reading((Item(Kind.CLOZE, "{{1}} {{2}}", blanks=gaps, line=7),))
    assert [one.line for one in settled(read, Grades.REFUSE).refused] == [7]
    (item,) = settled(read, Grades.ROUND).items
    assert item.blanks[1].ranges[0].fraction == 1.0


def test_steps_and_pairs_have_no_shares_to_judge():
    read = Reading((Item(Kind.ORDERING, "Q", steps=("a", "b")),))
    assert settled(read, Grades.REFUSE) == settled(read, Grades.ROUND) == read
