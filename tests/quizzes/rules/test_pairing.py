"""Who is paired with whom: tables of numbers, and what holds for any crowd."""

from __future__ import annotations

from math import inf
from time import process_time

import networkx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizzes.rules import pairing
from quizzes.rules.pairing import OFFER_AFTER_MS, SLICE, Reach, Waiting, across, band, just_met, may_meet, pair, reach

NOW = 1_000_000
ANNA, BO, CHEN, DORA = 1, 2, 3, 4
FAMILIES = {1: "service", 2: "service", 3: "parts", 4: "parts"}  # of the posts that the tests talk about


def one(person_id, rating=25.0, waited_ms=0, last=None, avoids=(), pool=0, post=1):
    return Waiting(person_id, rating, NOW - waited_ms, last, frozenset(avoids), pool, post, FAMILIES[post])


def ids(pairs):
    return {frozenset((first.person_id, second.person_id)) for first, second in pairs}


def paired(*waiting, apart=()):
    return {tuple(sorted(both)) for both in ids(pair(waiting, NOW, apart))}


@pytest.mark.parametrize(
    ("waited_ms", "width"),
    [(-500, 5), (0, 5), (1_999, 5), (2_000, 8), (3_499, 8), (3_500, 12), (4_999, 12), (5_000, inf), (10_000, inf)],
)
def test_the_band_widens_with_waiting(waited_ms, width):
    assert band(waited_ms) == width


@pytest.mark.parametrize(
    ("waited_ms", "difference", "meet"),
    [
        (0, 5.0, True),
        (0, 5.1, False),
        (2_000, 8.0, True),
        (2_000, 8.1, False),
        (3_500, 12.0, True),
        (3_500, 12.1, False),
        (5_000, 45.0, True),
        (10_000, 45.0, True),
    ],
)
def test_the_band_of_who_has_waited_longer_decides(waited_ms, difference, meet):
    assert paired(one(ANNA, 25, waited_ms), one(BO, 25 + difference)) == ({(ANNA, BO)} if meet else set())
    assert paired(one(ANNA, 25), one(BO, 25 + difference, waited_ms)) == ({(ANNA, BO)} if meet else set())


@pytest.mark.parametrize(
    ("waiting", "pairs"),
    [
        pytest.param([], set(), id="nobody"),
        pytest.param([one(1)], set(), id="one alone waits"),
        pytest.param([one(1), one(1, waited_ms=9_000)], set(), id="never oneself"),
        pytest.param([one(1), one(2)], {(1, 2)}, id="two"),
        pytest.param([one(1), one(2, pool=7)], set(), id="two pools"),
        pytest.param([one(1), one(2, pool=7), one(3), one(4, pool=7)], {(1, 3), (2, 4)}, id="pairs within pools"),
        pytest.param([one(1, avoids={2}), one(2, waited_ms=9_000)], set(), id="I avoid"),
        pytest.param([one(1), one(2, avoids={1}, waited_ms=9_000)], set(), id="I am avoided"),
        pytest.param([one(1, 25), one(2, 28), one(3, 26)], {(1, 3)}, id="the nearer"),
        pytest.param(
            [one(1, 20), one(2, 23), one(3, 24), one(4, 27)], {(1, 2), (3, 4)}, id="two pairs before one near"
        ),
        pytest.param(
            [one(1, 25), one(2, 25), one(3, 25, 1_000)],
            {(1, 3)},
            id="who waited longest plays, then the smaller number",
        ),
        pytest.param([one(1, 25), one(2, 25), one(3, 60, 6_000)], {(1, 3)}, id="who waited six seconds plays first"),
        pytest.param([one(1, last=2), one(2, last=1)], {(1, 2)}, id="the same again when nobody else waits"),
        pytest.param([one(1, last=2), one(2, last=1), one(3, 28)], {(1, 3)}, id="another rather than the same again"),
        pytest.param([one(1, last=2), one(2), one(3, 28)], {(1, 3)}, id="again for one of two is again"),
        pytest.param([one(1, last=2), one(2, last=1), one(3, 40)], {(1, 2)}, id="the other one may not be met yet"),
        pytest.param(
            [one(1, last=2), one(2, last=1), one(3, last=4), one(4, last=3)], {(1, 3), (2, 4)}, id="they swap partners"
        ),
    ],
)
def test_a_wave_pairs(waiting, pairs):
    assert paired(*waiting) == pairs


