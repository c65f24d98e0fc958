"""The map as a drawing: which part of the world it shows, the coasts, and the road."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from quizzes.formats.route import Stop, outlines
from quizzes.rules.outlines import Box, Line, Point, box_of, cut, path, smooth, thinned
from quizzes.rules.projection import TOUR

WIDTH = 1000
STEPS = 8  # parts of the drawn road from one stop to the next
MARGIN = 0.07  # of the width, around the road
FINE = 0.8  # units of the drawing: what is smaller than this is not seen


@dataclass(frozen=True)
class Frame:
    """A part of the projected world as a drawing, WIDTH units wide; y grows downward there."""

    box: Box
    height: int

    @property
    def scale(self) -> float:
        return WIDTH / (self.box.right - self.box.left)

    def place(self, point: Point) -> Point:
        return (point[0] - self.box.left) * self.scale, (self.box.top - point[1]) * self.scale


def frame(points: Sequence[Point], height: int) -> Frame:
    """The drawing that shows all the points in its middle, with a margin."""
    box = box_of(points)
    across = max((box.right - box.left) / (1 - 2 * MARGIN), (box.top - box.bottom) * WIDTH / height / (1 - 2 * MARGIN))
    x, y, half = (box.left + box.right) / 2, (box.bottom + box.top) / 2, across / 2
    low = half * height / WIDTH
    return Frame(Box(x - half, y - low, x + half, y + low), height)


@lru_cache(maxsize=32)
def land(shown: Frame) -> str:
    """The coasts within the frame, as one path."""
    around = shown.box.around(0.02 * (shown.box.right - shown.box.left))
    rings = (cut(ring, around) for ring in _projected() if box_of(ring).touches(around))
    fine = FINE / shown.scale
    drawn = (thinned(ring, fine) for ring in rings if len(ring) > 2)
    return "".join(path(ring, shown.place, closed=True) for ring in drawn if len(ring) > 2)


@lru_cache(maxsize=32)
def graticule(shown: Frame, every: int = 10) -> str:
    """The parallels and meridians of every so many degrees, as one path: they let a map be read as one."""
    parallels = [[(longitude, latitude) for longitude in range(-20, 150, 2)] for latitude in range(0, 81, every)]
    meridians = [[(longitude, latitude) for latitude in range(0, 81, 2)] for longitude in range(-20, 150, every)]
    lines = ([TOUR.xy(*place) for place in line] for line in parallels + meridians)
    return "".join(path(thinned(line, FINE / shown.scale), shown.place) for line in lines)


@lru_cache(maxsize=1)
def _projected() -> tuple[Line, ...]:
    return tuple([TOUR.xy(*corner) for corner in ring] for ring in outlines())


@dataclass(frozen=True)
class Road:
    """The drawn road: its corners on the projected map, and at how many metres each of them is."""

    corners: tuple[Point, ...]
    metres: tuple[int, ...]

    def at(self, metres: int) -> Point:
        """The place so many metres from the start."""
        index = bisect_left(self.metres, min(max(metres, 0), self.metres[-1]))
        if index == 0:
            return self.corners[0]
        done, all_ = metres - self.metres[index - 1], self.metres[index] - self.metres[index - 1]
        part = min(1.0, done / all_)
        (x0, y0), (x1, y1) = self.corners[index - 1], self.corners[index]
        return x0 + part * (x1 - x0), y0 + part * (y1 - y0)

    def between(self, start: int, end: int) -> Line:
        """The line from one place of the road to another."""
        inner = [corner for corner, metres in zip(self.corners, self.metres, strict=True) if start < metres < end]
        return [self.at(start), *inner, self.at(end)]


@lru_cache(maxsize=8)
def road(stops: tuple[Stop, ...]) -> Road:
    """A curve through all the stops; between two of them the metres grow as the drawn line does."""
    corners = smooth([TOUR.xy(stop.longitude, stop.latitude) for stop in stops], STEPS)
    metres = [stops[0].metres]
    for number, (one, other) in enumerate(pairwise(stops)):
        piece = corners[number * STEPS : (number + 1) * STEPS + 1]
        lengths = list(accumulate(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for (x0, y0), (x1, y1) in pairwise(piece)))
        metres += [one.metres + round((other.metres - one.metres) * length / lengths[-1]) for length in lengths]
    return Road(tuple(corners), tuple(metres))
