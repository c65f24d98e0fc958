"""What published questions show, enclosed in the files in which they are taken along: pictures, recordings, films."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.kit.database import session
from app.media import queries
from app.media.models import Medium
from app.media.stores import Missing
from quizzes.formats import catalogue, draftitems
from quizzes.formats.exchange import Item
from quizzes.formats.exchange import Medium as File
from quizzes.formats.media import MAX_MEDIUM, safe_name, type_of

HOLDING = (catalogue.MOODLE, catalogue.QTI)  # formats that hold files
MOST_BYTES = 50 * 1024 * 1024  # of all files: so much comes in again by the command


def enclosed(items: Sequence[Item], contents: Sequence[dict[str, Any]], language: str) -> tuple[list[Item], int]:
    """The items with what they show; of how many it is left out: what the store has lost, and what would make the file
    too large.
    """
    found, files = [], _Files()
    for item, content in zip(items, contents, strict=True):
        plate = content.get("media")
        file = files.of(plate["key"]) if plate else None
        found.append(_showing(item, file, plate, language) if plate and file else item)
    carried = sum(bool(item.media) for item in found)
    return found, sum("media" in content for content in contents) - carried


def _showing(item: Item, file: File, plate: dict[str, Any], language: str) -> Item:
    return draftitems.showing(item, file, plate["alt"][language], (plate.get("width"), plate.get("height")))


class _Files:
    """The files by their keys, each read once."""

    def __init__(self) -> None:
        self._found: dict[str, File | None] = {}
        self._room = MOST_BYTES

    def of(self, key: str) -> File | None:
        if key not in self._found:
            self._found[key] = self._read(key)
        return self._found[key]

    def _read(self, key: str) -> File | None:
        medium = session().scalar(select(Medium).filter_by(key=key))
        if medium is None or medium.size > min(self._room, MAX_MEDIUM):
            return None
        try:
            name, data = queries.original(medium)
        except Missing:
            return None
        self._room -= len(data)
        name = safe_name(name)
        return File(name, data, type_of(name)) if len(data) <= MAX_MEDIUM else None
