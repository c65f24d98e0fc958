"""Regions of a picture as authors write them, and while they are being written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from quizzes.formats.pieces import Piece, Slip, Text, repeated_texts
from quizzes.rules import hotspot

MOST_REGIONS = 8
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
SIGNS = re.compile(r"[\s,;，；]+")


class Region(Piece):
    """A part of the picture. A wrong one says why it is wrong. `at`: see quizzes/rules/hotspot.py."""

    shape: Literal["rect", "circle", "polygon"]
    at: Annotated[tuple[Share, ...], Field(min_length=3, max_length=40)]
    name: Text
    right: StrictBool = False
    why: Text | None = None

    def slips(self) -> Iterable[Slip]:
        if not hotspot.is_drawn({"shape": self.shape, "at": list(self.at)}):
            yield ("at",), "These numbers draw no such shape on the picture. Each is a share from 0 to 1."
        if not self.right and self.why is None:
            yield (), "A wrong region needs `why: {en, zh}`: say why it is wrong. (Or is it `right: true`?)"

    def content(self) -> dict[str, Any]:
        return {**self.model_dump(mode="json"), "at": list(self.at)}


def slips_of(regions: Sequence[Region]) -> Iterator[Slip]:
    yield from repeated_texts((((place, "name"), region.name) for place, region in enumerate(regions)), "regions")
    if not any(region.right for region in regions):
        yield (), "No region is right. Mark at least one `right: true`."
    if all(region.right for region in regions):
        yield (), "All regions are right. Add at least one that is wrong: whoever cannot point chooses among them."


def blank_region(right: bool) -> dict[str, Any]:
    none = {"en": "", "zh": ""}
    return {"shape": "rect", "at": [], "name": dict(none), "right": right, "why": dict(none)}


def numbers(typed: str) -> list[float]:
    """Percents as an author types them, as shares; nothing where one is no number."""
    try:
        found = [round(float(one) / 100, 4) for one in SIGNS.split(typed.strip()) if one]
    except ValueError:
        return []
    return found[:40] if all(-1 <= one <= 2 for one in found) else []


def percents(at: Sequence[float]) -> str:
    return " ".join(f"{100 * one:.6g}" for one in at)
