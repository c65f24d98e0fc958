from datetime import date

import pytest

from quizzes.rules.seasonproposals import day_of_copy, next_text, proposed_days, proposed_key, proposed_name


@pytest.mark.parametrize(
    ("today", "taken", "first", "last"),
    [
        (date(2027, 1, 4), [], date(2027, 1, 18), date(2027, 7, 18)),  # a Monday: a fortnight later
        (date(2027, 1, 5), [], date(2027, 1, 25), date(2027, 7, 25)),
        (date(2027, 1, 5), [(date(2026, 11, 2), date(2027, 5, 4))], date(2027, 5, 10), date(2027, 11, 7)),
        (date(2027, 1, 5), [(date(2020, 1, 1), date(2020, 5, 4))], date(2027, 1, 25), date(2027, 7, 25)),
    ],
)
def test_26_whole_weeks_are_proposed_behind_all_seasons(today, taken, first, last):
    assert proposed_days(today, taken) == (first, last)


def test_the_name_tells_the_year():
    assert proposed_name(date(2027, 5, 3)).zh == "从北京到慕尼黑 2027"


@pytest.mark.parametrize(
    ("wanted", "taken", "key"),
    [
        ("season-2027", (), "season-2027"),
        ("season-2027", ("season-2027", "season-2027-2"), "season-2027-3"),
        ("a" * 40, ("a" * 40,), "a" * 38 + "-2"),
        ("a" * 37 + "-bc", ("a" * 37 + "-bc",), "a" * 37 + "-2"),
    ],
)
def test_a_key_that_is_taken_gets_a_number(wanted, taken, key):
    assert proposed_key(wanted, taken) == key


@pytest.mark.parametrize(
    ("text", "years", "becomes"),
    [
        ("Beijing to Munich 2026", 1, "Beijing to Munich 2027"),
        ("慕尼黑2026赛季", 2, "慕尼黑2028赛季"),
        ("2026/2027", 1, "2027/2028"),
        ("Season 2026", 0, "Season 2027"),
        ("Winter", 1, "Winter 2"),
        ("Winter 9", 1, "Winter 10"),
        ("120260", 1, "120260 2"),
        ("", 1, ""),
    ],
)
def test_the_next_season_has_the_next_name(text, years, becomes):
    assert next_text(text, years) == becomes


def test_a_copy_is_proposed_a_year_later_or_where_there_is_room():
    days = (date(2026, 5, 4), date(2026, 11, 1))
    assert day_of_copy(days, date(2026, 6, 1), [days]) == date(2027, 5, 3)
    assert day_of_copy(days, date(2028, 6, 1), [days]) == date(2029, 4, 30)
    assert day_of_copy(days, date(2026, 6, 1), [days, (date(2027, 9, 1), date(2027, 9, 2))]) == date(2028, 5, 1)
