"""Whether farming pays is told from what a day of it brings, not from who came at all."""

from __future__ import annotations

import pytest

from app.trials.farming import Farming, farming
from app.trials.rows import Row
from quizzes.rules.points import PointsRules, pk_points
from quizzes.rules.scoring import Outcome

TODAY = PointsRules()
NO_LIMITS = PointsRules(pk_full_until=1_000, pk_half_until=1_000, pk_daily_cap=100_000)
A_DAY_OF_LEARNING = 98  # what an honest day brought in the rehearsed seasons of 60 to 600 people
FARMER = 99


def a_farmed_day(rules: PointsRules, pks: int = 70) -> int:
    """Nothing but PKs won against the weakest machine."""
    paid = 0
    for nth in range(1, pks + 1):
        paid += pk_points(Outcome.WON, 5, "machine", nth, paid, rules).points
    return paid


def row(person_id: int, days: int, a_day: int, post: str = "parts-manager") -> Row:
    return Row(person_id, post, "north", days * a_day, 0, 0, days)


def judged(*rows: Row) -> Farming:
    return farming(sorted(rows, key=lambda one: -one.points), {FARMER})


def crowd(post: str) -> list[Row]:
    return [row(number, 4, A_DAY_OF_LEARNING, post) for number in range(1, 9)]


@pytest.mark.parametrize(("rules", "pays"), [(TODAY, False), (NO_LIMITS, True)])
def test_farming_pays_only_where_the_rules_lack_their_limits(rules, pays):
    found = judged(row(FARMER, 10, a_farmed_day(rules)), *crowd("parts-manager"))
    assert (found.tried, found.pays, found.won) == (True, pays, int(pays))


def test_in_a_post_to_which_hardly_anybody_came_a_farmer_may_be_first_by_coming_often():
    found = judged(row(FARMER, 10, a_farmed_day(TODAY)), row(20, 2, A_DAY_OF_LEARNING), *crowd("me-technician"))
    assert (found.first, found.won, found.pays) == (1, 0, False)


def test_without_limits_a_farmer_wins_in_such_a_post_by_farming():
    found = judged(row(FARMER, 3, a_farmed_day(NO_LIMITS)), row(20, 2, A_DAY_OF_LEARNING), *crowd("me-technician"))
    assert (found.first, found.won, found.pays) == (1, 1, True)


def test_a_farmer_is_measured_by_the_honest_people_of_the_same_post():
    """Where a post has little to learn, farming pays there, whatever learning brings elsewhere."""
    poor = [row(number, 5, 20) for number in range(20, 26)]
    found = judged(row(FARMER, 10, a_farmed_day(TODAY)), *poor, *crowd("me-technician"))
    assert (found.won, found.pays) == (1, True)
    assert found.farmed < found.honest


def test_farming_pays_where_its_days_bring_as_much_although_nobody_is_first_by_it():
    found = judged(row(FARMER, 2, 100), *crowd("parts-manager"))
    assert (found.first, found.pays) == (0, True)


@pytest.mark.parametrize("rows", [crowd("parts-manager"), [row(FARMER, 10, 500), row(20, 2, 50)]])
def test_a_season_without_cheats_or_with_too_few_honest_days_tells_nothing(rows):
    assert not judged(*rows).tried
