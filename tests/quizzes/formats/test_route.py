"""The road that is delivered: real places, distances that a road can have, words in both languages."""

from __future__ import annotations

from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import pytest

from app.lessons.commands import FOLDER
from quizzes.formats import curriculum
from quizzes.formats.route import outlines, route

EARTH_KM = 6371.0
FAMOUS = ("xian", "lanzhou", "dunhuang", "urumqi", "almaty", "tashkent", "samarkand", "istanbul", "budapest", "vienna")


def apart(one, other) -> float:
    """Kilometres between two stops along the great circle (haversine)."""
    a, b = radians(one.latitude), radians(other.latitude)
    across = sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(sin((b - a) / 2) ** 2 + cos(a) * cos(b) * across))


def test_the_road_has_about_thirty_stops_from_beijing_to_munich():
    stops = route().stops
    assert 28 <= len(stops) <= 34
    assert (stops[0].key, stops[-1].key) == ("beijing", "munich")
    assert len(set(route().keys)) == len(stops)
    assert [key for key in route().keys if key in FAMOUS] == list(FAMOUS)


@pytest.mark.parametrize(("one", "other"), list(pairwise(route().stops)), ids=lambda stop: stop.key)
def test_a_road_is_longer_than_the_flight_and_no_labyrinth(one, other):
    kilometres = (other.metres - one.metres) / 1000
    assert 1.0 <= kilometres / apart(one, other) <= 1.9


@pytest.mark.parametrize("stop", route().stops, ids=lambda stop: stop.key)
def test_each_stop_has_its_card_in_both_languages(stop):
    for words in (stop.name, stop.country, stop.card):
        assert set(words) == {"en", "zh"}
        assert all(words.values())
    assert len(stop.card["en"]) <= 320
    assert len(stop.card["zh"]) <= 120


def test_the_legs_are_the_sections_of_the_curriculum_and_end_in_munich():
    sections = [section.id for section in curriculum.read(FOLDER).curriculum.sections]
    assert [section for section, _until in route().legs] == sections
    assert route().legs[-1][1] == "munich"


def test_the_outlines_are_of_the_part_of_the_world_that_the_road_crosses():
    places = [place for ring in outlines() for place in ring]
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in places)
    for stop in route().stops:
        assert min(x for x, _y in places) < stop.longitude < max(x for x, _y in places)
        assert min(y for _x, y in places) < stop.latitude < max(y for _x, y in places)
