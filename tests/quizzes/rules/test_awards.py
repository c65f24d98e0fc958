"""Awards follow from the published ranking by rules as data."""

from __future__ import annotations

from datetime import date

import pytest

from quizzes.rules.awards import AwardKind, AwardRule, Finalist, House, Winner, winners

DAY = date(2026, 11, 20)
LI = Finalist(1, "tech", "north", "n-1", 9000, 1, date(2024, 3, 1))
WANG = Finalist(2, "tech", "south", "s-1", 8000, 2, date(2010, 11, 20))
CHEN = Finalist(3, "advisor", "south", "s-2", 9000, 1, date(2011, 11, 20))
SUN = Finalist(4, "advisor", "north", "n-1", 8000, 2, date(2025, 1, 1))
ALL = (LI, WANG, CHEN, SUN)


def crowned(rule, finalists=ALL, houses=()):
    return winners([rule], finalists, houses, DAY)


def test_places_of_a_post_are_crowned_and_equals_share_them():
    second = AwardRule("tech-2", AwardKind.PLACE, "tech", 2)
    assert crowned(second) == [Winner("tech-2", 8000, 2)]
    equal = Finalist(9, "tech", "east", "e-1", 8000, 2)
    assert [one.person_id for one in crowned(second, (*ALL, equal))] == [2, 9]


def test_the_best_region_has_the_highest_mean():
    region = AwardRule("region", AwardKind.BEST_REGION)
    higher = Finalist(5, "painter", "south", "s-1", 9500, 1)
    assert crowned(region, (*ALL, higher)) == [Winner("region", 8833, group="south")]
    assert [one.group for one in crowned(region)] == ["north", "south"]  # equal in mean, first places and finalists
    more_firsts = Finalist(6, "body", "north", "n-2", 8500, 1)
    assert [one.group for one in crowned(region, (*ALL, more_firsts))] == ["north"]


def test_a_dealer_needs_enough_finalists():
    assert crowned(AwardRule("dealer", AwardKind.BEST_DEALER)) == [Winner("dealer", 9000, group="s-2")]
    assert crowned(AwardRule("dealer", AwardKind.BEST_DEALER, least=2)) == [Winner("dealer", 8500, group="n-1")]
    assert crowned(AwardRule("dealer", AwardKind.BEST_DEALER, least=3)) == []


def test_the_best_newcomer_has_been_there_for_fewer_years():
    assert crowned(AwardRule("new", AwardKind.BEST_NEWCOMER, years=2)) == [Winner("new", 8000, 4)]
    assert crowned(AwardRule("new", AwardKind.BEST_NEWCOMER, years=3)) == [Winner("new", 9000, 1)]
    unknown = Finalist(7, "tech", "east", "e-1", 9999, 1)
    assert crowned(AwardRule("new", AwardKind.BEST_NEWCOMER, years=3), (*ALL, unknown))[0].person_id == 1


@pytest.mark.parametrize(("years", "people"), [(14, [2, 3]), (15, [2]), (16, [])])
def test_long_service_is_more_than_so_many_years(years, people):
    assert [one.person_id for one in crowned(AwardRule("long", AwardKind.LONG_SERVICE, years=years))] == people


@pytest.mark.parametrize(
    ("hired", "wins"),
    [
        (date(2011, 11, 21), False),
        (date(2011, 11, 20), False),
        (date(2011, 11, 19), True),
        (date(2011, 1, 1), True),
        (None, False),
    ],
)
def test_who_has_been_there_for_fifteen_years_and_a_day_has_been_there_for_more_than_fifteen(hired, wins):
    finalist = Finalist(7, "tech", "east", "e-1", 9000, 1, hired)
    rule = AwardRule("long", AwardKind.LONG_SERVICE, years=15)
    assert crowned(rule, [finalist]) == ([Winner("long", 15, 7)] if wins else [])


def test_dealers_serve_long_too():
    houses = [House("n-1", date(2000, 1, 1)), House("s-1", date(2015, 1, 1)), House("e-1", None)]
    rule = AwardRule("house", AwardKind.LONG_SERVICE_DEALER, years=15)
    assert crowned(rule, houses=houses) == [Winner("house", 26, group="n-1")]


def test_awards_stand_in_the_order_of_the_rules():
    rules = [AwardRule("b", AwardKind.PLACE, "advisor", 1), AwardRule("a", AwardKind.PLACE, "tech", 1)]
    assert [one.rule for one in winners(rules, ALL, (), DAY)] == ["b", "a"]
