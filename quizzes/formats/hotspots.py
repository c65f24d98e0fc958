"""Regions of a picture as authors write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from quizzes.formats.pieces import Piece, Slip, Text, repeated_texts
from quizzes.rules import hotspot

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


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
