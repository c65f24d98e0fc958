"""A place to be found on a picture: which region a point lies in, and what of the regions may be seen beforehand.

One design for everybody. Whoever can point, points: the response is [x, y], shares of the picture's width and height.
Whoever cannot or will not, chooses a number: the places are numbered, and the response is the id of one. The numbers
say where places are and neither what they are nor how far they reach; among them are wrong ones. They are to be had
by everybody and at any time; `markers` has them on the picture from the start. A response is right when it means any
region that is right. Where two regions overlap, the smaller one is meant.

A region is a rect (`at`: left, top, width, height), a circle (centre x, centre y, radius; the radius is a share of the
picture's width) or a polygon (x, y of each corner). All are shares from 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

Content = dict[str, Any]
Point = tuple[float, float]
Region = dict[str, Any]

SHAPES = ("rect", "circle", "polygon")
NUMBERS = {"rect": (4, 4), "circle": (3, 3), "polygon": (6, 40)}  # fewest and most
LEAST_AREA = 1e-4  # of the picture
DIGITS = 4
SLACK = 1e-9  # so that an edge counts where 0.8 - 0.7 is a little more than 0.1


def point(raw: Any) -> list[float] | None:
    """The point that was sent, as [x, y] or "x y" or "x,y"; None where that is no point on the picture."""
    parts = raw.replace(",", " ").split() if isinstance(raw, str) and len(raw) <= 60 else raw
    if not isinstance(parts, list) or len(parts) != 2 or any(isinstance(one, bool) for one in parts):
        return None
    try:
        found = [round(float(one), DIGITS) for one in parts]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if all(math.isfinite(one) and 0 <= one <= 1 for one in found) else None


def hit(content: Content, response: str | Sequence[float]) -> Region | None:
    """The region that a response means; None for a point that lies in none."""
    regions: list[Region] = content["regions"]
    if isinstance(response, str):
        return next(region for region in regions if region["id"] == response)
    x, y = response
    found = [region for region in regions if _holds(region, x, y, aspect(content))]
    return min(found, key=lambda region: area(region, aspect(content)), default=None)


def aspect(content: Mapping[str, Any]) -> float:
    """Height of the picture in widths."""
    media = content.get("media")
    return float(media["height"] / media["width"]) if media else 1.0


def _holds(region: Region, x: float, y: float, high: float) -> bool:
    at = region["at"]
    if region["shape"] == "rect":
        across, down = x - at[0], y - at[1]
        return bool(-SLACK <= across <= at[2] + SLACK and -SLACK <= down <= at[3] + SLACK)
    if region["shape"] == "circle":
        return bool(math.hypot(x - at[0], (y - at[1]) * high) <= at[2] + SLACK)
    return _in_polygon(corners(at), x, y)


def corners(at: Sequence[float]) -> list[Point]:
    return list(zip(at[::2], at[1::2], strict=True))


def _in_polygon(points: list[Point], x: float, y: float) -> bool:
    """By counting how often a ray to the right crosses an edge (even-odd)."""
    inside = False
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def area(region: Region, high: float) -> float:
    """As a share of the picture."""
    at = region["at"]
    if region["shape"] == "rect":
        return float(at[2] * at[3])
    if region["shape"] == "circle":
        return math.pi * float(at[2]) ** 2 / high
    points = corners(at)
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True))
    return abs(doubled) / 2


def centre(region: Region) -> Point:
    """Where its number stands: inside it, wherever that is possible."""
    at = region["at"]
    if region["shape"] == "rect":
        return at[0] + at[2] / 2, at[1] + at[3] / 2
    if region["shape"] == "circle":
        return at[0], at[1]
    points = corners(at)
    middle = sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
    if _in_polygon(points, *middle):
        return middle
    return _widest_span(points)


def _widest_span(points: list[Point]) -> Point:
    """The middle of the longest piece of a horizontal line that runs inside a hollow polygon."""
    spans: list[tuple[float, Point]] = []
    heights = sorted({y for _x, y in points})
    for y in ((one + other) / 2 for one, other in pairwise(heights)):
        edges = zip(points, [*points[1:], points[0]], strict=True)
        cuts = sorted(x1 + (y - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y))
        spans += [(right - left, ((left + right) / 2, y)) for left, right in zip(cuts[::2], cuts[1::2], strict=False)]
    return max(spans, default=(0.0, points[0]))[1]


def is_drawn(region: Region) -> bool:
    """Whether it is a region at all: so many numbers as its shape has, all on the picture, and some room inside."""
    at, shape = region["at"], region["shape"]
    least, most = NUMBERS[shape]
    if not least <= len(at) <= most or len(at) % 2 != least % 2 or not all(0 <= one <= 1 for one in at):
        return False
    if shape == "rect" and (at[0] + at[2] > 1.0001 or at[1] + at[3] > 1.0001):
        return False
    return area(region, 1.0) >= LEAST_AREA


def narrowest(region: Region, high: float) -> float:
    """The shorter side of the box around it, in widths of the picture."""
    at = region["at"]
    if region["shape"] == "circle":
        return 2 * float(at[2])
    if region["shape"] == "rect":
        return float(min(at[2], at[3] * high))
    xs, ys = at[::2], at[1::2]
    return float(min(max(xs) - min(xs), (max(ys) - min(ys)) * high))


def places(content: Content, masks: dict[str, str], rng: Random) -> list[Content]:
    """What may be seen of the regions beforehand: a number each (its place in this list), and where it stands."""
    found = []
    for region in content["regions"]:
        x, y = centre(region)
        found.append({"id": masks[region["id"]], "x": round(x, DIGITS), "y": round(y, DIGITS)})
    rng.shuffle(found)
    return found


def key(content: Content) -> str:
    """The id of the first region that is right."""
    return str(next(region["id"] for region in content["regions"] if region["right"]))


def wrong(content: Content, rng: Random) -> str:
    """The id of a region that is wrong."""
    return str(rng.choice([region["id"] for region in content["regions"] if not region["right"]]))
