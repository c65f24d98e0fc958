from __future__ import annotations

import pytest

from quizzes.rules.teams import FIRST, Field, Next, Team, Week, field_of, next_step, pairs, ranks, score, stars


@pytest.mark.parametrize(
    ("people", "taking_part", "mastered", "points", "has"),
    [
        (3, 1, 12, 365, 0),  # a champion alone: more than nothing, no star
        (3, 2, 12, 438, 1),
        (3, 3, 18, 562, 3),
        (30, 0, 0, 43, 0),
        (30, 9, 54, 300, 1),
        (30, 15, 90, 471, 2),
        (30, 21, 126, 643, 3),
        (30, 9, 0, 270, 0),  # nine who master nothing new are not quite enough,
        (30, 11, 0, 321, 1),  # eleven are
        (60, 18, 108, 300, 1),
        (60, 60, 360, 946, 3),
        (60, 60, 720, 1135, 3),
        (2, 2, 0, 450, 3),
        (1, 1, 12, 486, 0),  # one person is no team
    ],
)
def test_what_a_week_is_worth(people, taking_part, mastered, points, has):
    week = Week(people, taking_part, mastered)
    assert (score(week, FIRST), stars(week, FIRST)) == (points, has)


def test_a_dealer_of_three_does_not_win_by_one_person_and_one_of_sixty_is_in_reach():
    champion, half, all_three = Week(3, 1, FIRST.most), Week(60, 30, 180), Week(3, 3, 18)
    assert score(champion, FIRST) < score(half, FIRST) < score(all_three, FIRST) < score(Week(60, 60, 360), FIRST)


@pytest.mark.parametrize("people", [2, 3, 4, 7, 12, 60, 400])
def test_nobody_reaches_a_star_alone_and_every_size_reaches_all(people):
    assert stars(Week(people, 1, 10_000), FIRST) == 0
    assert stars(Week(people, people, 0), FIRST) == 3


@pytest.mark.parametrize("people", [2, 5, 30, 111])
def test_who_takes_part_never_lowers_a_score(people):
    for mastered in (0, people, 6 * people):
        scores = [score(Week(people, taking_part, mastered), FIRST) for taking_part in range(people + 1)]
        assert scores == sorted(scores)


@pytest.mark.parametrize(
    ("week", "step"),
    [
        (Week(30, 9, 54), Next(2, 8, None)),
        (Week(30, 10, 0), Next(1, 1, 53)),
        (Week(3, 1, 12), Next(1, 1, None)),
        (Week(30, 30, 180), None),
        (Week(1, 0, 0), None),
    ],
)
def test_what_helps_next(week, step):
    assert next_step(week, FIRST, stars(week, FIRST)) == step


def test_what_is_said_to_help_is_exactly_enough():
    for people in range(2, 50):
        week = Week(people, people // 4, people)
        step = next_step(week, FIRST, stars(week, FIRST))
        assert step is not None
        enough = Week(people, week.taking_part + step.people, week.mastered)
        assert stars(enough, FIRST) >= step.star > stars(Week(people, enough.taking_part - 1, week.mastered), FIRST)


@pytest.mark.parametrize(
    ("weeks", "field"),
    [
        ([], FIRST),
        ([Week(10, 0, 0)], FIRST),
        ([Week(10, 4, 20), Week(10, 0, 0)], Field(0.2, 5.0)),
        ([Week(100, 1, 0)], Field(0.1, 3.0)),
        ([Week(10, 10, 1000)], Field(0.6, 30.0)),
    ],
)
def test_the_field_is_measured_within_bounds(weeks, field):
    assert field_of(weeks) == field


def test_the_table_breaks_ties_by_share_and_then_by_mastery_and_leaves_equals_equal():
    weeks = {1: Week(30, 15, 90), 2: Week(30, 15, 90), 3: Week(30, 21, 126), 4: Week(1, 1, 9), 5: Week(30, 0, 0)}
    assert ranks(weeks, FIRST) == {3: 1, 1: 2, 2: 2, 5: 4}
    high = Field(0.3, 30.0)  # all below the least that mastery makes of a score: equal scores
    assert ranks({1: Week(30, 15, 9), 2: Week(30, 15, 10)}, high) == {2: 1, 1: 2}


def test_dealers_of_like_size_from_different_regions_are_paired():
    teams = [Team(1, 1, 30), Team(2, 1, 29), Team(3, 2, 31), Team(4, 2, 12), Team(5, 3, 11), Team(6, 3, 28)]
    assert pairs(teams) == [(3, 1), (2, 6), (4, 5)]
    assert pairs(teams[::-1]) == pairs(teams)


def test_an_odd_one_makes_three_and_alone_one_rests():
    assert pairs([Team(1, 1, 30), Team(2, 2, 29), Team(3, 2, 8), Team(4, 1, 9), Team(5, 2, 10)]) == [(1, 2), (5, 4, 3)]
    assert pairs([Team(1, 1, 30)]) == []
    assert pairs([Team(1, 1, 30), Team(2, 1, 30)]) == []  # of one region
    assert pairs([Team(1, 1, 30), Team(2, 2, 1)]) == []  # one person is no team


def test_who_met_lately_meets_somebody_else_if_there_is_anybody():
    teams = [Team(1, 1, 30), Team(2, 2, 30), Team(3, 2, 20), Team(4, 1, 20)]
    assert pairs(teams, {frozenset((1, 2))}) == [(1, 3), (2, 4)]
    assert pairs(teams[:2], {frozenset((1, 2))}) == [(1, 2)]


def test_a_region_with_most_dealers_leaves_as_few_over_as_possible():
    teams = [Team(number, 1, 10) for number in range(6)] + [Team(10 + number, number, 90) for number in range(2, 6)]
    found = pairs(teams)
    assert len(found) == 4
    assert sorted(len(pair) for pair in found) == [2, 2, 3, 3]
    assert {one for pair in found for one in pair} == {team.id for team in teams}
