"""What a day asks, how long it takes, and which missed days may be made up."""

from __future__ import annotations

from datetime import date

import pytest

from quizzes.rules.dayset import (
    Offer,
    Parts,
    choose_class,
    closed_sections,
    is_done,
    minutes,
    missed_days,
    most_reviews,
)

A1, A2, B1 = Offer(1, "a", 1, 3), Offer(2, "a", 2, 3), Offer(3, "b", 1, 3)
BEGUN, DONE = Offer(4, "b", 2, 3, begun=True), Offer(5, "a", 0, 3, begun=True, completed=True)
ELSEWHERE = Offer(6, "z", 0, 3)
OTHERS = Offer(7, "a", 0, 3, own=False)


@pytest.mark.parametrize(
    ("offers", "sections", "closed", "chosen"),
    [
        ([B1, A2, A1], ["a", "b"], (), A1),
        ([B1, A2, A1], ["b", "a"], (), B1),  # in the order of the road
        ([A1, BEGUN], ["a", "b"], (), BEGUN),  # what was begun comes first
        ([DONE, A2], ["a", "b"], (), A2),
        ([DONE], ["a", "b"], (), None),
        ([], ["a", "b"], (), None),
        ([A1, B1], ["a", "b"], ("a",), B1),
        ([A1, BEGUN], ["a", "b"], ("b",), A1),
        ([A1], ["a", "b"], ("a", "b"), None),
        ([ELSEWHERE, B1], ["a", "b"], (), B1),  # what no leg names comes last
        ([ELSEWHERE], ["a", "b"], (), ELSEWHERE),
        ([OTHERS, B1, ELSEWHERE], ["a", "b"], (), B1),  # first what is for the post, wherever it is on the road
        ([OTHERS, ELSEWHERE], ["a", "b"], (), ELSEWHERE),
        ([OTHERS], ["a", "b"], (), OTHERS),
    ],
)
def test_the_class_of_the_day(offers, sections, closed, chosen):
    assert choose_class(offers, sections, closed) == chosen


def test_a_section_is_closed_until_the_day_of_its_leg():
    legs = [
        {"section": "a", "until": "xian", "opens_on": None},
        {"section": "b", "until": "lanzhou", "opens_on": "2026-06-01"},
        {"section": "c", "until": "dunhuang", "opens_on": "2026-06-02"},
        {"section": "d", "until": "munich"},
    ]
    assert closed_sections(legs, date(2026, 6, 1)) == {"c"}
    assert closed_sections([], date(2026, 6, 1)) == frozenset()


@pytest.mark.parametrize(("class_minutes", "reviews"), [(0, 8), (3, 8), (4, 8), (5, 6), (6, 4), (20, 4)])
def test_a_long_class_leaves_less_room_for_reviews(class_minutes, reviews):
    assert most_reviews(class_minutes) == reviews


@pytest.mark.parametrize(("class_minutes", "reviews", "about"), [(0, 0, 2), (3, 8, 9), (4, 7, 10), (5, 6, 10)])
def test_a_set_takes_about_ten_minutes(class_minutes, reviews, about):
    assert minutes(class_minutes, reviews) == about


def test_a_set_is_done_when_each_of_its_parts_is():
    assert is_done(Parts(True, True, True))
    assert not any(
        is_done(one) for one in (Parts(False, True, True), Parts(True, False, True), Parts(True, True, False))
    )


@pytest.mark.parametrize(
    ("today", "first_day", "done", "missed"),
    [
        (100, 1, {99, 98, 97, 96, 95, 94, 93}, []),
        (100, 1, {99, 97}, [98, 96, 95, 94, 93]),
        (100, 1, set(), [99, 98, 97, 96, 95, 94, 93]),
        (100, 97, set(), [99, 98, 97]),  # not before the season
        (100, 100, set(), []),
    ],
)
def test_the_days_that_may_be_made_up(today, first_day, done, missed):
    assert missed_days(today, first_day, done) == missed
