"""The pictures of published questions, enclosed in the files in which they are taken along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.kit.database import session
from app.media import queries
from app.media.models import Medium, MediumKind
from app.media.stores import Missing
from quizzes.formats import catalogue, draftitems
from quizzes.formats.exchange import Item
from quizzes.formats.exchange import Medium as File
from quizzes.formats.media import MAX_MEDIUM, safe_name, type_of

HOLDING = (catalogue.MOODLE, catalogue.QTI)  # formats that hold files
MOST_BYTES = 50 * 1024 * 1024  # of all pictures: so much comes in again by the command


def enclosed(items: Sequence[Item], contents: Sequence[dict[str, Any]], language: str) -> tuple[list[Item], int]:
    """The items with their pictures; of how many that show something it is left out: recordings and films, what the
    store has lost, and what would make the file too large.
    """
    found, files = [], _Files()
    for item, content in zip(items, contents, strict=True):
        plate = content.get("media")
        file = files.of(plate["key"]) if plate else None
        found.append(draftitems.with_picture(item, file, plate["alt"][language]) if plate and file else item)
    carried = sum(bool(item.media) for item in found)
    return found, sum("media" in content for content in contents) - carried


class _Files:
    """The files of pictures by their keys, each read once."""

    def __init__(self) -> None:
        self._found: dict[str, File | None] = {}
        self._room = MOST_BYTES

    def of(self, key: str) -> File | None:
        if key not in self._found:
            self._found[key] = self._read(key)
        return self._found[key]

    def _read(self, key: str) -> File | None:
        medium = session().scalar(select(Medium).filter_by(key=key, kind=MediumKind.PICTURE.value))
        if medium is None or medium.size > min(self._room, MAX_MEDIUM):
            return None
        try:
            name, data = queries.original(medium)
        except Missing:
            return None
        self._room -= len(data)
        name = safe_name(name)
        return File(name, data, type_of(name)) if len(data) <= MAX_MEDIUM else None
