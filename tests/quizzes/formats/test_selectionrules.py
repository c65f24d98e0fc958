"""Rules of a selection are read with every fault at its place, and written so that they read back the same."""

from __future__ import annotations

import pytest

from quizzes.formats.selectionrules import Known, read, read_file, rules, write
from quizzes.rules.selection import Quota
from quizzes.rules.selectionproposals import minimums, quotas
from quizzes.rules.selectiontrace import TieBreak

KNOWN = Known({"north", "south"}, {"tech", "advisor"}, {"bmw"}, 2)
GOOD = {
    "on": "2026-10-31",
    "lot": "Munich",
    "quotas": [{"region": "north", "post": "tech", "seats": 2}],
    "tie_breaks": ["mastered", "tenure"],
}


def codes(**changes):
    return [(one.steps, one.code) for one in read(GOOD | changes, KNOWN).faults]


def test_good_rules_become_rules():
    found = rules(read(GOOD, KNOWN).content)
    assert found.quotas == (Quota("north", "tech", 2),)
    assert found.tie_breaks == (TieBreak.MASTERED, TieBreak.TENURE)


def test_what_is_written_reads_back_the_same():
    given = {"minimums": {"tech": 3}, "wild_cards": [{"seats": 1, "post": ""}], "stages": [2], "brands": ["bmw"]}
    content = read(GOOD | given | {"lot": '"数字: 7" # x'}, KNOWN).content
    assert read_file(write(content).encode(), KNOWN).content == content


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"on": "soon"}, (("on",), "not-a-day")),
        ({"lot": ""}, (("lot",), "empty")),
        ({"tie_breaks": []}, (("tie_breaks",), "too-few")),
        ({"tie_breaks": ["luck"]}, (("tie_breaks", 0), "no-tie-break")),
        ({"tie_breaks": ["days", "days"]}, (("tie_breaks", 1), "twice")),
        ({"stages": [3]}, (("stages", 0), "stage-unknown")),
        ({"brands": ["vw"]}, (("brands", 0), "brand-unknown")),
        ({"minimums": {"cook": 1}}, (("minimums", "cook"), "post-unknown")),
        ({"minimums": {"tech": -1}}, (("minimums", "tech"), "too-small")),
        ({"wild_cards": [{"seats": 1, "post": "cook"}]}, (("wild_cards", 0, "post"), "post-unknown")),
        ({"posts": ["advisor"]}, (("quotas", 0, "post"), "post-left-out")),
        ({"reserves": 1.5}, (("reserves",), "not-whole")),
        ({"fills": "yes"}, (("fills",), "not-yes-or-no")),
        ({"seats": 1}, (("seats",), "unknown-key")),
        ({"quotas": []}, (("quotas",), "no-seats")),
        ({"quotas": [{"region": "north", "post": "tech", "seats": 0}]}, (("quotas",), "no-seats")),
        ({"quotas": [{"region": "north", "post": "tech", "seats": -1}]}, (("quotas", 0, "seats"), "too-small")),
        ({"quotas": [{"region": "east", "post": "tech", "seats": 1}]}, (("quotas", 0, "region"), "region-unknown")),
        ({"quotas": [*GOOD["quotas"], *GOOD["quotas"]]}, (("quotas", 1), "quota-twice")),
    ],
)
def test_each_fault_is_named_where_it_stands(changes, fault):
    assert codes(**changes) == [fault]


@pytest.mark.parametrize("data", [None, [], "x", 3, {"quotas": 3}, {"minimums": []}])
def test_what_is_something_else_is_told(data):
    assert read(data, KNOWN).faults


def test_a_fault_of_a_file_has_its_line_and_column():
    content = read(GOOD, KNOWN).content
    text = write(content).replace('"north"', '"nowhere"').replace("reserves: 2", "reserves: -2")
    told = read_file(text.encode(), KNOWN).told
    lines = text.split("\n")
    assert [one.fault.code for one in told] == ["too-small"]
    assert lines[told[0].place.line - 1][told[0].place.column - 1 :].startswith("-2")
    told = read_file(write(content).replace('"north"', '"nowhere"').encode(), KNOWN).told
    assert lines[told[0].place.line - 1][told[0].place.column - 1 :].startswith('"nowhere"')


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a: [", b"x" * 300_000])
def test_what_is_no_yaml_is_told(data):
    assert read_file(data, KNOWN).told[0].slip


@pytest.mark.parametrize(
    ("people", "seats", "given"),
    [
        ({("n", "t"): 10, ("s", "t"): 10}, 5, {("n", "t"): 3, ("s", "t"): 2}),
        ({("n", "t"): 1, ("s", "t"): 1}, 5, {("n", "t"): 1, ("s", "t"): 1}),
        ({("n", "t"): 7, ("s", "t"): 2, ("w", "t"): 1}, 4, {("n", "t"): 3, ("s", "t"): 1, ("w", "t"): 0}),
        ({("n", "t"): 0}, 4, {("n", "t"): 0}),
    ],
)
def test_proposed_seats_follow_the_people_and_add_up(people, seats, given):
    assert quotas(people, seats) == given


def test_a_proposed_minimum_is_a_podium_or_all_there_are():
    assert minimums({("n", "t"): 2, ("s", "t"): 9, ("s", "a"): 1, ("n", "b"): 0}) == {"a": 1, "t": 3}
