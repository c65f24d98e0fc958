"""What a closed question shows beside its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quizzes.rules.hotspot import aspect, centre, hit

Content = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A region in pixels of the largest picture. `state`: right, wrong (it was meant and is not right), plain."""

    shape: str
    numbers: tuple[float, ...]
    x: float
    y: float
    state: str


@dataclass(frozen=True)
class Pointed:
    """Where somebody pointed, in shares of the picture. `whose`: mine or theirs."""

    x: float
    y: float
    whose: str


@dataclass(frozen=True)
class Sight:
    """`plate`: the medium (Medium.plate in app/media); of a hotspot also its regions and where people pointed."""

    plate: Content
    regions: tuple[Drawn, ...] = ()
    points: tuple[Pointed, ...] = ()


def sight(content: Content, mine: Any = None, theirs: Any = None) -> Sight | None:
    if "media" not in content:
        return None
    if "regions" not in content:
        return Sight(content["media"])
    meant = mine and hit(content, mine)
    points = [(mine, "mine"), (theirs, "theirs")]
    return Sight(
        content["media"],
        tuple(_drawn(content, region, meant == region) for region in content["regions"]),
        tuple(Pointed(one[0], one[1], whose) for one, whose in points if isinstance(one, list)),
    )


def _drawn(content: Content, region: Content, is_meant: bool) -> Drawn:
    width, high = content["media"]["width"], aspect(content)
    along = [width, width * high] * 20
    if region["shape"] == "circle":
        along = [width, width * high, width]
    numbers = tuple(round(one * by, 1) for one, by in zip(region["at"], along, strict=False))
    state = "right" if region["right"] else "wrong" if is_meant else "plain"
    return Drawn(region["shape"], numbers, *centre(region), state)
