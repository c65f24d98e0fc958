"""Panels are made comparable, competitors are ranked, and the log proves how: each by a table."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.auditchain import Break, Line, breaks, chained
from quizzes.rules.equating import Equating, Raw, equated, moments
from quizzes.rules.finalranking import Competitor, FinalTieBreak, Placed, Weighed, ranking, slips, undecided

F = Fraction
STRICT = [Raw(number, "a", F(points)) for number, points in enumerate([40, 50, 60, 70, 80], 1)]
MILD = [Raw(number, "b", F(points)) for number, points in enumerate([70, 75, 80, 85, 90], 11)]


def test_without_equating_scores_stay():
    assert equated([*STRICT, *MILD], Equating.NONE)[1] == 40


def test_panels_get_the_same_mean():
    found = equated([*STRICT, *MILD], Equating.MEAN)
    assert (found[3], found[13]) == (70, 70)
    assert (found[1], found[11]) == (50, 60)


def test_panels_get_the_same_spread_too():
    found = equated([*STRICT, *MILD], Equating.LINEAR)
    assert abs(found[1] - found[11]) < F(1, 1000)
    assert abs(found[5] - found[15]) < F(1, 1000)


@pytest.mark.parametrize(
    "scores",
    [STRICT, [*STRICT, *MILD[:4]][5:], [*STRICT[:4], *MILD[:4]]],
)
def test_one_panel_alone_or_panels_with_few_scores_stay_as_they_are(scores):
    found = equated(scores, Equating.LINEAR)
    assert found == {one.number: one.points for one in scores}


def test_what_a_critical_fault_left_stays_nought_and_moves_no_mean():
    found = equated([*STRICT, Raw(6, "a", F(0), void=True), *MILD], Equating.MEAN)
    assert (found[6], found[3]) == (0, 70)


def test_a_deviation_is_exact_to_six_places():
    assert moments([F(2), F(4)]).deviation == 1
    assert moments([F(0), F(1), F(2)]).deviation == F(816496, 10**6)
    assert moments([]).count == 0


STATIONS = (Weighed("work", 60), Weighed("talk", 40))
ALL = tuple(FinalTieBreak)


def competitor(number, work, talk, **more):
    return Competitor(number, {"work": F(work), "talk": F(talk)}, **more)


def test_totals_are_weighted_and_the_best_is_first():
    found = ranking([competitor(1, 50, 100), competitor(2, 100, 50)], STATIONS, ALL)
    assert found == [Placed(2, 1, 8000), Placed(1, 2, 7000, "total", 7000, 8000)]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (competitor(1, 80, 50), competitor(2, 60, 80), Placed(2, 2, 6800, "work", 6000, 8000)),
        (competitor(1, 70, 70, critical=1), competitor(2, 70, 70), Placed(1, 2, 7000, "critical", 1, 0)),
        (competitor(1, 70, 70, penalties=F(2)), competitor(2, 70, 70), Placed(1, 2, 7000, "penalties", 200, 0)),
        (competitor(1, 70, 70, seconds=9), competitor(2, 70, 70, seconds=8), Placed(1, 2, 7000, "time", 9, 8)),
        (competitor(1, 70, 70, play_off=2), competitor(2, 70, 70, play_off=1), Placed(1, 2, 7000, "play-off", 2, 1)),
        (competitor(1, 70, 70), competitor(2, 70, 70), Placed(2, 1, 7000, "shared")),
    ],
)
def test_each_tie_break_parts_equal_totals_and_says_by_what(one, other, wanted):
    assert ranking([one, other], STATIONS, ALL)[1] == wanted


def test_who_shares_a_prize_plays_off():
    found = ranking(
        [competitor(1, 70, 70), competitor(2, 70, 70), competitor(3, 9, 9), competitor(4, 9, 9)], STATIONS, ALL
    )
    assert undecided(found, 3) == [[1, 2], [3, 4]]
    assert undecided(found, 2) == [[1, 2]]
    assert [one.place for one in found] == [1, 1, 3, 3]


@pytest.mark.parametrize(
    ("stations", "wanted"),
    [
        (STATIONS, []),
        ((Weighed("work", 99),), ["weights"]),
        ((Weighed("work", 50), Weighed("work", 50)), ["twice"]),
        ((Weighed("work", 100), Weighed("talk", 0)), ["weight"]),
    ],
)
def test_weights_of_stations_add_to_100(stations, wanted):
    assert slips(stations) == wanted


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)), max_size=12), st.randoms())
def test_the_ranking_does_not_ask_in_which_order_people_are_written_down(rows, rng):
    people = [competitor(number, work, talk, seconds=time) for number, (work, talk, time) in enumerate(rows, 1)]
    mixed = list(people)
    rng.shuffle(mixed)
    assert ranking(mixed, STATIONS, ALL) == ranking(people, STATIONS, ALL)


def log(count=5) -> list[Line]:
    lines: list[Line] = []
    for place in range(count):
        last = lines[-1] if lines else None
        lines.append(chained(last, f"2026-11-0{place + 1}T08:00:00Z", 7, "marked", f"sheet:{place}", {"mark": place}))
    return lines


def test_a_log_as_it_was_written_holds():
    lines = log()
    assert list(breaks(lines, (5, lines[-1].hash))) == []
    assert list(breaks([])) == []


@pytest.mark.parametrize("name", [one.name for one in fields(Line)])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_altering_any_field_of_any_line_is_found(name, place):
    lines, head = log(), (5, log()[-1].hash)
    was = getattr(lines[place], name)
    other = {"x": 1} if name == "facts" else was + 1 if isinstance(was, int) else "f" * len(was)
    lines[place] = replace(lines[place], **{name: other})
    assert list(breaks(lines, head))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda lines: lines[:2] + lines[3:], Break(3, "missing")),
        (lambda lines: lines[1:], Break(1, "missing")),
        (lambda lines: lines[:-1], Break(5, "cut")),
        (lambda lines: lines[:0], Break(5, "cut")),
        (lambda lines: [lines[1], lines[0], *lines[2:]], Break(1, "moved")),
        (lambda lines: [*lines, lines[2]], Break(3, "moved")),
        (lambda lines: [*lines, chained(lines[-1], "2026-11-06T08:00:00Z", 7, "a", "b", {})], Break(6, "added")),
    ],
)
def test_removing_moving_and_cutting_lines_is_found(tamper, found):
    lines = log()
    assert found in list(breaks(tamper(lines), (5, lines[-1].hash)))


def test_a_line_written_anew_with_a_hash_that_fits_breaks_the_next_one():
    lines = log()
    forged = chained(lines[1], lines[2].at, 7, "marked", "sheet:2", {"mark": 3})
    assert list(breaks([*lines[:2], forged, *lines[3:]])) == [Break(4, "moved")]


def test_facts_hold_no_floats():
    with pytest.raises(TypeError):
        chained(None, "2026-11-01T08:00:00Z", 7, "marked", "sheet:1", {"marks": [0.1]})
