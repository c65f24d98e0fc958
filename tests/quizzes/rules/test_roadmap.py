from __future__ import annotations

import re

import pytest

from quizzes.formats.route import route
from quizzes.rules import roadmap
from quizzes.rules.projection import TOUR

STOPS = route().stops
PLACES = [TOUR.xy(stop.longitude, stop.latitude) for stop in STOPS]
SHOWN = roadmap.frame(PLACES, 520)


def test_the_frame_shows_every_stop_with_a_margin():
    for x, y in map(SHOWN.place, PLACES):
        assert 40 <= x <= roadmap.WIDTH - 40
        assert 30 <= y <= SHOWN.height - 30


def test_west_is_left_and_north_is_up():
    beijing, munich = SHOWN.place(PLACES[0]), SHOWN.place(PLACES[-1])
    assert munich[0] < beijing[0]
    assert SHOWN.place(TOUR.xy(100.0, 60.0))[1] < SHOWN.place(TOUR.xy(100.0, 30.0))[1]


def test_the_road_passes_every_stop_at_its_kilometre():
    road = roadmap.road(STOPS)
    for stop, place in zip(STOPS, PLACES, strict=True):
        assert road.at(stop.metres) == pytest.approx(place, abs=1e-9)
    assert road.at(-5) == pytest.approx(PLACES[0])
    assert road.at(10**9) == pytest.approx(PLACES[-1])


def test_the_coast_is_drawn_within_the_frame_and_small_enough_for_a_phone():
    drawn = roadmap.land(SHOWN)
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", drawn)]
    assert drawn.startswith("M")
    assert len(numbers) > 500
    assert len(drawn) < 40_000
