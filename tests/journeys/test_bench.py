"""What benchmarks say can be said without measuring: options, figures, and the crowd that boards are looked at with."""

import pytest

from app.leaderboards.queries import Board, Scope, me
from app.points.models import SEASON
from bench import __main__ as bench
from bench import arriving, crowds, growing, page, ranking
from bench.arriving import Storm
from bench.ports import Ports
from bench.ranking import Seen
from bench.results import Result
from tests.factories import make_person, make_season


def test_without_a_word_everything_is_measured_and_sizes_come_in_their_order():
    asked = bench.wanted(["people", "--people", "300,20", "--only-print"])
    assert (asked.names, asked.people, asked.only_print) == (["people"], (20, 300), True)
    assert bench.wanted([]).people == ranking.SIZES


def test_a_page_grows_by_what_it_costs_beside_bare_flask():
    small, large = (
        {page: Seen([wait], [ratio]) for page in ranking.PAGES} for wait, ratio in ((0.01, 4.0), (0.05, 12.0))
    )
    rows = {row.name: row for row in ranking.results_of("people.x", {20: small, 2000: large})}
    assert rows["people.x.far.2000"].value == pytest.approx(50)
    assert (rows["people.x.far.growth-to-2000"].value, rows["people.x.far.growth-to-2000"].ok) == (3.0, False)


def test_a_house_with_pks_is_measured_against_one_without():
    none, full = {"answer": [0.010] * 100, "bare": [0.001]}, {"answer": [0.014] * 98 + [0.02] * 2, "bare": [0.001]}
    rows = {row.name: row for row in growing.results_of("boards.x", 7, none, full)}
    assert rows["boards.x.answer-growth.7"].value == pytest.approx(2)
    assert rows["boards.x.answer-growth.7"].ok is False
    assert rows["boards.x.bare-growth.7"].ok is None


def test_a_request_goes_to_where_the_fewest_are_open_and_else_to_who_was_asked_least():
    ports = Ports(8001, 8002)
    with ports.least() as first, ports.least() as second:
        assert {first, second} == {8001, 8002}
    with ports.least() as busy:
        for _one in range(3):
            with ports.least() as asked:
                assert asked != busy
    with ports.least() as asked:
        assert asked == busy
    assert ports.in_turn(5) == [8001, 8002, 8001, 8002, 8001]


def test_who_did_not_get_in_is_counted():
    storm = Storm(answers=[0.1] * 100, signing=[0.5] * 8, bare=[0.002], seconds=60.0)
    rows = {row.name: row for row in arriving.results_of("signin.x", storm, storm, 10)}
    assert (rows["signin.x.not-in"].value, rows["signin.x.not-in"].ok) == (2, False)
    assert rows["signin.x.answer-p99"].ok is True
    assert rows["signin.x.answer-p99-ratio"].value == pytest.approx(50)


def test_figures_of_another_machine_stand_in_a_table_of_their_own():
    rows = [Result(name, 1.0, "s").as_row() for name in ("pk.a.rate", "pk.ab.rate", "start.a.first-page")]
    machines = {"pk.ab": "old", "start.a": "new", "pk.a": "old"}
    said = {
        name: {"machine": {"processor": one, "busy before": f"{number} processes"}}
        for number, (name, one) in enumerate(machines.items())
    }
    text = "\n".join(page.tables(rows, said))
    old, new = text.split("processor: new")
    assert "processor: old; busy before: 2 processes." in old
    assert ["pk.a.rate" in old, "pk.ab.rate" in old, "start.a" in old] == [True, True, False]
    assert ["pk.a.rate" in new, "start.a.first-page" in new] == [False, True]


def test_a_crowd_stands_on_all_boards_and_those_who_look_stand_where_they_should(app):
    season = make_season()
    people = {number: make_person(staff_number=f"B0000{number}") for number in crowds.LOOKING}
    for size in (100, 300):
        crowds.grow(size)
        for number, ahead in crowds.LOOKING.items():
            own, found = me(Board.of(people[number], Scope.NATION, season.id, SEASON), people[number].id)
            assert found == size + len(people)
            assert own.position == pytest.approx(ahead * size, abs=size / 20)
