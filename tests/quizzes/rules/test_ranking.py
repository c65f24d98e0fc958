"""Ranks, and their tie-break."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.rules.ranking import board_order, standard_ranks

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=30)


@pytest.mark.parametrize(
    ("rows", "ranks"),
    [
        ([], []),
        ([(5, 1)], [1]),
        ([(9, 1), (9, 1), (8, 1)], [1, 1, 3]),
        ([(9, 2), (9, 1), (9, 1), (9, 0)], [1, 2, 2, 4]),
        ([(3, 0), (2, 9), (1, 9)], [1, 2, 3]),
        ([(0, 0)] * 4, [1, 1, 1, 1]),
        ([(9, 1), (8, 1), (8, 1), (8, 1), (7, 1)], [1, 2, 2, 2, 5]),
    ],
)
def test_who_is_equal_in_points_and_mastery_shares_the_rank(rows, ranks):
    assert standard_ranks(rows) == ranks


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_a_rank_is_one_more_than_the_number_of_those_who_are_better(rows):
    ordered = sorted(rows, reverse=True)
    assert standard_ranks(ordered) == [1 + sum(other > row for other in rows) for row in ordered]


def test_rows_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="sorted"):
        standard_ranks([(1, 0), (2, 0)])


def test_a_board_lists_by_points_then_mastery_then_only_the_persons_number():
    people = [(5, 1, 1), (9, 0, 2), (9, 3, 7), (9, 3, 4), (5, 2, 3)]
    assert sorted(people, key=lambda one: board_order(*one)) == [(9, 3, 4), (9, 3, 7), (9, 0, 2), (5, 2, 3), (5, 1, 1)]
