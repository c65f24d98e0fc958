"""A score sheet is read with every fault at its line; what is written reads back as the same."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from quizzes.formats.posts import POSTS
from quizzes.formats.scoresheets import STATIONS, example, on_paper, read, read_file, sheet, write
from quizzes.rules.scoresheet import slips

LEVELS = [{"zh": f"{mark} 级", "en": f"Level {mark}"} for mark in range(4)]
NAME = {"zh": "某项", "en": "Something"}
BANDS = [{"within": "2", "share": "1"}, {"within": 5, "share": 0.5}]
TORQUE = {"id": "torque", "kind": "measured", "name": NAME, "weight": 40, "unit": "N·m", "target": "110",
          "low": "0", "high": "300.5", "bands": BANDS}  # fmt: skip
CARE = {"id": "care", "kind": "judged", "name": NAME, "weight": 60, "levels": LEVELS}
SHEET = {
    "task": NAME,
    "aspects": [TORQUE, CARE],
    "penalties": [{"id": "dropped", "name": NAME, "points": 5, "most": 3}],
    "critical": [{"id": "live", "name": NAME}],
    "timing": {"minutes": 30, "step_minutes": 1, "points": 2, "most": 10},
}
FINALS = Path(__file__).parents[3] / "quizzes" / "finals"
EXAMPLES = sorted(FINALS.glob("*.yaml"))


def faults(**changed):
    return [(one.steps, one.code) for one in read(SHEET | changed).faults]


def test_what_is_written_reads_back_as_the_same_content():
    content = read(SHEET).content
    assert read_file(write(content).encode()).content == content
    assert content["aspects"][0]["bands"][1] == {"within": "5", "share": "0.5"}


def test_the_rules_get_exact_numbers_and_seconds():
    found = sheet(read(SHEET).content)
    assert slips(found) == []
    assert found.aspects[0].high == Fraction("300.5")
    assert found.timing.seconds == 1800
    assert found.timing.step_seconds == 60


def test_weights_of_99_are_refused_with_their_sum():
    (fault,) = read(SHEET | {"aspects": [TORQUE, CARE | {"weight": 59}]}).faults
    assert (fault.code, fault.steps, fault.values["value"]) == ("weights", ("aspects",), 99)


@pytest.mark.parametrize(
    ("changed", "steps", "code"),
    [
        ({"aspects": []}, ("aspects",), "no-aspects"),
        ({"aspects": [TORQUE, CARE | {"id": "torque"}]}, ("aspects", 1, "id"), "twice"),
        ({"aspects": [TORQUE | {"target": "400"}, CARE]}, ("aspects", 0, "target"), "range"),
        ({"aspects": [TORQUE | {"target": "much"}, CARE]}, ("aspects", 0, "target"), "not-a-number"),
        ({"aspects": [TORQUE | {"bands": BANDS[::-1]}, CARE]}, ("aspects", 0, "bands"), "bands-order"),
        ({"aspects": [TORQUE | {"kind": "felt"}, CARE]}, ("aspects", 0, "kind"), "kind"),
        ({"aspects": [TORQUE, CARE | {"levels": LEVELS[:3]}]}, ("aspects", 1, "levels"), "too-few"),
        ({"aspects": [TORQUE, CARE | {"weight": "60"}]}, ("aspects", 1, "weight"), "not-whole"),
        ({"aspects": [TORQUE, CARE | {"name": {"zh": "只有中文"}}]}, ("aspects", 1, "name", "en"), "missing"),
        ({"aspects": [TORQUE, CARE | {"mood": 1}]}, ("aspects", 1, "mood"), "unknown-key"),
        ({"penalties": [{"id": "dropped", "name": NAME, "points": 0}]}, ("penalties", 0, "points"), "too-small"),
        ({"critical": [{"id": "Live!", "name": NAME}]}, ("critical", 0, "id"), "id-form"),
        ({"timing": {"minutes": 0}}, ("timing", "minutes"), "too-small"),
        ({"timing": "an hour"}, ("timing",), "not-a-mapping"),
    ],
)
def test_a_fault_is_told_where_it_stands(changed, steps, code):
    assert (steps, code) in faults(**changed)


@pytest.mark.parametrize("data", [None, 1, "x", [], [1], {"aspects": 1}, {"aspects": [1]}, {"aspects": {"a": 1}}])
def test_odd_values_never_break_the_reading(data):
    assert read(data).content is None
    assert read(data).faults


def test_a_file_tells_line_and_column():
    text = write(read(SHEET).content).replace("weight: 60", "weight: 59").replace('target: "110"', 'target: "many"')
    assert [(one.place.line, one.place.column, one.fault.code) for one in read_file(text.encode()).told] == [
        (12, 13, "not-a-number")
    ]
    (told,) = read_file(b"aspects: [").told
    assert told.slip.startswith("Not YAML")
    assert read_file(b"\xff\xfe").told[0].slip
    assert read_file(b" " * 300_000).told[0].slip


@pytest.mark.parametrize("path", [*EXAMPLES, *FINALS.glob("on-paper/*.yaml")], ids=lambda path: path.stem)
def test_every_example_is_whole(path):
    reading = read_file(path.read_bytes())
    assert [f"{path.name}:{one.place.line}:{one.place.column}: {one.fault or one.slip}" for one in reading.told] == []
    assert read_file(write(reading.content).encode()).content == reading.content


def test_there_is_an_example_for_each_post():
    assert {path.stem for path in EXAMPLES} == {*POSTS, *STATIONS}
    assert example("me-technician")["critical"][0]["id"] == "not-switched-off"
    assert example("../me-technician") is None


def test_a_test_on_the_spot_can_be_taken_on_paper_too():
    assert [one.get("source") for one in on_paper("knowledge")["aspects"]] == [None] * 4
    assert on_paper("../me-technician") is None
