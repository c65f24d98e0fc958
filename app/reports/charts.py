"""Columns by day as SVG, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 120


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    is_highest: bool


@dataclass(frozen=True)
class Chart:
    """`title` says the finding; `rows` are the same in numbers, for a table beside the picture."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[date, int], ...]

    @property
    def highest(self) -> int:
        return max((count for _day, count in self.rows), default=0)


def columns(title: str, counts: Sequence[tuple[date, int]]) -> Chart:
    """A column for each day, the highest one marked (the first of equals)."""
    most = max((count for _day, count in counts), default=0)
    step = WIDTH / max(1, len(counts))
    marked = next((place for place, (_day, count) in enumerate(counts) if count == most and most), -1)
    drawn = [
        _column(place, step, count / most if most else 0.0, place == marked)
        for place, (_day, count) in enumerate(counts)
    ]
    return Chart(title, tuple(drawn), tuple(counts))


def _column(place: int, step: float, share: float, is_highest: bool) -> Column:
    height = round(share * HEIGHT, 1)
    return Column(round(place * step, 2), round(HEIGHT - height, 1), round(step * 0.8, 2), height, is_highest)
