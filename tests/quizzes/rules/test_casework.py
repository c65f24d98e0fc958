"""Service cases: where a path leads, what it is worth, and which graphs can be played at all."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizzes.rules import casegraph, caseplay, casework
from quizzes.rules.casework import Astray, numbered
from quizzes.rules.grading import BadResponse, check, grade, ids, key, mask, shown, unmask
from quizzes.rules.machine import mistake


def text(words: str) -> dict[str, str]:
    return {"en": words, "zh": words}


def decision(points: dict[str, int], to: str | None = None, *, critical: bool = False) -> dict[str, Any]:
    words = {"text": text("Decide"), "consequence": text("Happens")}
    return words | {"points": points, "next": to, "critical": critical}


def case(scenes: dict[str, list[dict[str, Any]]], pass_mark: int = 60, criteria: str = "ab") -> dict[str, Any]:
    return {
        "kind": "case",
        "text": text("Case"),
        "pass_mark": pass_mark,
        "criteria": [{"id": one, "name": text(one)} for one in criteria],
        "scenes": numbered({"id": name, "text": text(name), "decisions": list(one)} for name, one in scenes.items()),
    }


CASE = case(
    {
        "start": [decision({"a": 2}, "talk"), decision({"a": 1, "b": 1}), decision({}, critical=True)],
        "talk": [decision({"a": 1, "b": 2}), decision({"a": 1}, "end"), decision({"b": 0})],
        "end": [decision({"a": 1}), decision({"b": 1})],
    }
)


@pytest.mark.parametrize(
    ("path", "points", "percent", "passed"),
    [
        (["1a", "2a"], {"a": 3, "b": 2}, 100, True),
        (["1a", "2b", "3a"], {"a": 4, "b": 0}, 80, True),
        (["1a", "2b", "3b"], {"a": 3, "b": 1}, 80, True),
        (["1a", "2c"], {"a": 2, "b": 0}, 40, False),
        (["1b"], {"a": 1, "b": 1}, 40, False),
        (["1c"], {"a": 0, "b": 0}, 0, False),
    ],
)
def test_a_path_is_worth_its_points_beside_those_of_the_best(path, points, percent, passed):
    found = casework.score(CASE, path)
    assert (found.points, found.percent, found.passed) == (points, percent, passed)
    assert grade(CASE, check(CASE, path)).correct is passed


def test_a_critical_fault_fails_whatever_was_earned_before():
    content = case(
        {"s": [decision({"a": 5}, "t"), decision({})], "t": [decision({"a": 5}, critical=True), decision({})]}
    )
    found = grade(content, ["1a", "2a"])
    assert (found.correct, found.fraction) == (False, 0.0)
    assert casework.score(content, ["1a", "2a"]).points == {"a": 10, "b": 0}


def test_the_parts_of_a_grade_are_its_criteria():
    assert grade(CASE, ["1a", "2b", "3a"]).parts == {"a": True, "b": False}


def test_a_path_that_a_later_version_does_not_have_is_not_right():
    assert grade(CASE, ["9z"]) == grade(CASE, ["1b", "2a"]) == grade(CASE, None)


@pytest.mark.parametrize(
    ("pass_mark", "points", "passes"), [(60, 3, True), (61, 3, False), (100, 5, True), (100, 4, False), (1, 0, False)]
)
def test_the_pass_mark_itself_passes(pass_mark, points, passes):
    content = case({"s": [decision({"a": 5}), decision({"a": points})]}, pass_mark)
    assert grade(content, ["1b"]).correct is passes


@pytest.mark.parametrize(
    ("scenes", "best"),
    [
        ({"s": [decision({"a": 1}, "t"), decision({"a": 2})], "t": [decision({"a": 1}), decision({})]}, ["1b"]),
        ({"s": [decision({"a": 2}), decision({"a": 2})]}, ["1a"]),
        ({"s": [decision({"a": 9}, critical=True), decision({"a": 1})]}, ["1b"]),
    ],
)
def test_of_equal_paths_the_shorter_is_the_best_then_the_first_and_never_one_with_a_fault(scenes, best):
    assert key(case(scenes)) == best


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "incomplete"), ([], "incomplete"), (["1a"], "incomplete"), ("1a", "not-a-list"),
        (["2a"], "unknown-option"), (["1b", "2a"], "unknown-option"), (["1c", "2a"], "unknown-option"),
        (["1a", "2a", "3a"], "unknown-option"), ([1], "unknown-option"), ([["1a"]], "unknown-option"),
        (["1a"] * 300, "not-a-list"),
    ],
)  # fmt: skip
def test_a_path_that_the_case_does_not_have_is_refused(raw, code):
    with pytest.raises(BadResponse) as refused:
        check(CASE, raw)
    assert refused.value.code == code


def test_an_open_scene_tells_no_consequence_no_points_and_no_target():
    scene = caseplay.open_scene(CASE, 7, ["1a"])
    assert scene is not None
    assert set(scene) == {"text", "decisions"}
    assert all(set(one) == {"id", "text"} for one in scene["decisions"])
    assert {unmask(CASE, 7, one["id"]) for one in scene["decisions"]} == {"2a", "2b", "2c"}
    assert set(shown(CASE, 7)) == {"kind", "text"}


def test_ids_of_decisions_are_masked_anew_for_each_sitting():
    masked = {mask(CASE, seed, "1a") for seed in range(40)}
    assert len(masked) > 4


def test_what_is_told_of_a_path_is_only_what_was_decided():
    assert len(caseplay.told(CASE, ["1a"])) == 1
    assert caseplay.open_scene(CASE, 7, ["1a", "2a"]) is None


FLAWED = {
    "ring": ("ring", {"s": [decision({"a": 1}, "t"), decision({})], "t": [decision({}, "s"), decision({})]}),
    "ring of one": ("ring", {"s": [decision({"a": 1}, "s"), decision({})]}),
    "unreachable": ("unreachable", {"s": [decision({"a": 1}), decision({})], "t": [decision({}), decision({})]}),
    "dead end": ("too-few-decisions", {"s": [decision({"a": 1}, "t"), decision({})], "t": []}),
    "one decision": ("too-few-decisions", {"s": [decision({"a": 1})]}),
    "unknown scene": ("unknown-scene", {"s": [decision({"a": 1}, "nowhere"), decision({})]}),
    "goes on": ("critical-goes-on", {"s": [decision({}, "t", critical=True), decision({}, "t")],
                                     "t": [decision({"a": 1}), decision({})]}),
    "unknown criterion": ("unknown-criterion", {"s": [decision({"z": 1}), decision({})]}),
    "no points": ("no-good-path", {"s": [decision({}), decision({})]}),
    "only faults": ("no-good-path", {"s": [decision({"a": 1}, critical=True), decision({"a": 1}, critical=True)]}),
    "all the same": ("cannot-fail", {"s": [decision({"a": 1}), decision({"b": 1})]}),
    "too deep": ("too-deep", {str(n): [decision({"a": 1}, str(n + 1) if n < 6 else None), decision({})]
                              for n in range(7)}),
}  # fmt: skip


@pytest.mark.parametrize(("code", "scenes"), FLAWED.values(), ids=FLAWED)
def test_a_graph_that_cannot_be_played_is_refused_with_its_reason(code, scenes):
    assert code in {found for found, _steps in casegraph.flaws(case(scenes))}


def test_a_good_case_has_no_flaw():
    assert casegraph.flaws(CASE) == []


def test_a_choice_that_is_none_and_a_criterion_without_points_are_hinted_at():
    content = case({"s": [decision({"a": 1}, "t"), decision({"a": 1}, "t")], "t": [decision({"a": 1}), decision({})]})
    assert list(casegraph.hints(content)) == [("all-equal", ("scenes", 0)), ("criterion-unused", ("criteria", 1))]


@pytest.mark.parametrize("scene", [{"id": "s"}, {"id": "t"}])
def test_ids_that_come_twice_are_refused(scene):
    content = case({"s": [decision({"a": 1}, "t"), decision({})], "t": [decision({}), decision({})]})
    content["scenes"].append(content["scenes"][1] | scene)
    assert ("scene-twice", ("scenes", 2, "id")) in casegraph.flaws(content)


NAMES = ["s", "t", "u", "v"]
DECISIONS = some.builds(
    decision,
    some.dictionaries(some.sampled_from("ab"), some.integers(0, 3)),
    some.none() | some.sampled_from(NAMES),
    critical=some.sampled_from([False, False, False, True]),
)
GRAPHS = some.lists(some.lists(DECISIONS, min_size=1, max_size=3), min_size=1, max_size=4).map(
    lambda scenes: case(dict(zip(NAMES, scenes, strict=False)))
)


@some.composite
def forward_graphs(draw: some.DrawFn) -> dict[str, Any]:
    """Graphs that only go forward, so that most of them can be played."""
    names = NAMES[: draw(some.integers(1, 4))]
    scenes = {}
    for place, name in enumerate(names):
        later = some.sampled_from([*names[place + 1 :], None])
        points = some.dictionaries(some.sampled_from("ab"), some.integers(0, 3))
        first = decision(draw(points), names[place + 1] if place + 1 < len(names) else None)
        rest = draw(some.lists(some.builds(decision, points, later), min_size=1, max_size=3))
        scenes[name] = [first, *rest]
    return case(scenes, draw(some.sampled_from([50, 60, 100])))


def every_path(content: dict[str, Any]) -> list[list[str]] | None:
    """All ways to an end, walked by hand; None where one goes in a ring, or leads to nowhere."""
    scenes = {scene["id"]: scene for scene in content["scenes"]}
    ended: list[list[str]] = []
    open_ones: list[tuple[str, list[str], tuple[str, ...]]] = [(content["scenes"][0]["id"], [], ())]
    while open_ones:
        name, path, road = open_ones.pop()
        if name in road or name not in scenes:
            return None
        for one in scenes[name]["decisions"]:
            longer = [*path, one["id"]]
            if one["critical"] or not one["next"]:
                ended.append(longer)
            else:
                open_ones.append((one["next"], longer, (*road, name)))
    return ended


def by_hand(content: dict[str, Any], path: list[str]) -> tuple[int, bool]:
    """Points and whether there was a fault."""
    known = {one["id"]: one for scene in content["scenes"] for one in scene["decisions"]}
    taken = [known[one] for one in path]
    return sum(sum(one["points"].values()) for one in taken), any(one["critical"] for one in taken)


def is_good(content: dict[str, Any]) -> bool:
    """The promises of a case, checked by walking all of it."""
    ways = every_path(content)
    rules = [one for scene in content["scenes"] for one in scene["decisions"]]
    if ways is None or any(len(scene["decisions"]) < 2 for scene in content["scenes"]):
        return False
    if any(one["critical"] and one["next"] for one in rules):
        return False
    if {one for way in ways for one in way} != {one["id"] for one in rules}:
        return False  # something is never reached
    worths = [by_hand(content, way) for way in ways]
    best = max((points for points, fault in worths if not fault), default=0)
    fails = [fault or 100 * points < content["pass_mark"] * best for points, fault in worths]
    return best > 0 and any(fails) and max(map(len, ways)) <= casework.DEEPEST


@given(GRAPHS | forward_graphs())
def test_the_check_accepts_exactly_the_good_graphs(content):
    assert (casegraph.flaws(content) == []) == is_good(content)


@given(forward_graphs())
def test_a_path_has_one_score_and_the_best_one_has_the_most(content):
    ways = every_path(content) if casegraph.flaws(content) == [] else []
    for way in ways or ():
        points, fault = by_hand(content, way)
        found = casework.score(content, check(content, way))
        assert (sum(found.points.values()), found.failed) == (points, fault)
        assert grade(content, way) == grade(content, list(way))
        assert 0 <= grade(content, way).fraction <= 1
    if ways:
        assert grade(content, key(content)).fraction == 1.0
        assert grade(content, key(content)).correct
        assert not grade(content, check(content, mistake(content, Random(1)))).correct


@given(GRAPHS | forward_graphs())
def test_only_a_path_that_reaches_an_end_is_an_answer(content):
    ways = every_path(content)
    if ways is None or len(ids(content)) > 7:
        return
    ended = {tuple(way) for way in ways}
    for length in (1, 2):
        for path in product(ids(content), repeat=length):
            try:
                check(content, list(path))
                taken = True
            except BadResponse:
                taken = False
            assert taken == (path in ended)


def test_a_ring_does_not_hang_whoever_looks_for_the_best_path():
    content = case({"s": [decision({}, "t"), decision({}, "t")], "t": [decision({}, "s"), decision({}, "s")]})
    assert (casework.best_path(content), casework.worst_path(content)) == ([], [])
    assert set(casegraph.depths(content)) == {"s", "t"}


def test_a_path_beyond_the_end_is_astray():
    with pytest.raises(Astray):
        casework.follow(CASE, ["1b", "1b"])
