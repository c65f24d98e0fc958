"""Pictures that lie beside the curriculum's files: brought into the library before the import, shown by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from app.kit.errors import Invalid
from app.media import services as media
from app.media.models import Medium
from app.media.services import Prepared

if TYPE_CHECKING:
    from quizzes.formats.curriculum import Curriculum
    from quizzes.formats.plates import PictureFile


class Unfit(ValueError):
    """A picture file that the library does not take."""

    def __init__(self, file: str, refused: Invalid) -> None:
        super().__init__(file)
        self.file, self.refused = file, refused


class Pictures:
    """The pictures of a curriculum, made ready. `prepare` takes time: call it outside of a transaction.

    `by_id`: who brings them; nobody where the operator does.
    """

    def __init__(self, by_id: int | None = None) -> None:
        self._by_id = by_id
        self._ready: dict[bytes, Prepared | Medium] = {}

    def prepare(self, curriculum: Curriculum) -> None:
        """Raises Unfit for the first one that is no picture."""
        for one in pictures_of(curriculum):
            if one.data in self._ready:
                continue
            found = media.known(one.data)
            if found is not None and (found.original or found.hash == sha256(one.data).hexdigest()):
                self._ready[one.data] = found
                continue
            try:
                self._ready[one.data] = media.prepare(one.data, one.file, keeps_original=True)
            except Invalid as refused:
                raise Unfit(one.file, refused) from None

    def plate(self, one: PictureFile, now: datetime) -> dict[str, Any]:
        """What shows the picture, with the words of the file; from now on it is in the library."""
        alt, found = one.alt.model_dump(), self._ready[one.data]
        medium = found if isinstance(found, Medium) else media.keep(found, self._by_id, now, alt)
        return medium.plate() | {"alt": alt}


def pictures_of(curriculum: Curriculum) -> Iterator[PictureFile]:
    for section in curriculum.sections:
        for piece in section.classes:
            if piece.figure is not None and piece.figure.data:
                yield piece.figure
            yield from (question.picture for question in piece.questions if question.picture)
    yield from (question.picture for question in curriculum.loose if question.picture)