@pytest.mark.parametrize(
    ("waited_ms", "how_far"),
    [
        (-500, Reach.POST),
        (0, Reach.POST),
        (2_499, Reach.POST),
        (2_500, Reach.FAMILY),
        (4_999, Reach.FAMILY),
        (5_000, Reach.ANYBODY),
        (OFFER_AFTER_MS, Reach.ANYBODY),
    ],
)
def test_the_reach_widens_with_waiting(waited_ms, how_far):
    assert reach(waited_ms) is how_far


@pytest.mark.parametrize(
    ("waited_ms", "post", "meet"),
    [
        (0, 1, True),
        (2_499, 2, False),
        (2_500, 2, True),
        (2_500, 3, False),
        (4_999, 3, False),
        (5_000, 3, True),
    ],
)
def test_the_reach_of_who_has_waited_longer_decides(waited_ms, post, meet):
    expected = {(ANNA, BO)} if meet else set()
    assert paired(one(ANNA, waited_ms=waited_ms), one(BO, post=post)) == expected
    assert paired(one(ANNA), one(BO, post=post, waited_ms=waited_ms)) == expected


@pytest.mark.parametrize(
    ("waiting", "pairs"),
    [
        pytest.param([one(1, 25, 9_000), one(2, 25, post=2), one(3, 40)], {(1, 3)}, id="the same post before all"),
        pytest.param(
            [one(1, 25, 9_000), one(2, 25, post=3), one(3, 40, post=2)], {(1, 3)}, id="the family before others"
        ),
        pytest.param(
            [one(1, 25, 9_000, post=3), one(2), one(3), one(4)], {(2, 3), (1, 4)}, id="who is left over goes afar"
        ),
        pytest.param([one(1, 25, 9_000), one(2, 25, post=3, pool=1)], set(), id="friendly or not is never mixed"),
        pytest.param([one(1, 25, 4_900), one(2, 37.5, post=2)], set(), id="the band holds across posts"),
        pytest.param([one(1, 25, 9_000, avoids={2}), one(2, post=3)], set(), id="so does whom one avoids"),
        pytest.param(
            [one(1, 25, 9_000, last=2), one(2, last=1), one(3, post=3)], {(1, 3)}, id="afar before the same again"
        ),
    ],
)
def test_a_wave_pairs_from_the_near_to_the_far(waiting, pairs):
    assert paired(*waiting) == pairs


def test_people_of_posts_that_share_too_few_questions_never_meet():
    waiting = [one(1, waited_ms=60_000), one(2, post=3, waited_ms=60_000)]
    assert across(waiting, NOW) == [(1, 3)]
    assert paired(*waiting) == {(1, 2)}
    assert paired(*waiting, apart={(1, 3)}) == set()
    assert paired(*waiting, one(3, post=2), apart={(1, 3)}) == {(1, 3)}


@pytest.mark.parametrize(
    ("waiting", "posts"),
    [
        ([], []),
        ([one(1, waited_ms=9_000), one(2)], []),
        ([one(1, waited_ms=2_499), one(2, post=2)], []),
        ([one(1, waited_ms=2_500), one(2, post=2), one(3, post=3)], [(1, 2)]),
        ([one(1, waited_ms=5_000, post=3), one(2, post=2), one(3, post=4)], [(2, 3), (3, 4)]),
        ([one(1, waited_ms=5_000), one(2, post=2, pool=1)], []),
        ([one(1, waited_ms=5_000), one(2, post=3), one(1, post=2)], [(1, 3)]),
    ],
)
def test_only_posts_whose_people_could_meet_now_are_asked_for(waiting, posts):
    assert across(waiting, NOW) == posts


