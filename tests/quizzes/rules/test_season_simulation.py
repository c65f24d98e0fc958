"""A simulated season: the rating finds the skill, and people do not wait long. Figures: docs/pk-simulation.md."""

from __future__ import annotations

import uuid
from random import Random
from statistics import fmean

import pytest

from quizzes.rules.pairing import OFFER_AFTER_MS, Reach
from quizzes.rules.rating import MACHINE_MUS
from quizzes.rules.simulation import ELEVEN, kendall, machine_mus, people, season

NO_ID = uuid.UUID(int=0)


@pytest.fixture(scope="module")
def figures():
    """2,000 people of eleven posts in five families who come ten times and play six PKs each time, 200 at a time."""
    rng = Random(2018)
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(uuid, "uuid4", lambda: NO_ID)  # openskill makes four for each PK, of which nothing depends
        return season(people(2_000, ELEVEN, rng), 10, 200, rng)


def test_about_two_hundred_are_there_and_each_plays_60_pks_at_most(figures):
    assert 190 <= fmean(figures.online) <= 210
    assert 58 <= figures.played <= 60


def test_most_pks_move_ratings_and_more_than_half_are_of_one_post(figures):
    assert figures.share(Reach.POST) > 0.5
    assert figures.share(Reach.ANYBODY) < 0.2


def test_the_order_of_ratings_recovers_the_order_of_skills(figures):
    assert figures.tau >= 0.8
    assert min(figures.taus()) >= 0.77


def test_everybody_finds_an_opponent_before_the_offer(figures):
    assert figures.wait_ms(0.99) < 7_000
    assert figures.wait_ms(1.0) < OFFER_AFTER_MS == 10_000
    assert figures.late == 0
    assert figures.mean_wait_ms < 3_000


def test_half_of_all_searches_end_within_two_and_a_half_seconds(figures):
    assert figures.wait_ms(0.5) < 2_500


def test_those_who_are_paired_are_near_in_skill(figures):
    assert figures.mean_gap < 6


def test_the_machines_strengths_follow_from_their_abilities():
    again = machine_mus(Random(5), 6_000)
    assert again == pytest.approx(MACHINE_MUS, abs=0.9)


@pytest.mark.parametrize(
    ("firsts", "seconds", "tau"),
    [
        ([1, 2, 3, 4], [10, 20, 30, 40], 1),
        ([1, 2, 3, 4], [40, 30, 20, 10], -1),
        ([1, 2, 3, 4], [10, 20, 40, 30], 4 / 6),
        ([4, 1, 3, 2], [1, 2, 3, 4], -2 / 6),
    ],
)
def test_kendalls_tau_counts_the_pairs_in_the_same_order(firsts, seconds, tau):
    assert kendall(firsts, seconds) == pytest.approx(tau)


def test_kendalls_tau_is_what_counting_each_pair_gives():
    rng = Random(3)
    firsts, seconds = [[rng.random() for _ in range(60)] for _ in range(2)]
    pairs = [(one, other) for one in range(60) for other in range(one)]
    same = sum((firsts[one] < firsts[other]) == (seconds[one] < seconds[other]) for one, other in pairs)
    assert kendall(firsts, seconds) == pytest.approx(2 * same / len(pairs) - 1)
