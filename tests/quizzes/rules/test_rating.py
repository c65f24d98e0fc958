"""Ratings: tables of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.rating import (
    FLOOR_SIGMA,
    MACHINES,
    START_SIGMA,
    Rating,
    level_of,
    rate,
    rate_against_machine,
)
from quizzes.rules.scoring import Outcome

NEW = Rating()
OLD = Rating(30.0, FLOOR_SIGMA, 400)
RATINGS = st.builds(Rating, st.floats(0, 50), st.floats(FLOOR_SIGMA, START_SIGMA), st.integers(0, 2_000))
OUTCOMES = st.sampled_from(list(Outcome))
REVERSE = {Outcome.WON: Outcome.LOST, Outcome.LOST: Outcome.WON, Outcome.DRAWN: Outcome.DRAWN}


@pytest.mark.parametrize(
    ("first", "second", "outcome", "mus"),
    [
        (NEW, NEW, Outcome.WON, (27.64, 22.36)),
        (NEW, NEW, Outcome.LOST, (22.36, 27.64)),
        (NEW, NEW, Outcome.DRAWN, (25.0, 25.0)),
        (OLD, OLD, Outcome.WON, (30.18, 29.82)),
        (OLD, OLD, Outcome.DRAWN, (30.0, 30.0)),
        (OLD, Rating(20.0, FLOOR_SIGMA, 400), Outcome.WON, (30.06, 19.94)),
        (OLD, Rating(20.0, FLOOR_SIGMA, 400), Outcome.LOST, (29.70, 20.30)),
        (OLD, Rating(20.0, FLOOR_SIGMA, 400), Outcome.DRAWN, (29.88, 20.12)),
        (NEW, OLD, Outcome.WON, (29.17, 29.86)),
    ],
)
def test_a_pk_moves_both_ratings_by_what_was_not_expected(first, second, outcome, mus):
    after = rate(first, second, outcome)
    assert tuple(one.mu for one in after) == pytest.approx(mus, abs=0.006)


@pytest.mark.parametrize(
    ("mu", "shown"), [(25.0, 1000), (0.0, 0), (-3.0, 0), (26.2, 1048), (38.39, 1536), (24.99, 1000)]
)
def test_the_shown_number_is_forty_times_mu_and_never_below_nought(mu, shown):
    assert Rating(mu).shown == shown


@pytest.mark.parametrize(
    ("games", "sigma", "provisional"),
    [(0, START_SIGMA, True), (19, 3.0, True), (20, 3.0, False), (20, 5.0, False), (20, 5.1, True), (500, 1.5, False)],
)
def test_a_rating_is_provisional_while_there_are_few_pks_or_much_doubt(games, sigma, provisional):
    assert Rating(25.0, sigma, games).provisional is provisional


def test_a_rating_of_six_months_still_moves():
    rating = NEW
    for _game in range(900):
        rating, _other = rate(rating, OLD, Outcome.DRAWN)
    assert rating.sigma == FLOOR_SIGMA
    assert rating.mu == pytest.approx(30, abs=0.1)
    assert rate(rating, OLD, Outcome.WON)[0].shown - rating.shown >= 7


@pytest.mark.parametrize("level", MACHINES)
@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("mine", [NEW, Rating(31.0, 3.0, 50), Rating(12.0, 2.0, 300)])
def test_a_machine_changes_half_of_what_a_person_would(mine, level, outcome):
    whole, _machine = rate(mine, MACHINES[level], outcome)
    half = rate_against_machine(mine, level, outcome)
    assert half.mu - mine.mu == pytest.approx((whole.mu - mine.mu) / 2)
    assert half.sigma - mine.sigma == pytest.approx((whole.sigma - mine.sigma) / 2)
    assert half.games == mine.games + 1


@pytest.mark.parametrize(
    ("mu", "level"),
    [(-5.0, 1), *((machine.mu, level) for level, machine in MACHINES.items()), (60.0, 5)],
)
def test_the_machine_of_ones_own_level_is_the_nearest_in_strength(mu, level):
    assert level_of(Rating(mu)) == level


def test_the_machine_of_a_newcomer_is_the_one_in_the_middle():
    assert level_of(NEW) == 3


@settings(max_examples=100, deadline=None)
@given(RATINGS, RATINGS, OUTCOMES)
def test_it_does_not_matter_which_seat_one_has(first, second, outcome):
    mine, theirs = rate(first, second, outcome)
    their_view, my_view = rate(second, first, REVERSE[outcome])
    for one, other in ((mine, my_view), (theirs, their_view)):
        assert (one.mu, one.sigma) == pytest.approx((other.mu, other.sigma))


@settings(max_examples=100, deadline=None)
@given(RATINGS, RATINGS)
def test_winning_never_costs_and_a_draw_lies_between(first, second):
    won, drawn, lost = (rate(first, second, outcome)[0] for outcome in (Outcome.WON, Outcome.DRAWN, Outcome.LOST))
    assert lost.mu < first.mu < won.mu
    assert drawn.mu == pytest.approx((won.mu + lost.mu) / 2)
    assert FLOOR_SIGMA <= won.sigma <= first.sigma
    assert won.games == first.games + 1
