"""The road as it stands in quizzes/tour/: its stops, the legs of a season that says nothing else, and the outlines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "tour"
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Stop:
    """A place on the road, and how many metres it is from the start."""

    key: str
    name: dict[str, str] = field(hash=False)
    country: dict[str, str] = field(hash=False)
    latitude: float
    longitude: float
    metres: int
    card: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Route:
    """The start and the stops in order; `legs` are (section, key of the last stop) unless a season says otherwise."""

    stops: tuple[Stop, ...]
    legs: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> list[str]:
        return [stop.key for stop in self.stops]


@cache
def route() -> Route:
    """The road from Beijing to Munich; read once."""
    with (FOLDER / "route.yaml").open(encoding="utf-8") as file:
        data = yaml.load(file, Loader=yaml.CSafeLoader)
    metres = accumulate(1000 * stop["km"] for stop in data["stops"])
    stops = tuple(
        Stop(stop["key"], stop["name"], stop["country"], stop["at"][0], stop["at"][1], driven, stop["card"])
        for stop, driven in zip(data["stops"], metres, strict=True)
    )
    return Route(stops, tuple((leg["section"], leg["until"]) for leg in data["legs"]))


@cache
def outlines() -> tuple[Ring, ...]:
    """The coasts of the part of the world that is shown: rings of (longitude, latitude) in degrees."""
    data = json.loads((FOLDER / "land.json").read_text(encoding="utf-8"))
    return tuple(_ring(steps, data["unit"]) for steps in data["rings"])


def _ring(steps: Sequence[int], unit: float) -> Ring:
    """A ring is kept as whole steps from one corner to the next, longitude and latitude in turn."""
    longitudes, latitudes = accumulate(steps[::2]), accumulate(steps[1::2])
    return tuple((x * unit, y * unit) for x, y in zip(longitudes, latitudes, strict=True))
