from __future__ import annotations

import pytest

from quizzes.formats.route import route
from quizzes.rules import roadmap
from quizzes.rules.mapnames import Sheet, labels
from quizzes.rules.projection import TOUR

STOPS = route().stops
PLACES = [TOUR.xy(stop.longitude, stop.latitude) for stop in STOPS]
SHOWN = roadmap.frame(PLACES, 480)
DOTS = [SHOWN.place(place) for place in PLACES]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("font", [22, 43])
def test_names_cover_neither_each_other_nor_dots_and_hang_on_their_own(language, font):
    named = [(stop.name[language], dot) for stop, dot in zip(STOPS, DOTS, strict=True)]
    found = labels(named, Sheet(font, SHOWN.height, DOTS))
    assert found[0].text == STOPS[0].name[language]
    assert len(found) >= (24 if font == 22 else 12)
    boxes = [box(label, font) for label in found]
    own = dict(named)
    for number, (label, one) in enumerate(zip(found, boxes, strict=True)):
        assert not any(one[0] < x < one[1] and one[2] < y < one[3] for x, y in DOTS)
        assert not any(crosses(one, other) for other in boxes[:number])
        if label.leader:
            assert label.leader[0] == own[label.text]
        else:
            assert min(DOTS, key=lambda dot: apart(one, dot)) == own[label.text]


def test_a_name_that_fits_nowhere_is_left_out_and_a_car_is_kept_clear():
    crowd = [(500.0 + x, 240.0 + y) for x in range(-120, 121, 12) for y in range(-120, 121, 12)]
    assert labels([("Samarkand", (500.0, 240.0))], Sheet(22, 480, crowd)) == []
    (label,) = labels([("Samarkand", (500.0, 240.0))], Sheet(22, 480, [(500.0, 240.0)], cars=[(500.0, 225.0)]))
    left, right, top, bottom = box(label, 22)
    assert not (left < 500 < right and top < 225 < bottom)


def apart(one, dot) -> float:
    left, right, top, bottom = one
    x, y = max(left - dot[0], 0, dot[0] - right), max(top - dot[1], 0, dot[1] - bottom)
    return (x * x + y * y) ** 0.5


def box(label, font):
    """(left, right, top, bottom) of the letters themselves."""
    width = sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in label.text) * font
    left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
    return left + 1, left + width - 1, label.y - 0.8 * font, label.y


def crosses(one, other) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
