from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizzes.rules.leagues import (
    HIGHEST,
    LARGEST,
    LOWEST,
    SMALLEST,
    Moved,
    Runner,
    Zones,
    group_sizes,
    grouped,
    results,
    seats,
    tier_after,
    to_go,
    zones,
)


def group_of(*points: int, mastered: int = 0) -> list[Runner]:
    """People 1, 2, 3 … with these points."""
    return [Runner(number, amount, mastered) for number, amount in enumerate(points, 1)]


def moves(group: list[Runner], tier: int) -> dict[int, str]:
    return {one.runner.person_id: one.moved.value for one in results(group, tier)}


TEN = (100, 90, 80, 70, 60, 50, 40, 30, 20, 10)


@pytest.mark.parametrize(
    ("size", "tier", "limits"),
    [
        (30, 3, Zones(6, 24)),
        (30, 1, Zones(6, 30)),
        (30, 5, Zones(0, 24)),
        (39, 2, Zones(7, 32)),
        (5, 2, Zones(1, 4)),
        (4, 2, Zones(0, 4)),
        (1, 1, Zones(0, 1)),
    ],
)
def test_a_fifth_shifts_up_and_a_fifth_down(size, tier, limits):
    assert zones(size, tier) == limits


def test_the_first_and_the_last_fifth_shift():
    assert list(moves(group_of(*TEN), 3).values()) == ["up"] * 2 + ["stayed"] * 6 + ["down"] * 2


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((9, 8, 8, 8, 1), "up stayed stayed stayed down"),
        ((9, 9, 8, 7, 1), "up up stayed stayed down"),  # equals on the last place that shifts up
        ((9, 8, 7, 1, 1), "up stayed stayed stayed stayed"),  # equals, one of whom would have stayed
        ((5, 5, 5, 5, 5), "up up up up up"),
        ((9, 8, 0, 0, 0), "up stayed rested rested rested"),
        ((9, 8, 7, 1, 0), "up stayed stayed stayed rested"),  # who rests shields whoever did a little
        ((0, 0, 0, 0, 0), "rested rested rested rested rested"),
        ((9, 1), "stayed stayed"),  # too few to move
    ],
)
def test_equals_are_treated_alike_and_doing_a_little_is_never_worse_than_nothing(points, said):
    assert " ".join(moves(group_of(*points), 3).values()) == said


def test_with_equal_points_the_questions_mastered_decide():
    group = [Runner(1, 50, 1), Runner(2, 50, 4), Runner(3, 40, 9), Runner(4, 30, 0), Runner(5, 20, 0)]
    assert [(one.runner.person_id, one.place) for one in results(group, 2)] == [(2, 1), (1, 2), (3, 3), (4, 4), (5, 5)]


@pytest.mark.parametrize(
    ("rested_before", "safe", "tier", "moved"),
    [
        (False, False, 3, Moved.RESTED),
        (True, False, 3, Moved.DOWN),
        (True, True, 3, Moved.RESTED),  # excused
        (True, False, LOWEST, Moved.RESTED),
    ],
)
def test_a_second_week_of_rest_costs_one_gear(rested_before, safe, tier, moved):
    group = [*group_of(*TEN), Runner(11, 0, 0, safe, rested_before)]
    assert results(group, tier)[-1].moved == moved


def test_who_came_late_or_was_excused_shifts_up_but_not_down():
    last, first = Runner(9, 1, 0, safe=True), Runner(8, 99, 0, safe=True)
    said = moves([first, *group_of(5, 4, 3), last], 3)
    assert (said[8], said[9]) == ("up", "stayed")


@pytest.mark.parametrize(
    ("tier", "moved", "after"),
    [(1, Moved.UP, 2), (5, Moved.UP, 5), (1, Moved.DOWN, 1), (4, Moved.DOWN, 3), (3, Moved.RESTED, 3)],
)
def test_gears_end_at_one_and_five(tier, moved, after):
    assert tier_after(tier, moved) == after


@pytest.mark.parametrize(
    ("points", "needed"),
    [((50, 60, 40, 30, 20), 10), ((60, 60, 1, 1, 1), 0), ((0, 0, 0, 0, 0), 1), ((0, 9, 0, 0, 0), 9), ((9, 9), None)],
)
def test_how_far_the_first_is_from_shifting_up(points, needed):
    group = group_of(*points)
    assert to_go(group[0], group, 2) == needed


def test_with_fewer_mastered_it_takes_a_point_more():
    own, ahead = Runner(1, 50, 1), Runner(2, 50, 2)
    assert to_go(own, [own, ahead, *(Runner(number, 1, 0) for number in (3, 4, 5))], 2) == 1


