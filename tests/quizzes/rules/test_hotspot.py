"""Which region is meant by a point or a number; nothing of it shows beforehand but where the numbers stand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizzes.rules import hotspot
from quizzes.rules.grading import BadResponse, check, grade, key, mask, shown, unmask
from quizzes.rules.machine import mistake
from tests.quizzes.rules.contents import said

WIDE = {"key": "0" * 16, "kind": "picture", "alt": said("alt"), "width": 200, "height": 100, "widths": [200]}
BOX = {"id": "a", "shape": "rect", "at": [0.1, 0.1, 0.2, 0.4], "name": said("box"), "right": True, "why": None}
DISC = {"id": "b", "shape": "circle", "at": [0.7, 0.5, 0.1], "name": said("disc"), "right": False, "why": said("no")}
BENT = {
    "id": "c", "shape": "polygon",
    "at": [0.4, 0.6, 0.6, 0.6, 0.6, 0.9, 0.58, 0.9, 0.58, 0.62, 0.42, 0.62, 0.42, 0.9, 0.4, 0.9],
    "name": said("bent"), "right": False, "why": said("no"),
}  # fmt: skip
CONTENT = {
    "kind": "hotspot", "text": said("Where?"), "explanation": said("There."), "difficulty": 3, "source": "A",
    "tags": [], "media": WIDE, "markers": False, "regions": [BOX, DISC, BENT],
}  # fmt: skip


@pytest.mark.parametrize(
    ("point", "region"),
    [
        ([0.1, 0.1], "a"), ([0.3, 0.5], "a"), ([0.301, 0.5], None), ([0.2, 0.51], None),
        ([0.7, 0.5], "b"), ([0.8, 0.5], "b"), ([0.7, 0.69], "b"), ([0.7, 0.71], None), ([0.79, 0.6], None),
        ([0.41, 0.8], "c"), ([0.59, 0.8], "c"), ([0.5, 0.8], None), ([0.5, 0.61], "c"), ([0, 0], None),
        ([1, 1], None),
    ],
)  # fmt: skip
def test_a_point_means_the_region_that_it_lies_in(point, region):
    found = hotspot.hit(CONTENT, point)
    assert (found and found["id"]) == region
    assert grade(CONTENT, check(CONTENT, point)).correct is (region == "a")


def test_where_two_overlap_the_smaller_one_is_meant():
    whole = {**DISC, "id": "d", "shape": "rect", "at": [0, 0, 1, 1]}
    content = CONTENT | {"regions": [whole, BOX]}
    assert hotspot.hit(content, [0.2, 0.2])["id"] == "a"
    assert hotspot.hit(content, [0.9, 0.9])["id"] == "d"


def test_any_of_several_right_regions_is_right():
    content = CONTENT | {"regions": [BOX, DISC | {"right": True}, BENT]}
    assert grade(content, "b").correct
    assert grade(content, [0.7, 0.5]).correct
    assert not grade(content, "c").correct


def test_a_number_is_as_good_as_a_point():
    for region, right in (("a", True), ("b", False), ("c", False)):
        assert grade(CONTENT, check(CONTENT, region)).correct is right
    assert grade(CONTENT, None).correct is False
    assert grade(CONTENT, key(CONTENT)).correct


@pytest.mark.parametrize(
    ("raw", "response"),
    [
        ([0.25, 0.5], [0.25, 0.5]), ("0.25 0.5", [0.25, 0.5]), ("0.123456,1", [0.1235, 1.0]), ("a", "a"),
        ([0, 1], [0.0, 1.0]),
    ],
)  # fmt: skip
def test_a_response_has_one_form(raw, response):
    assert check(CONTENT, raw) == response


@pytest.mark.parametrize(
    "raw",
    ["d", "0.5", "0.5 0.5 0.5", "1.01 0", "-0.1 0", "nan 0", "inf 0",
     [0.5], [0.5, 2], [True, 0.5], [[0], 0], ["a", "b"],
     {"x": 0.1}, 7, True, "0" * 70, [0.1, None]],
)  # fmt: skip
def test_what_is_neither_a_point_nor_a_number_is_refused(raw):
    with pytest.raises(BadResponse):
        check(CONTENT, raw)


@pytest.mark.parametrize("region", [BOX, DISC, BENT])
def test_a_number_stands_inside_its_region(region):
    assert hotspot.hit(CONTENT, list(hotspot.centre(region))) == region


def test_before_the_close_only_the_numbers_places_show():
    found = shown(CONTENT, 7)
    assert set(found) == {"kind", "text", "media", "markers", "places"}
    assert all(set(place) == {"id", "x", "y"} for place in found["places"])
    assert found["media"] == WIDE
    orders = {tuple((one["x"], one["y"]) for one in shown(CONTENT, seed)["places"]) for seed in range(40)}
    assert len(orders) == 6
    first = {unmask(CONTENT, seed, shown(CONTENT, seed)["places"][0]["id"]) for seed in range(40)}
    assert first == {"a", "b", "c"}


@given(some.integers(0, 2**60))
def test_masks_come_off_again_and_leave_points_as_they_are(seed):
    for response in ("a", "b", "c", [0.25, 0.5]):
        assert unmask(CONTENT, seed, mask(CONTENT, seed, response)) == response


@given(some.integers())
def test_the_machines_mistake_is_a_mistake(seed):
    assert not grade(CONTENT, check(CONTENT, mistake(CONTENT, Random(seed)))).correct


@given(
    some.lists(some.floats(0, 1), min_size=3, max_size=20),
    some.sampled_from(hotspot.SHAPES),
    some.floats(0, 1),
    some.floats(0, 1),
)
def test_any_region_that_is_drawn_can_be_asked_about(at, shape, x, y):
    region = BOX | {"shape": shape, "at": at}
    if hotspot.is_drawn(region):
        hotspot.hit(CONTENT | {"regions": [region]}, [x, y])
        across, down = hotspot.centre(region)
        assert -0.01 <= across <= 1.01
        assert -0.01 <= down <= 1.01
        assert hotspot.narrowest(region, 0.5) >= 0


@pytest.mark.parametrize(
    ("shape", "at"),
    [
        ("rect", []), ("rect", [0.1, 0.1, 0.2]), ("rect", [0.9, 0, 0.2, 0.5]), ("rect", [0, 0, 0, 1]),
        ("circle", [0.5, 0.5]), ("circle", [0.5, 0.5, 0]), ("polygon", [0, 0, 1, 1]), ("polygon", [0, 0, 1, 1, 1]),
        ("polygon", [0, 0, 0.5, 0.5, 1, 1]), ("rect", [-0.1, 0, 0.5, 0.5]),
    ],
)  # fmt: skip
def test_what_draws_nothing_is_no_region(shape, at):
    assert not hotspot.is_drawn({"shape": shape, "at": at})
