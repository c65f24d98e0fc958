"""A curriculum's folder in a zip: unpacked within bounds, read like any folder, its faults told by the names in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from quizzes.formats import curriculum
from quizzes.formats.curriculum import Curriculum
from quizzes.formats.faults import START, Fault, Place, fault_at
from quizzes.formats.qti_package import BadPackage, Package
from quizzes.formats.shelves import Library

MOST_FILES = 5_000
MOST_LEVELS = 2  # a file in the folder of its section
LONGEST_NAME = 60  # in the bytes of UTF-8 it still fits a file system
SYSTEM = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
NO_FOLDER = "There is no section.yaml in this zip. Pack the folder that holds the folders of the sections."
TOO_MANY = f"More than {MOST_FILES} files. Send the sections in several zips."
STRANGE = "This name leads out of the folder, or is no name of a file. Rename it."
TOO_DEEP = "A folder within a section. Put its files into the section itself."


@dataclass(frozen=True)
class Spot:
    """Where something stands in the folder."""

    path: str
    place: Place = START

    def __str__(self) -> str:
        return f"{self.path}:{self.place.line}:{self.place.column}"


@dataclass(frozen=True)
class Reading:
    """What a zip holds, and what is wrong with it. `spots`: where the pieces stand, by what they are (section, class,
    question) and their ids.
    """

    curriculum: Curriculum = field(default_factory=lambda: Curriculum(()))
    faults: tuple[Fault, ...] = ()
    spots: Mapping[tuple[str, str], Spot] = field(default_factory=dict)


def read(data: bytes) -> Reading:
    """Never raises for what is in it."""
    try:
        files = dict(_files(data))
    except BadPackage as bad:
        return Reading(faults=(fault_at("zip", START, bad.reason),))
    faults = list(_strange(files))
    if faults:
        return Reading(faults=tuple(sorted(faults)))
    with TemporaryDirectory(prefix="paddock-") as where:
        root = Path(where)
        for name, content in files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(content)
        return _read(root)


def _files(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The members by their names, from the folder that holds the sections on. Raises BadPackage."""
    package = Package(data)  # looks at it before anything is unpacked
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        names = [one.filename for one in found.infolist() if not one.is_dir() and not _is_systems(one.filename)]
    if len(names) > MOST_FILES:
        raise BadPackage(TOO_MANY)
    cards = [PurePosixPath(name) for name in names if PurePosixPath(name).name == "section.yaml"]
    if not cards:
        raise BadPackage(NO_FOLDER)
    top = min(cards, key=lambda card: len(card.parts)).parent.parent
    start = "" if top == PurePosixPath(".") else f"{top}/"
    for name in names:
        if name.startswith(start):
            yield name.removeprefix(start), package.member(name)


def _is_systems(name: str) -> bool:
    return any(part in SYSTEM for part in PurePosixPath(name).parts)


def _strange(names: Collection[str]) -> Iterator[Fault]:
    """Names that must not become files."""
    for name in names:
        parts = name.split("/")
        is_two_things = len(parts) > 1 and parts[0] in names
        if is_two_things or not all(map(_is_plain, parts)):
            yield fault_at(name, START, STRANGE)
        elif len(parts) > MOST_LEVELS:
            yield fault_at(name, START, TOO_DEEP)


def _is_plain(part: str) -> bool:
    is_dots = part in ("", ".", "..")
    return not is_dots and part.isprintable() and not {"\\", ":"} & set(part) and len(part) <= LONGEST_NAME


def _read(root: Path) -> Reading:
    library = Library(root)
    found = curriculum.read_shelves(library)

    def short(words: str) -> str:
        return words.replace(f"{root}/", "").replace(str(root), "zip")

    faults = tuple(Fault(short(one.path), one.line, one.column, short(one.message)) for one in found.faults)
    spots = {key: Spot(short(spot.path), spot.place) for key, spot in _spots(library)}
    return Reading(found.curriculum, faults, spots)


def _spots(library: Library) -> Iterator[tuple[tuple[str, str], Spot]]:
    for shelf in (*library.shelves, library.loose):
        if shelf.card:
            yield ("section", str(shelf.card.word("id"))), Spot(shelf.card.path)
        for sheet in shelf.sheets:
            yield ("class", str(sheet.word("id"))), Spot(sheet.path)
            for place, one in enumerate(sheet.entries("questions")):
                if isinstance(one, dict):
                    yield ("question", str(one.get("id"))), Spot(sheet.path, sheet.tree.place_of(("questions", place)))