@pytest.mark.parametrize(
    ("people", "sizes"),
    [(0, []), (1, [1]), (19, [19]), (40, [40]), (41, [21, 20]), (45, [23, 22]), (60, [30, 30]), (75, [38, 37])],
)
def test_sizes_of_groups(people, sizes):
    assert group_sizes(people) == sizes


@given(some.integers(SMALLEST, 25_000))
def test_groups_hold_20_to_40_and_everybody(people):
    sizes = group_sizes(people)
    assert sum(sizes) == people
    assert SMALLEST <= min(sizes) <= max(sizes) <= LARGEST
    assert max(sizes) - min(sizes) <= 1


@given(some.dictionaries(some.integers(1, 10_000), some.integers(1, 900), max_size=300), some.integers(0, 99))
def test_everybody_is_in_exactly_one_group(activity, seed):
    groups = grouped(list(activity.items()), Random(seed))
    assert sorted(one for group in groups for one in group) == sorted(activity)
    assert [len(group) for group in groups] == group_sizes(len(activity))


def test_like_meets_like_and_the_same_draw_gives_the_same_groups():
    activity = [(number, number) for number in range(1, 601)]
    groups = grouped(activity, Random("a week"))
    assert groups == grouped(list(reversed(activity)), Random("a week"))
    assert [min(group) > 120 * (4 - place // 4) for place, group in enumerate(groups)] == [True] * 20


one_week = some.tuples(some.integers(0, 60), some.integers(0, 9), some.booleans(), some.booleans())
runners = some.lists(one_week, max_size=40)


@given(runners, some.integers(LOWEST, HIGHEST))
def test_what_holds_for_every_group(drawn, tier):
    group = [Runner(number, *one) for number, one in enumerate(drawn, 1)]
    ended = results(group, tier)
    assert sorted(one.runner.person_id for one in ended) == [one.person_id for one in group]
    share, ups = len(group) // 5, [one for one in ended if one.moved is Moved.UP]
    placed_down = [one for one in ended if one.moved is Moved.DOWN and one.place]
    assert len(placed_down) <= share
    if len({one.runner.worth for one in ended}) == len(ended) and all(one.place for one in ended) and 1 < tier < 5:
        assert len(ups) == share  # without equals and with everybody at it, as many go up as may come down
        assert len(placed_down) == share - sum(one.runner.safe for one in ended[len(ended) - share :])
    by_worth = {}
    for one in ended:
        if one.place and not one.runner.safe:
            assert by_worth.setdefault(one.runner.worth, one.moved) is one.moved  # equals are treated alike
    if tier == LOWEST:
        assert Moved.DOWN not in {one.moved for one in ended}
    if tier == HIGHEST:
        assert not ups
    assert all(one.runner.points > 0 for one in ups)


@pytest.mark.parametrize(
    ("newcomers", "sizes", "chosen"),
    [
        (2, [29, 28], [1, 0]),  # the smallest first
        (3, [30, 30], [0, 1, 0]),  # on to 40
        (13, [30], [1] * 13),  # not room for all of them: together into a group that is yet to fill
        (1, [40, 40], [2]),
        (5, [], [0] * 5),
        (45, [28], [0, 0] + [1] * 22 + [2] * 21),
    ],
)
def test_where_latecomers_go(newcomers, sizes, chosen):
    assert seats(newcomers, sizes) == chosen


@given(some.integers(0, 200), some.lists(some.integers(1, LARGEST), max_size=6))
def test_latecomers_all_get_a_place_and_no_group_grows_past_40(newcomers, sizes):
    chosen = seats(newcomers, sizes)
    assert len(chosen) == newcomers
    grown = [*sizes, *[0] * (max(chosen, default=-1) + 1 - len(sizes))]
    for number in chosen:
        grown[number] += 1
    assert max(grown, default=0) <= LARGEST
    assert len([size for size in grown[len(sizes) :] if size < SMALLEST]) <= 1  # one that is yet to fill


def test_the_gears_stay_filled_over_a_season():
    """Like people in 26 weeks: as many go up as come down, so that no gear swallows the others."""
    rng = Random(4)
    tiers, rested = dict.fromkeys(range(1200), 1), dict.fromkeys(range(1200), False)
    for _week in range(26):
        for tier in range(LOWEST, HIGHEST + 1):
            people = [(one, 1) for one in tiers if tiers[one] == tier]
            for ids in grouped(people, rng):
                group = [
                    Runner(one, 0 if rng.random() < 0.1 else rng.randrange(1, 999), 0, rested_before=rested[one])
                    for one in ids
                ]
                for ended in results(group, tier):
                    tiers[ended.runner.person_id] = -tier_after(tier, ended.moved)
                    rested[ended.runner.person_id] = ended.place is None
        tiers = {one: -tier for one, tier in tiers.items()}
    shares = [sum(tier == number for tier in tiers.values()) / 1200 for number in range(1, 6)]
    assert min(shares) > 0.02
    assert max(shares) < 0.6
