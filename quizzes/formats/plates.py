"""What a question shows beside its words: as the library has it, or as a picture file beside the authors' file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, StrictFloat, StrictInt, StringConstraints, model_validator

from quizzes.formats.pieces import Line, Piece, Text, refuse

KEY_FORM = r"^[0-9a-f]{16}$"
Pixels = Annotated[StrictInt, Field(ge=1, le=100_000)]


class Plate(Piece):
    """A medium of the library (`key`), with the size and the words that it had when it was chosen."""

    key: Annotated[str, StringConstraints(strict=True, pattern=KEY_FORM)]
    kind: Literal["picture", "audio", "video"]
    alt: Text
    width: Pixels | None = None
    height: Pixels | None = None
    widths: Annotated[tuple[Pixels, ...], Field(max_length=8)] = ()
    seconds: Annotated[StrictFloat | StrictInt, Field(ge=0, le=3600)] | None = None

    @model_validator(mode="after")
    def _check_sizes(self) -> Self:
        if self.kind == "picture" and not (self.width and self.height and self.widths):
            refuse([(("width",), "A picture says its width, its height and the widths it comes in.")])
        return self

    def content(self) -> dict[str, Any]:
        sizes = {"width": self.width, "height": self.height}
        more = {"widths": list(self.widths)} if self.kind == "picture" else {"seconds": self.seconds}
        return {"key": self.key, "kind": self.kind, "alt": self.alt.model_dump(), **sizes, **more}


class PictureFile(Piece):
    """A picture that lies beside the file of the class; the import brings it into the library."""

    file: Line
    alt: Text
    _data: bytes = PrivateAttr(b"")

    def model_post_init(self, beside: Mapping[str, Any] | None, /) -> None:
        """Pydantic hands over the context of the reading: what lies beside the file, by name."""
        found = (beside or {}).get(self.file, b"")
        self._data = found if isinstance(found, bytes) else b""

    @property
    def data(self) -> bytes:
        return self._data
