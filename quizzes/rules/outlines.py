"""Lines on a map: cut to a box, thinned out, made smooth, and written as the path of a drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
Line = list[Point]


class Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def around(self, margin: float) -> Box:
        return Box(self.left - margin, self.bottom - margin, self.right + margin, self.top + margin)

    def touches(self, other: Box) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.bottom <= other.top
            and other.bottom <= self.top
        )


def box_of(points: Sequence[Point]) -> Box:
    """The smallest box around some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def cut(ring: Sequence[Point], box: Box) -> Line:
    """The part of a closed ring that lies in the box (Sutherland and Hodgman 1974); empty where there is none."""
    found = list(ring)
    for axis, limit, sign in ((0, box.left, 1), (0, box.right, -1), (1, box.bottom, 1), (1, box.top, -1)):
        found = _cut_side(found, axis, limit, sign)
    return found


def _cut_side(ring: Line, axis: int, limit: float, sign: int) -> Line:
    found: Line = []
    for one, other in pairwise([*ring[-1:], *ring]):
        was_in, is_in = sign * (one[axis] - limit) >= 0, sign * (other[axis] - limit) >= 0
        if was_in != is_in:
            found.append(_crossing(one, other, axis, limit))
        if is_in:
            found.append(other)
    return found


def _crossing(one: Point, other: Point, axis: int, limit: float) -> Point:
    part = (limit - one[axis]) / (other[axis] - one[axis])
    return one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])


def thinned(line: Sequence[Point], tolerance: float) -> Line:
    """The line with as few corners as leave it within the tolerance (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return list(line)
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        start, end = waiting.pop()
        farthest, far = _farthest(line, start, end)
        if far > tolerance:
            kept.add(farthest)
            waiting += [(start, farthest), (farthest, end)]
    return [line[index] for index in sorted(kept)]


def _farthest(line: Sequence[Point], start: int, end: int) -> tuple[int, float]:
    (x0, y0), (x1, y1) = line[start], line[end]
    dx, dy = x1 - x0, y1 - y0
    length = (dx * dx + dy * dy) ** 0.5
    index, far = start, -1.0
    for number in range(start + 1, end):
        x, y = line[number][0] - x0, line[number][1] - y0
        away = abs(x * dy - y * dx) / length if length else (x * x + y * y) ** 0.5
        if away > far:
            index, far = number, away
    return index, far


def smooth(points: Sequence[Point], steps: int) -> Line:
    """A curve through all the points, with `steps` parts from one to the next.

    Catmull and Rom's (1974) in its centripetal form, which makes no loops; reckoned as by Barry and Goldman (1988).
    """
    first, last = _mirrored(points[1], points[0]), _mirrored(points[-2], points[-1])
    around = [first, *points, last]
    curve = [points[0]]
    for number in range(len(points) - 1):
        four = around[number : number + 4]
        curve += [_between(four, step / steps) for step in range(1, steps)] + [points[number + 1]]
    return curve


def _mirrored(point: Point, at: Point) -> Point:
    return 2 * at[0] - point[0], 2 * at[1] - point[1]


def _between(four: Sequence[Point], part: float) -> Point:
    """The place at a part of the way from the second of four points to the third."""
    knots = [0.0]
    for (x0, y0), (x1, y1) in pairwise(four):
        knots.append(knots[-1] + ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.25)
    t = knots[1] + part * (knots[2] - knots[1])
    level = list(four)
    for span, firsts in ((1, (0, 1, 2)), (2, (0, 1)), (1, (1,))):
        level = [_mixed(level[n], level[n + 1], t, knots[first], knots[first + span]) for n, first in enumerate(firsts)]
    return level[0]


def _mixed(one: Point, other: Point, t: float, start: float, end: float) -> Point:
    part = (t - start) / (end - start)
    return one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])


def path(line: Sequence[Point], place: Callable[[Point], Point], *, closed: bool = False) -> str:
    """The line as SVG path data in whole units, each corner told from the one before."""
    corners = [(round(x), round(y)) for x, y in map(place, line)]
    steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(corners) if (x, y) != (px, py)]
    start = f"M{corners[0][0]} {corners[0][1]}"
    return start + "".join(f"l{x} {y}" for x, y in steps) + ("z" if closed else "")
