"""The drawn road of the home page: a curve from the left to the right, and points on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

# two cubic curves in a field of 320 × 64: start, two controls, end
CURVES = (
    ((12.0, 48.0), (72.0, 48.0), (88.0, 16.0), (160.0, 24.0)),
    ((160.0, 24.0), (232.0, 32.0), (248.0, 52.0), (308.0, 18.0)),
)
STEPS = 200


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    done: bool = False


def path() -> str:
    """The road as SVG path data."""
    start = CURVES[0][0]
    bends = " ".join("C" + " ".join(f"{x:g} {y:g}" for x, y in curve[1:]) for curve in CURVES)
    return f"M{start[0]:g} {start[1]:g} {bends}"


def at(share: float, *, done: bool = False) -> Point:
    """The point at a share (0 to 1) of the road's length."""
    goal = min(max(share, 0.0), 1.0) * LENGTHS[-1]
    index = next(index for index, length in enumerate(LENGTHS) if length >= goal)
    x, y = POINTS[index]
    return Point(round(x, 1), round(y, 1), done)


def _bezier(curve: tuple[tuple[float, float], ...], t: float) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )


def _points() -> list[tuple[float, float]]:
    return [_bezier(curve, step / STEPS) for curve in CURVES for step in range(STEPS + 1)]


def _lengths(points: list[tuple[float, float]]) -> list[float]:
    lengths = [0.0]
    for (x0, y0), (x1, y1) in pairwise(points):
        lengths.append(lengths[-1] + ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)
    return lengths


POINTS = _points()
LENGTHS = _lengths(POINTS)
