"""A picture of a case: where its scenes stand and how its decisions lead from one to another, as numbers to draw.

Rows are depths: the first scene on top, each one below all that lead to it. Scenes that nobody reaches stand last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizzes.rules.casegraph import depths

WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT, TOP = 320, 92, 68, 34, 8
END = 24  # from a box to the mark of an end
PORT = 17  # between two decisions of a box
BEND = 22


@dataclass(frozen=True)
class Box:
    """A scene. `x`, `y`: its middle and its upper edge."""

    number: int
    x: float
    y: float
    reached: bool


@dataclass(frozen=True)
class Lead:
    """A decision: from its place below a box to another box, or to the mark of an end."""

    letter: str
    x: float
    y: float
    to_x: float
    to_y: float
    ends: bool
    critical: bool

    @property
    def path(self) -> str:
        bend = 0 if self.ends else BEND
        from_here, to_there = f"{self.x:g} {self.y + bend:g}", f"{self.to_x:g} {self.to_y - bend:g}"
        return f"M{self.x:g} {self.y:g}C{from_here} {to_there} {self.to_x:g} {self.to_y:g}"


@dataclass(frozen=True)
class Map:
    height: int
    boxes: tuple[Box, ...]
    leads: tuple[Lead, ...]
    width: int = WIDTH


def draw(content: Mapping[str, Any]) -> Map:
    """The picture, also of a case that is not whole yet."""
    boxes = _boxes(content)
    leads = [
        _lead(boxes[scene["id"]], number, len(scene["decisions"]), one, boxes)
        for scene in content["scenes"]
        for number, one in enumerate(scene["decisions"])
    ]
    height = max((box.y for box in boxes.values()), default=0) + BOX_HEIGHT + END + 2 * TOP
    return Map(int(height), tuple(boxes.values()), tuple(leads))


def _boxes(content: Mapping[str, Any]) -> dict[str, Box]:
    deep = depths(content)
    last = max(deep.values(), default=0) + 1
    rows: dict[int, list[tuple[int, str]]] = {}
    for number, scene in enumerate(content["scenes"], start=1):
        rows.setdefault(deep.get(scene["id"], last), []).append((number, scene["id"]))
    return {
        scene: Box(number, WIDTH * (place + 0.5) / len(row), TOP + ROW * level, scene in deep)
        for level, (_depth, row) in enumerate(sorted(rows.items()))
        for place, (number, scene) in enumerate(row)
    }


def _lead(box: Box, number: int, count: int, decision: Mapping[str, Any], boxes: Mapping[str, Box]) -> Lead:
    x, y = box.x + PORT * (number - (count - 1) / 2), box.y + BOX_HEIGHT
    target = None if decision["critical"] else boxes.get(decision["next"] or "")
    letter = "abcd"[number] if number < 4 else "?"
    if target is None:
        return Lead(letter, x, y, x, y + END, True, bool(decision["critical"]))
    return Lead(letter, x, y, target.x, target.y, False, False)
