"""The file of a backup: a zip with the rows of each table as lines of JSON, the media, and the keys of the house.

What it says of itself, `house.json`, is written last: a file that was broken off has none.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from app.backups.reading import Tally
from app.backups.shapes import Row, Shape
from app.kit.errors import Invalid

FORM = 1
LEVEL = 1  # the fastest: rows shrink to a fifth all the same
MANIFEST = "house.json"
NOT_OURS = "This is no backup of Paddock, or it was broken off."


@dataclass
class Manifest:
    """What a backup says of itself."""

    revision: str
    taken_at: str
    engine: str
    shapes: list[Shape]
    tallies: dict[str, Tally] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)  # name in the store -> type
    missing: list[str] = field(default_factory=list)  # media whose files the store did not have
    files: list[str] = field(default_factory=list)  # of PADDOCK_HOME
    secret: str = ""  # by which the secret is known again, not the secret

    def told(self) -> str:
        tables = {
            shape.name: {
                "columns": [list(one) for one in shape.columns],
                "numbered": shape.numbered,
                "rows": self.tallies[shape.name].rows,
                "mark": self.tallies[shape.name].mark,
            }
            for shape in self.shapes
        }
        plain = {name: value for name, value in vars(self).items() if name not in ("shapes", "tallies")}
        return json.dumps({"paddock_backup": FORM, **plain, "tables": tables}, ensure_ascii=False, indent=1)


def _heard(text: bytes) -> Manifest:
    said = json.loads(text)
    form = said.pop("paddock_backup")
    if form != FORM:
        raise Invalid(f"This backup has form {form}; this Paddock reads form {FORM}. Restore it with the newer one.")
    tables = said.pop("tables")
    shapes = [Shape(name, tuple(tuple(one) for one in it["columns"]), it["numbered"]) for name, it in tables.items()]
    tallies = {name: Tally(it["rows"], int(it["mark"], 16)) for name, it in tables.items()}
    return Manifest(**said, shapes=shapes, tallies=tallies)


@contextmanager
def writing(path: Path) -> Iterator[ZipFile]:
    """The file is there when the block has ended well, whole and on disk, and for its owner alone: it holds secrets."""
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    try:
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as zip:
                yield zip
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Raises Invalid for what is no backup of ours."""
    try:
        with ZipFile(path) as zip:
            if MANIFEST not in zip.namelist():
                raise Invalid(NOT_OURS)
            yield zip, _heard(zip.read(MANIFEST))
    except FileNotFoundError:
        raise Invalid(f"There is no file {path}.") from None
    except (BadZipFile, EOFError, zlib.error):
        raise Invalid(NOT_OURS) from None


def store(zip: ZipFile, name: str, data: bytes) -> None:
    """As it is: pictures and films do not shrink."""
    zip.writestr(name, data, compress_type=ZIP_STORED)


def put_rows(zip: ZipFile, shape: Shape, lines: Iterator[tuple[bytes, Row]]) -> None:
    with zip.open(_rows_of(shape), "w", force_zip64=True) as file:
        for line, _values in lines:
            file.write(line + b"\n")


def rows(zip: ZipFile, shape: Shape) -> Iterator[Row]:
    with zip.open(_rows_of(shape)) as file:
        for line in file:
            yield json.loads(line)


def _rows_of(shape: Shape) -> str:
    return f"rows/{shape.name}.jsonl"
