from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.route import Route, Stop
from quizzes.rules import tour
from quizzes.rules.tour import WHOLE

BOTH = {"en": "A", "zh": "甲"}
MAY, JUNE = date(2026, 5, 6), date(2026, 6, 1)


def road(*kilometres: int) -> Route:
    stops = tuple(Stop(f"s{n}", BOTH, BOTH, 40.0, 100.0, 1000 * km, BOTH) for n, km in enumerate(kilometres))
    return Route(stops, (("one", "s2"), ("two", "s3"), ("three", "s5")))


ROUTE = road(0, 100, 300, 400, 700, 1000)
PLAN = tour.plan(ROUTE)


def where(shares: dict[str, float], today: date = MAY, plan: tour.Plan = PLAN) -> int:
    """Kilometres."""
    return tour.metres(tour.states(plan, {key: int(share * WHOLE) for key, share in shares.items()}, today)) // 1000


@pytest.mark.parametrize(
    ("shares", "kilometres"),
    [
        ({}, 0),
        ({"one": 0.5}, 150),
        ({"one": 0.59, "two": 1.0}, 177),  # what the second leg holds waits
        ({"one": 0.6, "two": 1.0}, 280),  # and is released at 60 % of the first
        ({"one": 0.6, "two": 1.0, "three": 0.5}, 580),
        ({"one": 0.6, "two": 0.59, "three": 0.5}, 239),
        ({"two": 1.0, "three": 1.0}, 0),  # no leg is unlocked by one that is locked
        ({"one": 1.0, "two": 1.0, "three": 1.0}, 1000),
        ({"one": 1.0, "of another season": 1.0}, 300),
    ],
)
def test_where_the_car_stands(shares, kilometres):
    assert where(shares) == kilometres


def test_a_day_unlocks_a_leg_for_everybody_and_locks_the_first_until_then():
    legs = [
        {"section": "one", "until": "s2", "opens_on": "2026-05-20"},
        {"section": "two", "until": "s5", "opens_on": "2026-06-01"},
    ]
    plan = tour.plan(ROUTE, legs)
    known = {"one": 0.1, "two": 0.5}
    assert [where(known, day, plan) for day in (MAY, date(2026, 5, 20), JUNE)] == [0, 30, 380]
    first, second = tour.states(plan, {"one": WHOLE, "two": 0}, MAY)
    assert (first.is_open, first.waiting, second.is_open) == (False, 300_000, False)


@pytest.mark.parametrize(
    ("free", "shares", "kilometres"),
    [
        ({"one"}, {"two": 0.5}, 50),  # nothing for the post in the first: the second is open from the start
        ({"one"}, {"two": 0.5, "three": 1.0}, 50),  # which locks the third as ever
        ({"one"}, {"two": 0.6, "three": 1.0}, 660),
        ({"two"}, {"one": 0.5, "three": 1.0}, 150),  # what holds the second up holds the third up
        ({"two"}, {"one": 0.6, "three": 1.0}, 780),
        ({"two"}, {"one": 0.6, "two": 0.1, "three": 1.0}, 790),
        ({"one", "two"}, {"three": 0.5}, 300),
        ({"one", "two", "three"}, {"three": 0.5}, 300),
    ],
)
def test_a_leg_without_anything_for_the_post_holds_nobody_up(free, shares, kilometres):
    whole = {key: int(share * WHOLE) for key, share in shares.items()}
    assert tour.metres(tour.states(PLAN, whole, MAY, free)) // 1000 == kilometres


def test_a_first_leg_that_waits_for_its_day_holds_up_also_those_it_has_nothing_for():
    legs = [
        {"section": "one", "until": "s2", "opens_on": "2026-05-20"},
        {"section": "two", "until": "s5", "opens_on": None},
    ]
    plan = tour.plan(ROUTE, legs)
    opened = [
        [state.is_open for state in tour.states(plan, {"two": WHOLE}, day, {"one"})] for day in (MAY, date(2026, 5, 20))
    ]
    assert opened == [[False, False], [True, True]]


@pytest.mark.parametrize("until", ["s0", "s2"])
def test_a_leg_ends_behind_the_one_before(until):
    with pytest.raises(ValueError, match="behind"):
        tour.plan(ROUTE, [{"section": "one", "until": "s2"}, {"section": "two", "until": until}])


@pytest.mark.parametrize(
    ("kept", "level", "tenths", "asked", "share"),
    [
        (0, 1, 7, 10, 70_000),  # the first question of ten: seven of its ten tenths
        (70_000, 2, 9, 10, 90_000),
        (90_000, 3, 10, 10, 100_000),
        (500_000, 1, 7, 10, 570_000),  # a curriculum that grew takes nothing back, and the step counts on top
        (0, 1, 70, 10, 700_000),  # what was known before counts, too
        (990_000, 1, 100, 10, WHOLE),
    ],
)
def test_what_a_step_of_mastery_brings(kept, level, tenths, asked, share):
    assert tour.gained(kept, level, tenths, asked) == share


@pytest.mark.parametrize(
    ("metres", "stops"), [(0, 0), (99_999, 0), (100_000, 1), (299_999, 1), (1_000_000, 5), (2_000_000, 5)]
)
def test_which_stops_are_behind(metres, stops):
    assert tour.stops_passed(PLAN, metres) == stops


def test_a_dealers_car_is_the_mean_of_its_people_drawn_to_the_field_where_they_are_few():
    field = 200_000.0
    assert tour.dealer_metres(0, 0, field) == 200_000
    assert tour.dealer_metres(800_000, 1, field) == 300_000  # a champion alone does not carry the dealer to the front
    assert tour.dealer_metres(60 * 800_000, 60, field) == 753_846


@given(st.integers(0, 700), st.integers(1, 12))
def test_classes_are_shared_out_over_the_stops_in_order(count, stops):
    parts = tour.per_stop(count, stops)
    assert [number for part in parts for number in part] == list(range(count))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@given(
    st.lists(st.integers(0, WHOLE), min_size=3, max_size=3),
    st.integers(0, 2),
    st.integers(0, WHOLE),
    st.sets(st.sampled_from(("one", "two", "three"))),
)
def test_knowing_more_never_brings_the_car_back(shares, which, more, free):
    known = dict(zip(("one", "two", "three"), shares, strict=True))
    key = ("one", "two", "three")[which]
    better = known | {key: min(WHOLE, known[key] + more)}
    before, after = (tour.metres(tour.states(PLAN, one, MAY, free)) for one in (known, better))
    assert 0 <= before <= after <= PLAN.metres


@pytest.mark.parametrize(
    ("kept", "levels", "tenths", "asked", "after"),
    [
        (700_000, (1, 0), 0, 1, 0),  # the only question of a section: its part is to be earned again
        (WHOLE, (3, 1), 7, 1, 700_000),
        (100_000, (1, 0), 0, 4, 0),
        (900_000, (1, 0), 30, 4, 750_000),  # never below what is counted now
    ],
)
def test_a_best_level_that_fell_gives_its_part_of_the_section_back(kept, levels, tenths, asked, after):
    assert tour.lost(kept, levels, tenths, asked) == after
