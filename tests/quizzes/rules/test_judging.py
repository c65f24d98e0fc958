"""Marks become points by rules that a competitor can check with a pencil."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.judging import Deduction, Time, missing, needs_talk, score, spread, trimmed
from quizzes.rules.scoresheet import (
    BadMark,
    Band,
    CriticalFault,
    Judged,
    Measured,
    Name,
    Penalty,
    Sheet,
    Slip,
    Timing,
    check,
    hundredths,
    number,
    share,
    slips,
)

F = Fraction
SOME = Name("Something", "某项")
TORQUE = Measured("torque", SOME, 40, "N·m", F(110), (Band(F(2), F(1)), Band(F(5), F(1, 2))), F(0), F(300))
CARE = Judged("care", SOME, 60, (SOME, SOME, SOME, SOME))
DROPPED = Penalty("dropped", SOME, 5, 3)
LIVE = CriticalFault("live", SOME)
SHEET = Sheet((TORQUE, CARE), (DROPPED,), (LIVE,), Timing(1800, 60, 2, 10))


def marks(**given):
    return {name: {place: F(mark) for place, mark in enumerate(some, 1)} for name, some in given.items()}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(110, 1), (112, 1), (108, 1), (F("112.1"), F(1, 2)), (115, F(1, 2)), (F("115.1"), 0), (0, 0)],
)
def test_a_measured_value_gives_the_share_of_the_narrowest_band_that_holds_it(value, wanted):
    assert share(TORQUE, F(value)) == wanted


@pytest.mark.parametrize(
    ("given_marks", "counted", "dropped"),
    [
        ([], (), ()),
        ([2], (2,), ()),
        ([3, 1, 2, 2], (1, 2, 2, 3), ()),
        ([3, 0, 2, 2, 1], (1, 2, 2), (0, 3)),
        ([2, 2, 2, 2, 2], (2, 2, 2), (2, 2)),
        ([3, 0, 2, 2, 1, 3, 3], (1, 2, 2, 3, 3), (0, 3)),
    ],
)
def test_of_five_marks_the_highest_and_the_lowest_are_dropped(given_marks, counted, dropped):
    assert trimmed([F(one) for one in given_marks]) == (counted, dropped)


def test_points_are_the_weights_times_the_mean_share():
    found = score(SHEET, marks(torque=[113], care=[2, 3, 2]))
    assert [(line.aspect_id, line.points) for line in found.lines] == [("torque", 20), ("care", F(60 * 7, 9))]
    assert found.points == found.raw == 20 + F(140, 3)
    assert hundredths(found.points) == 6667


def test_penalties_count_as_most_judges_say_and_time_over_the_limit_costs():
    found = score(SHEET, marks(torque=[110], care=[3], dropped=[2, 1, 3]), Time(2000, 100))
    assert found.deductions == (Deduction("dropped", 2, F(10)), Deduction("time", 100, F(4)))
    assert found.points == 86


@pytest.mark.parametrize(
    ("used", "back", "taken"),
    [(1800, 0, 0), (1801, 0, 2), (1860, 0, 2), (1861, 0, 4), (1900, 100, 0), (9000, 0, 10)],
)
def test_each_begun_step_over_the_time_costs_up_to_the_most(used, back, taken):
    found = score(SHEET, marks(torque=[110], care=[3]), Time(used, back))
    assert 100 - found.points == taken


def test_a_critical_fault_leaves_nothing_but_keeps_what_was_marked():
    found = score(SHEET, marks(torque=[110], care=[3], live=[0, 1]))
    assert (found.critical, found.raw, found.points) == (("live",), 100, 0)


def test_deductions_never_lead_below_nought():
    assert score(SHEET, marks(torque=[0], care=[0], dropped=[3])).points == 0


@pytest.mark.parametrize(("given_marks", "talk"), [([2, 3], []), ([1, 3], ["care"]), ([0, 1, 1, 1, 2], ["care"])])
def test_judged_marks_more_than_one_apart_call_for_talk(given_marks, talk):
    assert needs_talk(SHEET, marks(care=given_marks, torque=[1, 200])) == talk
    assert spread(()) == 0


def test_a_judged_aspect_waits_for_every_judge_a_measured_one_for_one_of_them():
    assert missing(SHEET, {"care": {7: F(1)}}, [7, 8]) == [("torque", 7), ("care", 8)]
    assert missing(SHEET, {"care": {7: F(1), 8: F(1)}, "torque": {8: F(1)}}, [7, 8]) == []


@pytest.mark.parametrize(
    ("ident", "value", "code"),
    [
        ("care", F(4), "level"),
        ("care", F(5, 2), "level"),
        ("torque", F(301), "range"),
        ("torque", F(-1), "range"),
        ("dropped", F(4), "count"),
        ("live", F(2), "count"),
        ("nothing", F(1), "unknown"),
    ],
)
def test_a_mark_outside_the_scale_is_refused(ident, value, code):
    with pytest.raises(BadMark) as refused:
        check(SHEET, ident, value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "value"), [("12.6", F("12.6")), (" 12,6 ", F("12.6")), ("−3", F(-3)), ("0", F(0)), ("-0.5", F("-0.5"))]
)
def test_numbers_are_read_exactly(text, value):
    assert number(text) == value


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_number_or_refused(text):
    with suppress(BadMark):
        assert isinstance(number(text), Fraction)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, []),
        ({"aspects": ()}, [Slip("no-aspects")]),
        ({"aspects": (replace(TORQUE, weight=39), CARE)}, [Slip("weights", value=99)]),
        ({"aspects": (replace(TORQUE, weight=0), replace(CARE, weight=100))}, [Slip("weight", "torque", 0)]),
        ({"penalties": (replace(DROPPED, id="care"),)}, [Slip("twice", "care")]),
        ({"penalties": (replace(DROPPED, points=0),)}, [Slip("penalty", "dropped")]),
        ({"timing": Timing(0)}, [Slip("timing")]),
        ({"aspects": (replace(TORQUE, bands=()), CARE)}, [Slip("no-bands", "torque")]),
        ({"aspects": (replace(TORQUE, bands=TORQUE.bands[::-1]), CARE)},
         [Slip("bands-order", "torque"), Slip("bands-shares", "torque")]),
        ({"aspects": (replace(TORQUE, bands=(Band(F(-1), F(1)),)), CARE)}, [Slip("band", "torque")]),
        ({"aspects": (replace(TORQUE, high=F(100)), CARE)}, [Slip("range", "torque")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_sheet_is_said(change, wanted):
    assert slips(replace(SHEET, **change)) == wanted


@given(st.fractions(-1000, 1000))
def test_points_are_rounded_to_the_nearest_hundredth_halves_away_from_nought(value):
    rounded = hundredths(value)
    assert abs(F(rounded, 100) - value) <= F(1, 200)
    assert hundredths(-value) == -rounded
    assert hundredths(F(1, 200)) == 1


JUDGES = st.dictionaries(st.integers(1, 7), st.sampled_from([F(0), F(1), F(2), F(3)]), max_size=7)


@given(JUDGES, st.dictionaries(st.integers(1, 7), st.integers(0, 300).map(F), max_size=3), st.randoms())
def test_points_lie_between_nought_and_full_and_do_not_ask_in_which_order_marks_came(care, torque, rng):
    mixed = list(care.items())
    rng.shuffle(mixed)
    found = score(SHEET, {"care": care, "torque": torque})
    assert 0 <= found.points <= 100
    assert found == score(SHEET, {"torque": torque, "care": dict(mixed)})


@given(JUDGES.filter(bool), st.data())
def test_a_better_mark_never_makes_it_worse(care, data):
    judge = data.draw(st.sampled_from(sorted(care)))
    better = care | {judge: min(F(3), care[judge] + 1)}
    assert score(SHEET, {"care": better}).points >= score(SHEET, {"care": care}).points
