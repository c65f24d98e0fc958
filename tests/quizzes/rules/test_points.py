"""What is paid, and that it says why."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.points import Award, PointsRules, class_points, mastery_points, pk_points
from quizzes.rules.scoring import Outcome

RULES = PointsRules()
WON, DRAWN, LOST = Outcome.WON, Outcome.DRAWN, Outcome.LOST


@pytest.mark.parametrize(
    ("level", "first_attempt", "expected"),
    [
        (1, True, Award(10, ("first-time-right",))),
        (1, False, Award(6, ("right-after-miss",))),
        (2, False, Award(5, ("still-right-later",))),
        (3, False, Award(3, ("still-right-later",))),
    ],
)
def test_what_is_newly_mastered_pays(level, first_attempt, expected):
    assert mastery_points(level, first_attempt, RULES) == expected


def test_a_completed_class_pays():
    assert class_points(RULES) == Award(20, ("class-completed",))


AGAINST = ("person", "machine", "ghost", "ghost-again", "oneself")


@pytest.mark.parametrize(
    ("outcome", "against", "nth", "points", "reasons"),
    [
        (WON, "person", 1, 12, ("won",)),
        (WON, "ghost", 1, 6, ("won", "ghost-half")),
        (WON, "ghost-again", 1, 0, ("won", "ghost-again-none")),
        (LOST, "oneself", 1, 0, ("lost", "oneself-none")),
        (DRAWN, "person", 1, 8, ("drawn",)),
        (LOST, "person", 3, 4, ("lost",)),
        (WON, "machine", 1, 6, ("won", "machine-half")),
        (DRAWN, "machine", 1, 4, ("drawn", "machine-half")),
        (LOST, "machine", 1, 2, ("lost", "machine-half")),
        (WON, "person", 4, 6, ("won", "later-pk-half")),
        (LOST, "person", 6, 2, ("lost", "later-pk-half")),
        (WON, "machine", 4, 3, ("won", "machine-half", "later-pk-half")),
        (LOST, "machine", 6, 1, ("lost", "machine-half", "later-pk-half")),
        (WON, "person", 7, 0, ("won", "later-pk-none")),
        (WON, "machine", 100, 0, ("won", "machine-half", "later-pk-none")),
    ],
)
def test_a_pk_pays_by_its_outcome_and_less_and_less_within_a_day(outcome, against, nth, points, reasons):
    assert pk_points(outcome, 3, against, nth, 0, RULES) == Award(points, reasons)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("nth", [1, 4, 7])
def test_without_a_right_answer_nothing_is_paid(outcome, nth):
    assert pk_points(outcome, 0, "person", nth, 0, RULES) == Award(0, (outcome.value, "no-right-answer"))


@pytest.mark.parametrize(
    ("paid", "points", "reasons"),
    [
        (48, 12, ("won",)),
        (49, 11, ("won", "daily-cap")),
        (60, 0, ("won", "daily-cap")),
        (99, 0, ("won", "daily-cap")),
    ],
)
def test_a_day_pays_no_more_than_its_cap(paid, points, reasons):
    assert pk_points(WON, 5, "person", 1, paid, RULES) == Award(points, reasons)


def test_halves_are_rounded_up_against_a_machine_and_down_later_in_the_day():
    odd = PointsRules(pk_won=7)
    assert pk_points(WON, 1, "machine", 1, 0, odd).points == 4
    assert pk_points(WON, 1, "person", 4, 0, odd).points == 3
    assert pk_points(WON, 1, "machine", 4, 0, odd).points == 2


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Outcome), st.integers(0, 5), st.sampled_from(AGAINST)), max_size=30),
    st.builds(PointsRules, pk_daily_cap=st.integers(0, 100), pk_won=st.integers(0, 50)),
)
def test_however_many_are_played_a_day_pays_at_most_its_cap_and_zero_always_says_why(games, rules):
    paid = 0
    for nth, (outcome, right, against) in enumerate(games, start=1):
        award = pk_points(outcome, right, against, nth, paid, rules)
        assert award.points >= 0
        assert award.reasons[0] == outcome.value
        full = {WON: rules.pk_won, DRAWN: rules.pk_drawn, LOST: rules.pk_lost}[outcome]
        assert award.points == full or len(award.reasons) > 1
        paid += award.points
    assert paid <= rules.pk_daily_cap


def test_rules_are_kept_as_json_and_come_back():
    rules = PointsRules(pk_won=15, pk_daily_cap=80)
    assert PointsRules.from_json(json.loads(json.dumps(rules.to_json()))) == rules
    assert PointsRules.from_json({}) == PointsRules()
    assert PointsRules.from_json({"pk_won": 1}) == PointsRules(pk_won=1)
    assert set(rules.to_json()) == {one.name for one in fields(PointsRules)}


@pytest.mark.parametrize(
    "data", [{"pk_wno": 1}, {"pk_won": -1}, {"pk_won": 1.5}, {"pk_won": "12"}, {"pk_won": True}, {"pk_won": None}]
)
def test_what_is_no_rule_is_refused_by_name(data):
    with pytest.raises(ValueError, match=next(iter(data))):
        PointsRules.from_json(data)
