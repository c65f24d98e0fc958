"""Which questions a PK asks."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.choosing import PoolTooSmall, choose

POOL = [(number, 1 + number % 5) for number in range(50)]
DIFFICULTY = dict(POOL)
POOLS = st.dictionaries(st.integers(0, 60), st.integers(1, 5), min_size=1, max_size=40).map(lambda one: [*one.items()])


def difficulties(chosen: list[int], of: dict[int, int] = DIFFICULTY) -> list[int]:
    return sorted(Counter(of[question] for question in chosen).values())


@pytest.mark.parametrize(("count", "spread"), [(5, [1] * 5), (10, [2] * 5), (7, [1, 1, 1, 2, 2]), (3, [1] * 3)])
def test_difficulties_are_spread_evenly(count, spread):
    assert all(difficulties(choose(POOL, [], count, Random(seed))) == spread for seed in range(50))


def test_where_a_difficulty_runs_out_the_others_take_its_place():
    pool = [(0, 5), (1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (6, 2)]
    chosen = choose(pool, [], 5, Random(1))
    assert difficulties(chosen, dict(pool)) == [1, 2, 2]


def test_every_question_has_its_turn():
    seen = Counter(question for seed in range(500) for question in choose(POOL, [], 5, Random(seed)))
    assert set(seen) == set(DIFFICULTY)
    assert max(seen.values()) < 3 * min(seen.values())


def test_hard_questions_come_at_any_place():
    first = Counter(DIFFICULTY[choose(POOL, [], 5, Random(seed))[0]] for seed in range(500))
    assert all(60 < count < 140 for count in first.values())


def test_where_fewer_are_asked_than_there_are_difficulties_each_has_its_turn():
    turns = Counter(DIFFICULTY[question] for seed in range(500) for question in choose(POOL, [], 2, Random(seed)))
    assert all(140 < turns[difficulty] < 260 for difficulty in range(1, 6))


def test_what_was_seen_lately_comes_at_any_place_when_it_must_come():
    pool = [(number, 3) for number in range(5)]
    places = Counter(choose(pool, [0], 5, Random(seed)).index(0) for seed in range(500))
    assert all(60 < places[place] < 140 for place in range(5))


def test_nothing_seen_lately_comes_while_there_is_something_else():
    assert not set(choose(POOL, range(45), 5, Random(1))) & set(range(45))


@pytest.mark.parametrize(
    ("recent", "again"),
    [
        ([0, 1, 2, 3, 4], {4, 3}),  # 4 was seen longest ago
        ([4, 3, 2, 1, 0], {0, 1}),
        ([0, 1, 2, 3, 4, 0, 1], {4, 3}),  # 0 and 1 were seen again since: the last time counts
    ],
)
def test_when_it_must_be_what_was_seen_longest_ago_comes_first(recent, again):
    pool = [(number, 3) for number in range(8)]
    chosen = set(choose(pool, recent, 5, Random(1)))
    assert chosen == {5, 6, 7} | again


@given(POOLS, st.lists(st.integers(0, 60), max_size=60), st.integers(0, 8), st.integers(0, 99))
def test_whatever_the_pool_there_are_as_many_as_asked_none_twice_and_new_ones_first(pool, recent, count, seed):
    if count > len(pool):
        with pytest.raises(PoolTooSmall):
            choose(pool, recent, count, Random(seed))
        return
    chosen = choose(pool, recent, count, Random(seed))
    assert len(chosen) == len(set(chosen)) == count
    assert set(chosen) <= {question for question, _difficulty in pool}
    new = {question for question, _difficulty in pool} - set(recent)
    assert len(set(chosen) & new) == min(count, len(new))
    assert chosen == choose(pool[::-1], recent, count, Random(seed))


@pytest.mark.parametrize("pool", [[], [(1, 1)], [(1, 1), (1, 1), (1, 1), (1, 1), (1, 1)]])
def test_too_small_a_pool_says_how_small(pool):
    with pytest.raises(PoolTooSmall, match=f"^{len(set(pool))} questions, 5 wanted$"):
        choose(pool, [], 5, Random(1))
