"""Places on a picture as other programs write them: in pixels of the size in which it is shown."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from quizzes.formats import numbers
from quizzes.formats.exchange import Area
from quizzes.rules import hotspot

Size = tuple[int, int]

DIGITS = 4
MOST_NUMBERS = hotspot.NUMBERS["polygon"][1]
CORNERS = 16  # of the polygon that stands for an ellipse
BETWEEN = re.compile(r"[\s,;]+")
QTI = {"rect": "rect", "circle": "circle", "polygon": "poly"}


def of_qti(shape: str, coords: str, size: Size) -> Area | None:
    """A `coords` of QTI, which are those of HTML's image maps; None where they enclose nothing on the picture."""
    if shape == "default":
        return Area("rect", (0.0, 0.0, 1.0, 1.0))
    found = _numbers(coords, "circle" if shape == "ellipse" else shape, size)
    return SHAPES[shape](found, size) if found and shape in SHAPES else None


def of_moodle(shape: str, coords: str, size: Size) -> Area | None:
    """A drop zone of Moodle's markers: x,y;radius, x,y;width,height or x,y;x,y;…"""
    found = _numbers(coords, "poly", size)
    if shape == "rectangle" and len(found) == 4:
        found = [found[0], found[1], found[0] + found[2], found[1] + found[3]]
    return SHAPES[MOODLE[shape]](found, size) if found and shape in MOODLE else None


def to_qti(area: Area, size: Size) -> tuple[str, str]:
    """(shape, coords) in whole pixels."""
    width, height = size
    at = area.at
    if area.shape == "rect":
        at = (at[0], at[1], at[0] + at[2], at[1] + at[3])
    if area.shape == "circle":
        pixels = [at[0] * width, at[1] * height, at[2] * width]
    else:
        pixels = [share * (height if place % 2 else width) for place, share in enumerate(at)]
    return QTI[area.shape], ",".join(str(round(one)) for one in pixels)


def written(area: Area) -> str:
    """Its shares as they are, which whole pixels only come near to."""
    return " ".join(f"{share:.6g}" for share in area.at)


def as_written(area: Area, text: str, size: Size) -> Area:
    """The area with these shares, where they say the same: within a pixel. Else somebody has moved it since."""
    shares = [numbers.number(word) for word in text.split()[:MOST_NUMBERS]]
    at = tuple(float(one) for one in shares if one is not None)
    if len(at) != len(area.at):
        return area
    near = all(abs(one - other) <= 1.1 / min(size) for one, other in zip(at, area.at, strict=True))
    return Area(area.shape, at) if near and _is_drawn(area.shape, at) else area


def _numbers(coords: str, shape: str, size: Size) -> list[float]:
    """Pixels; a per cent is one of the width or height, as its place says. Nothing where one is no number."""
    words = [word for word in BETWEEN.split(coords.strip(" \t\r\n,;")[:2_000]) if word][: MOST_NUMBERS + 3]
    found = []
    for place, word in enumerate(words):
        value = numbers.number(word.rstrip("%"))
        if value is None or abs(value) > 1_000_000:
            return []
        side = size[place % 2 if shape != "circle" or place < 2 else 0]
        found.append(float(value) * side / 100 if word.endswith("%") else float(value))
    return found


def _rect(at: Sequence[float], size: Size) -> Area | None:
    if len(at) != 4:
        return None
    left, right = sorted(_on(at[0] / size[0], at[2] / size[0]))
    top, bottom = sorted(_on(at[1] / size[1], at[3] / size[1]))
    return _drawn("rect", (left, top, right - left, bottom - top))


def _circle(at: Sequence[float], size: Size) -> Area | None:
    return _drawn("circle", (at[0] / size[0], at[1] / size[1], at[2] / size[0])) if len(at) == 3 else None


def _polygon(at: Sequence[float], size: Size) -> Area | None:
    closed = len(at) > 6 and at[:2] == at[-2:]
    ends = at[:-2] if closed else at
    return _drawn("polygon", _on(*(one / size[place % 2] for place, one in enumerate(ends))))


def _ellipse(at: Sequence[float], size: Size) -> Area | None:
    if len(at) != 4:
        return None
    x, y, across, down = at
    turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    corners = [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]
    return _polygon([one for corner in corners for one in corner], size)


def _on(*shares: float) -> tuple[float, ...]:
    """What lies beyond an edge ends at it."""
    return tuple(min(1.0, max(0.0, share)) for share in shares)


def _drawn(shape: str, at: tuple[float, ...]) -> Area | None:
    shares = tuple(round(one, DIGITS) + 0.0 for one in at)
    return Area(shape, shares) if _is_drawn(shape, shares) else None


def _is_drawn(shape: str, at: tuple[float, ...]) -> bool:
    return hotspot.is_drawn({"shape": shape, "at": list(at)})


SHAPES = {"rect": _rect, "circle": _circle, "poly": _polygon, "ellipse": _ellipse}
MOODLE = {"rectangle": "rect", "circle": "circle", "polygon": "poly"}
