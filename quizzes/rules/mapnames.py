"""Names on a map: where each fits so that everybody sees which dot it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from quizzes.rules.outlines import Box, Point, box_of
from quizzes.rules.roadmap import WIDTH

DOT = 0.2  # of the letters' height: how far a dot reaches
CLEARER = 0.3  # of the letters' height: so much nearer a name is to its own dot than to any other
EDGE = 4  # units of the drawing that stay free at its sides
# (anchor, x and y of the text's base line from its place, in heights of the letters), the best one first
NEAR = (
    ("middle", 0.0, -0.75), ("middle", 0.0, 1.5), ("start", 0.7, 0.35), ("end", -0.7, 0.35),
    ("start", 0.4, -0.55), ("end", -0.4, -0.55), ("start", 0.4, 1.25), ("end", -0.4, 1.25),
)  # fmt: skip
# the same further away, where a line leads from the name to its dot: first up and down, then to the sides
FAR = tuple(
    (anchor, sign * across, 0.35 + up * away)
    for away, across, up, (anchor, sign) in product(
        (1.8, 2.6, 3.4, 4.4), (0.0, 1.0, 2.0), (-1, 1), (("start", 1), ("end", -1))
    )
)


@dataclass(frozen=True)
class Label:
    """A name on the map, and how it hangs on its place: anchor is start, middle or end.

    `leader`: the two ends of the line that leads from the dot to a name further away.
    """

    text: str
    x: int
    y: int
    anchor: str
    leader: tuple[Point, Point] | None = None


@dataclass(frozen=True)
class Sheet:
    """What names are written on: how high their letters are, and what they keep clear of.

    `dots`: all the places that are drawn, named or not; `cars` are drawn larger; `line`: points of the road.
    """

    font: float
    height: int
    dots: Sequence[Point]
    cars: Sequence[Point] = ()
    line: Sequence[Point] = ()


def text_width(text: str, font: float) -> float:
    """About how wide a text is: Chinese signs are square."""
    return sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in text) * font


def labels(wanted: Sequence[tuple[str, Point]], sheet: Sheet) -> list[Label]:
    """Names for places, the most wanted first; one that fits nowhere is left out.

    None covers another one, a car or a dot. Each hangs clearly nearer to its own dot than to any other, or a line leads
    from its dot to it. Of the ways to hang a name, the one that covers least of the road wins.
    """
    found: list[Label] = []
    boxes = [Box(x, y, x, y).around(0.75 * sheet.font) for x, y in sheet.cars]
    boxes += [Box(x, y, x, y).around(DOT * sheet.font) for x, y in sheet.dots]
    for text, place in wanted:
        fitting = [*_near(text, place, sheet, boxes)] or [*_far(text, place, sheet, boxes)]
        if fitting:
            label, covered = min(fitting, key=lambda one: _covers(one[1], sheet.line))
            found.append(label)
            boxes += covered
    return found


def _near(text: str, place: Point, sheet: Sheet, boxes: Sequence[Box]) -> Iterator[tuple[Label, list[Box]]]:
    width = text_width(text, sheet.font)
    for hang in NEAR:
        at, box = _hung(place, width, sheet.font, hang)
        if _fits(box, boxes, sheet.height) and _is_plain(box, place, sheet):
            yield Label(text, round(at[0]), round(at[1]), hang[0]), [box]


def _far(text: str, place: Point, sheet: Sheet, boxes: Sequence[Box]) -> Iterator[tuple[Label, list[Box]]]:
    width = text_width(text, sheet.font)
    others = [box for box in boxes if not (box.left <= place[0] <= box.right and box.bottom <= place[1] <= box.top)]
    for hang in FAR:
        at, box = _hung(place, width, sheet.font, hang)
        if not _fits(box, boxes, sheet.height):
            continue
        end = _nearest(box, place)
        passed = box_of((place, end)).around(0.1 * sheet.font)
        in_passing = [other for other in others if other.touches(passed)]
        along = [Box(x, y, x, y).around(0.1 * sheet.font) for x, y in _points(place, end)]
        if all(_is_free(part, in_passing) for part in along):
            yield Label(text, round(at[0]), round(at[1]), hang[0], (place, end)), [box, *along]


def _hung(place: Point, width: float, font: float, hang: tuple[str, float, float]) -> tuple[Point, Box]:
    """Where a text so wide is written from, and what it covers."""
    anchor, dx, dy = hang
    x, base = place[0] + dx * font, place[1] + dy * font
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
    return (x, base), Box(left, base - font, left + width, base + 0.25 * font)


def _fits(box: Box, boxes: Sequence[Box], height: int) -> bool:
    across = box.left >= EDGE and box.right <= WIDTH - EDGE
    upright = box.bottom >= EDGE and box.top <= height - EDGE
    return across and upright and _is_free(box, boxes)


def _is_free(box: Box, others: Sequence[Box]) -> bool:
    """Whether it touches none of the others."""
    left, bottom, right, top = box
    for their_left, their_bottom, their_right, their_top in others:  # the bulk of the work: `touches`, without calls
        if left <= their_right and their_left <= right and bottom <= their_top and their_bottom <= top:
            return False
    return True


def _is_plain(box: Box, place: Point, sheet: Sheet) -> bool:
    """Whether nobody takes the name for that of another dot."""
    own = _apart(box, place) + CLEARER * sheet.font
    return all(_apart(box, dot) > own for dot in sheet.dots if max(abs(dot[0] - place[0]), abs(dot[1] - place[1])) > 1)


def _apart(box: Box, point: Point) -> float:
    """How far a point is from a box."""
    x, y = _nearest(box, point)
    return float(((x - point[0]) ** 2 + (y - point[1]) ** 2) ** 0.5)


def _nearest(box: Box, point: Point) -> Point:
    """The place of a box that is nearest to a point."""
    return min(max(point[0], box.left), box.right), min(max(point[1], box.bottom), box.top)


def _points(one: Point, other: Point, count: int = 8) -> list[Point]:
    """So many places on the way from one point to another."""
    steps = [number / count for number in range(1, count + 1)]
    return [(one[0] + step * (other[0] - one[0]), one[1] + step * (other[1] - one[1])) for step in steps]


def _covers(boxes: Sequence[Box], line: Sequence[Point]) -> int:
    """How much of the road the name itself covers."""
    left, bottom, right, top = boxes[0]
    return len([1 for x, y in line if left <= x <= right and bottom <= y <= top])
