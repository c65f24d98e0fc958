"""Work side by side: its results and news come back, and a process that ends too early is noticed."""

from __future__ import annotations

import os
from time import sleep

import pytest

from app.trials.numbers import PORTION, Numbers
from app.trials.processes import Lost, side_by_side


def test_each_part_is_worked_at_in_a_process_of_its_own_and_the_news_is_heard_here():
    heard: list[int] = []

    def work(part, tell):
        tell(part)
        return part, os.getpid()

    found = side_by_side(work, [1, 2, 3], heard.append)
    assert [part for part, _pid in found] == [1, 2, 3]
    assert len({os.getpid(), *(pid for _part, pid in found)}) == 4
    assert sorted(heard) == [1, 2, 3]


def test_a_single_part_stays_in_this_process():
    assert side_by_side(lambda part, _tell: (part, os.getpid()), ["all"], print) == [("all", os.getpid())]


def test_a_process_that_ends_before_its_time_is_noticed_and_the_others_are_ended(tmp_path):
    def work(part, _tell):
        if part == "dies":
            os._exit(3)
        sleep(60)
        tmp_path.joinpath("done").touch()

    with pytest.raises(Lost):
        side_by_side(work, ["lives", "dies"], print)
    assert not tmp_path.joinpath("done").exists()


def test_a_number_is_given_once_whoever_asks():
    numbers = Numbers(7)
    assert numbers.take(2) == range(7, 9)

    def work(_part, _tell):
        return [numbers.one() for _each in range(PORTION + 1)] + list(numbers.take(5))

    given = [one for some in side_by_side(work, [1, 2], print) for one in some]
    assert len(set(given)) == len(given)
    assert min(given) == 9
