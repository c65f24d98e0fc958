"""Makes land.json of the land-50m.json of the npm package world-atlas: `python -m quizzes.tour path/to/land-50m.json`.

Of the world's outlines only what the map shows is kept: cut to a box, thinned out, in hundredths of a degree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from quizzes.rules.outlines import Box, Line, cut, thinned

WORLD = Box(-15.0, 8.0, 145.0, 66.0)
TOLERANCE = 0.03  # degrees: no coast moves further
SMALLEST = 0.12  # degrees, across: smaller islands are left out
UNIT = 0.01
TARGET = Path(__file__).parent / "land.json"


def rings(topology: dict[str, Any]) -> Iterator[Line]:
    """Every ring of the topology's land, in degrees (TopoJSON: arcs of whole steps, the reverse of one is ~index)."""
    arcs = [_arc(steps, topology["transform"]) for steps in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for indices in polygon:
                yield _joined([arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices])


def _arc(steps: Sequence[Sequence[int]], transform: dict[str, Sequence[float]]) -> Line:
    (kx, ky), (x0, y0) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in steps), accumulate(step[1] for step in steps)
    return [(x * kx + x0, y * ky + y0) for x, y in zip(xs, ys, strict=True)]


def _joined(arcs: Sequence[Line]) -> Line:
    return [point for arc in arcs for point in arc[:-1]] + [arcs[-1][-1]]


def _is_large(ring: Line) -> bool:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys)) >= SMALLEST


def _steps(ring: Line) -> list[int]:
    """Whole steps from corner to corner; corners that fall together are one."""
    corners = [(round(x / UNIT), round(y / UNIT)) for x, y in ring]
    kept = [corner for number, corner in enumerate(corners) if number == 0 or corner != corners[number - 1]]
    before = [(0, 0), *kept]
    return [part for (x, y), (px, py) in zip(kept, before, strict=False) for part in (x - px, y - py)]


def main(path: str) -> None:
    topology = json.loads(Path(path).read_text(encoding="utf-8"))
    inside = [thinned(cut(ring, WORLD), TOLERANCE) for ring in rings(topology)]
    kept = [_steps(ring) for ring in inside if len(ring) > 3 and _is_large(ring)]
    text = json.dumps({"unit": UNIT, "rings": kept}, separators=(",", ":"))
    TARGET.write_text(text.replace("],[", "],\n[") + "\n", encoding="utf-8")
    print(f"{len(kept)} rings, {sum(map(len, kept)) // 2} corners")


if __name__ == "__main__":
    main(sys.argv[1])
