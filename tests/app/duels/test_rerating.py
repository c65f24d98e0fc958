"""In which order PKs were rated: as they ended, but for those whose games say otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from app.duels.rerating import LATE, as_rated

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def pk(number, seconds, first, second=(None, None)):
    """`first` and `second`: a person and which game of theirs it was."""
    (one, game), (other, others) = first, second
    row = {"id": number, "finished_at": NOON + timedelta(seconds=seconds), "first_person_id": one, "first_games": game}
    return SimpleNamespace(**row, second_person_id=other, second_games=others)


def order(*rows):
    return [row.id for row in as_rated(rows)]


def test_pks_come_as_they_ended_and_those_that_were_not_rated_among_them():
    assert order(pk(3, 0, (1, 1)), pk(1, 5, (2, None)), pk(2, 9, (1, 2), (2, 1))) == [3, 1, 2]


def test_of_two_that_ended_at_nearly_the_same_time_the_earlier_game_of_a_person_comes_first():
    later, earlier = pk(1, 0, (1, 2)), pk(2, 3, (1, 1), (2, 8))
    assert order(pk(5, -9, (2, 7)), later, pk(9, 1, (3, 1)), earlier) == [5, 2, 1, 9]


def test_what_came_first_is_found_through_people_who_met_others_meanwhile():
    first, second, third = pk(7, 4, (3, 1), (2, 1)), pk(8, 3, (2, 2), (1, 1)), pk(9, 2, (1, 2))
    assert order(third, second, first) == [7, 8, 9]


def test_a_gap_in_the_games_holds_nobody_up_and_what_ended_long_before_is_not_asked_any_more():
    late = LATE.total_seconds() + 9
    assert order(pk(1, 0, (1, 9)), pk(2, 5, (1, 11)), pk(3, late, (1, 3))) == [1, 2, 3]