def test_the_one_who_waited_longer_has_the_first_seat():
    assert [[each.person_id for each in both] for both in pair([one(1), one(2, waited_ms=1)], NOW)] == [[2, 1]]


def test_after_ten_seconds_everybody_may_meet_everybody():
    assert OFFER_AFTER_MS == 10_000
    assert band(OFFER_AFTER_MS) == inf


def test_a_crowd_is_paired_whole_and_near():
    crowd = [one(number, 5 + number % 400 / 10) for number in range(1, 301)]
    pairs = pair(crowd, NOW)
    assert len(pairs) == 150
    assert max(abs(first.rating - second.rating) for first, second in pairs) <= 0.2


def test_a_crowd_of_eleven_posts_is_paired_in_well_under_a_second():
    crowd = [
        Waiting(number, 5 + number * 7 % 400 / 10, NOW - number % 12 * 1_000, post=number % 11, family=str(number % 5))
        for number in range(1_000)
    ]
    began = process_time()
    pairs = pair(crowd, NOW)
    assert process_time() - began < 1
    assert len(pairs) >= 490
    assert sum(first.post == second.post for first, second in pairs) >= 460


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(6, 9)), st.integers(0, 50), max_size=10))
def test_trying_all_matchings_finds_what_the_graph_finds(weights):
    tried = pairing._heaviest(weights)
    graph = networkx.Graph([(*both, {"weight": weight}) for both, weight in weights.items()])
    found = [(min(both), max(both)) for both in networkx.max_weight_matching(graph, maxcardinality=True)]
    assert len({place for both in tried for place in both}) == 2 * len(tried) == 2 * len(found)
    assert sum(weights[both] for both in tried) == sum(weights[both] for both in found)


APART = {(2, 3)}


def crowds(most, unique_by=None):
    ratings = st.one_of(st.floats(0, 50), st.sampled_from([20.0, 25.0, 30.0]))
    some = st.integers(1, 12)
    return st.lists(
        st.builds(
            one,
            st.integers(1, most),
            ratings,
            st.integers(-1_000, 15_000),
            st.none() | some,
            st.frozensets(some, max_size=3),
            st.integers(0, 1),
            st.sampled_from([1, 1, 2, 3]),
        ),
        max_size=most,
        unique_by=unique_by,
    )


@settings(max_examples=150, deadline=None)
@given(crowds(14) | crowds(3 * SLICE))
@example([one(1, avoids={2}), one(1), one(2)])
def test_pairs_are_disjoint_and_allowed_and_nobody_is_left_who_could_meet(crowd):
    pairs = pair(crowd, NOW, APART)
    busy = [each.person_id for both in pairs for each in both]
    assert len(busy) == len(set(busy))
    assert all(may_meet(*both, NOW, APART) for both in pairs)
    assert {tuple(sorted((first.post, second.post))) for first, second in pairs if first.post != second.post} <= {
        both for both in across(crowd, NOW) if both not in APART
    }
    eldest = sorted(crowd, key=lambda each: (each.joined_ms, each.person_id, each.pool, each.post))
    once = {each.person_id: each for each in reversed(eldest)}  # as first joined; of two at once, the one named first
    left = [each for number, each in once.items() if number not in busy]
    if len(left) <= SLICE:
        assert not any(may_meet(each, other, NOW, APART) for each in left for other in left)


@settings(max_examples=100, deadline=None)
@given(crowds(14, lambda each: each.person_id), st.randoms(use_true_random=False))
def test_the_order_in_which_people_stand_does_not_matter(crowd, rng):
    shuffled = rng.sample(crowd, len(crowd))
    assert pair(shuffled, NOW) == pair(crowd, NOW)


@settings(max_examples=100, deadline=None)
@given(crowds(14))
def test_nobody_meets_the_same_again_while_somebody_else_is_left_over(crowd):
    pairs = pair(crowd, NOW)
    again = [each for both in pairs if just_met(*both) for each in both]
    assert not any(may_meet(each, other, NOW) and not just_met(each, other) for each in again for other in again)
