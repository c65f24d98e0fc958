"""A rotation keeps every law: `clashes` looks at it without the solver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizzes.rules.timetable import Entrant, Obstacle, Outage, Plan, Room, Slot, Station, Window
from quizzes.rules.timetabledraft import draft
from quizzes.rules.timetablelaws import clashes
from quizzes.rules.timetablesolver import solve

MORNING, AFTERNOON = Window(480, 720), Window(780, 1020)
WORK = Station("work", 50, (Room("bay-1", (1, 2)), Room("bay-2", (3, 4))), 10, {"lift": 1})
TALK = Station("talk", 20, (Room("desk", (5,)),), 5)
TEST = Station("test", 40, (Room("hall", (), 8),), 20, together=True)
PEOPLE = tuple(Entrant(number, ("work", "talk", "test")) for number in range(1, 9))
PLAN = Plan((MORNING, AFTERNOON), (WORK, TALK, TEST), PEOPLE, stock={"lift": 2})


def test_a_timetable_keeps_every_law_and_is_the_same_each_time():
    found = solve(PLAN)
    assert clashes(PLAN, found) == []
    assert len(found) == 24
    assert found == solve(PLAN)


def test_one_lift_serves_one_after_the_other():
    plan = replace(PLAN, stock={"lift": 1}, entrants=PEOPLE[:6])
    assert clashes(plan, solve(plan)) == []


def test_nobody_stands_before_a_judge_of_the_own_dealer():
    plan = replace(PLAN, entrants=(replace(PEOPLE[0], conflicts=frozenset({1})), *PEOPLE[1:]))
    found = solve(plan)
    assert clashes(plan, found) == []
    assert {one.room for one in found if (one.number, one.station) == (1, "work")} == {"bay-2"}


def test_the_draft_that_the_solver_begins_with_keeps_every_law_and_leaves_out_who_finds_no_place():
    assert clashes(PLAN, draft(PLAN)) == []
    assert [one.begins for one in draft(PLAN, 800) if one.begins < 800] == []
    short = replace(PLAN, windows=(Window(480, 600),))
    kept = {(one.number, one.station) for one in draft(short)}
    entrants = [replace(one, stations=tuple(n for n in one.stations if (one.number, n) in kept)) for one in PEOPLE]
    assert 0 < len(kept) < 24
    assert clashes(replace(short, entrants=tuple(entrants)), draft(short)) == []


def test_a_large_rotation_is_found_at_once_because_its_draft_is_whole():
    rooms = [Room(f"r{number}", (number,), 2) for number in range(4)]
    work = [
        Station(f"work-{place}", 50, tuple(rooms[2 * place : 2 * place + 2]), 10, together=True) for place in (0, 1)
    ]
    test = replace(TEST, rooms=(Room("hall", (), 60),))
    names = (("work-0", "test"), ("work-1", "test"))
    windows = tuple(replace(one, begins=one.begins + day * 1440, ends=one.ends + day * 1440)
                    for day in range(3) for one in (MORNING, AFTERNOON))  # fmt: skip
    plan = Plan(windows, (*work, test), tuple(Entrant(number, names[number % 2]) for number in range(180)))
    assert solve(plan) == draft(plan)
    assert clashes(plan, draft(plan)) == []


def test_a_judge_of_two_rooms_is_in_one_at_a_time():
    twice = replace(TALK, rooms=(Room("desk", (1,)),))
    plan = replace(PLAN, stations=(WORK, twice, TEST), entrants=PEOPLE[:4])
    assert clashes(plan, solve(plan)) == []


def test_a_written_test_begins_for_all_of_a_room_at_once():
    found = [one for one in solve(PLAN) if one.station == "test"]
    assert {(one.begins - 480) % 60 for one in found if one.begins < 720} <= {0}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"windows": (Window(480, 520),)}, Obstacle("too-long", "work", 50)),
        ({"windows": (Window(480, 540),)}, Obstacle("not-enough", "work", 480, 140)),
        ({"stock": {}}, Obstacle("stock", "lift", 1, 0)),
        ({"entrants": (replace(PEOPLE[0], conflicts=frozenset({5})),)}, Obstacle("no-room", "talk")),
        ({"windows": (Window(480, 550),), "entrants": PEOPLE[:2]}, Obstacle("unsolved")),
        (
            {
                "stations": (WORK, TALK, replace(TALK, id="chat", minutes=55)),
                "windows": (MORNING, MORNING),
                "entrants": tuple(replace(one, stations=("talk", "chat")) for one in PEOPLE),
            },
            Obstacle("crowded", "desk", 680, 490),
        ),
    ],
)
def test_why_there_can_be_no_timetable_is_said(change, wanted):
    assert solve(replace(PLAN, **change)) == wanted


def test_when_a_room_fails_what_is_over_stays_and_little_else_moves():
    first = solve(PLAN)
    now = 600
    kept = [one for one in first if one.begins < now]
    again = solve(PLAN, kept=kept, before=first, outages=[Outage("bay-1", now + 60, 720)])
    assert clashes(PLAN, again) == []
    assert set(kept) <= set(again)
    assert not [one for one in again if one.room == "bay-1" and one.begins < 720 and one.ends + 10 > now + 60]
    hit = [one for one in first if one.room == "bay-1" and one.begins < 720 and one.ends + 10 > now + 60]
    assert len(set(first) - set(again)) <= 3 * max(1, len(hit))


@pytest.mark.parametrize(
    ("slots", "law"),
    [
        ([Slot(480, 530, "work", "bay-1", 1)] * 2, "somebody is missing or twice"),
        ([Slot(700, 750, "work", "bay-1", 1)], "outside of the windows"),
        ([Slot(480, 530, "work", "bay-1", 1), Slot(535, 555, "talk", "desk", 1)], "nobody twice at once, with rest"),
        ([Slot(480, 530, "work", "bay-1", 1), Slot(535, 585, "work", "bay-1", 2)], "a room has too many"),
    ],
)
def test_a_law_that_is_broken_is_found(slots, law):
    assert law in clashes(PLAN, slots)
