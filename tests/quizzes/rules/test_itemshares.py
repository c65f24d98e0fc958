from __future__ import annotations

import math
from random import Random

import pytest

from quizzes.rules.itemshares import correlation_interval, quantile, share_interval, times


@pytest.mark.parametrize(
    ("right", "people", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # the figures of Wilson's interval as Newcombe tabled them (1998)
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_wilson_s_interval(right, people, low, high):
    found = share_interval(right, people)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nobody_nothing_is_said():
    assert share_interval(0, 0) is None
    assert correlation_interval(0.5, 3) is None
    assert times([]) is None


@pytest.mark.parametrize(
    ("correlation", "people", "low", "high"), [(0.5, 30, 0.170, 0.729), (-0.3, 103, -0.466, -0.113)]
)
def test_a_correlation_has_fisher_s_interval(correlation, people, low, high):
    found = correlation_interval(correlation, people)
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


@pytest.mark.parametrize("correlation", [-1.0, 1.0])
def test_a_perfect_correlation_stays_within_its_bounds(correlation):
    found = correlation_interval(correlation, 50)
    assert -1 <= found.low <= found.high <= 1


def test_quarters_lie_between_values():
    assert [quantile([1, 2, 3, 4], share) for share in (0, 0.25, 0.5, 1)] == [1, 1.75, 2.5, 4]


def test_log_normal_times_are_found_again():
    rng = Random(1)
    found = times([round(math.exp(rng.gauss(9, 0.4))) for _one in range(4_000)])
    assert found.log_mean == pytest.approx(9, abs=0.02)
    assert found.log_spread == pytest.approx(0.4, abs=0.02)
    assert found.median == pytest.approx(math.exp(9), rel=0.03)
    assert found.first_quarter < found.median < found.third_quarter
