"""The curriculum's files as they lie in their folders: found, decoded, and parsed as far as YAML goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizzes.formats.faults import START, Fault, Place, fault_at
from quizzes.formats.tree import Steps, Tree, plant

LARGEST_BYTES = 256_000
LARGEST_PICTURE = 16 * 1024 * 1024
CARD = "section.yaml"
LOOSE = "questions"
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
LOOSE_FILE = re.compile(rf"{LOOSE}(-[0-9]+)?\.yaml")


@dataclass(frozen=True)
class Sheet:
    """A YAML file and its tree."""

    path: str
    stem: str
    tree: Tree

    def word(self, *steps: str | int) -> str | None:
        """The text at these steps, if there is one: for checks that look across files, valid or not."""
        value: Any = self.tree.value
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, str) else None

    def entries(self, key: str) -> list[Any]:
        value = self.tree.value.get(key) if isinstance(self.tree.value, dict) else None
        return value if isinstance(value, list) else []

    def fault(self, steps: Steps, message: str) -> Fault:
        return fault_at(self.path, self.tree.place_of(steps), message)

    def slips(self) -> Iterator[Fault]:
        for place, message in self.tree.slips:
            yield fault_at(self.path, place, message)


@dataclass
class Shelf:
    """The folder of one section: its card, its classes, its drawings (as text) and its pictures by file name."""

    path: str
    card: Sheet | None = None
    sheets: list[Sheet] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)
    unread_drawings: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)


class Library:
    """All shelves of a folder, and the faults met while fetching."""

    def __init__(self, folder: Path) -> None:
        self.faults: list[Fault] = []
        self.loose = Shelf(str(folder))  # questions of no class, and their pictures
        self.shelves = list(self._shelves(folder))
        if not self.shelves and not self.faults:
            self._refuse(folder, "No section here. Make one folder a section, each with a section.yaml.")

    def _shelves(self, folder: Path) -> Iterator[Shelf]:
        if not folder.is_dir():
            return self._refuse(folder, "There is no such folder. Name the folder that holds the sections.")
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                yield self._shelf(path)
            elif LOOSE_FILE.fullmatch(path.name) or path.suffix in PICTURES:
                self._put(self.loose, path)
            else:
                self._refuse(path, f"Only the folders of sections and {LOOSE}.yaml belong here. Move this file away.")
        return None

    def _shelf(self, folder: Path) -> Shelf:
        shelf = Shelf(str(folder))
        for path in sorted(folder.iterdir()):
            self._put(shelf, path)
        if shelf.card is None and not (folder / CARD).exists():
            self._refuse(folder, f"{CARD} is missing. Write one with id, number, title and summary.")
        return shelf

    def _put(self, shelf: Shelf, path: Path) -> None:
        if not path.is_file():
            return self._refuse(path, "A folder within a section. Put its files into the section itself.")
        if path.suffix in PICTURES:
            return self._put_picture(shelf, path)
        if path.suffix not in (".yaml", ".svg"):
            hint = "Name it .yaml." if path.suffix == ".yml" else "Take it away."
            kinds = f"Neither a class (.yaml) nor a figure (.svg) nor a picture ({', '.join(PICTURES)})."
            return self._refuse(path, f"{kinds} {hint}")
        text = self._text(path)
        if path.suffix == ".svg":
            return self._put_drawing(shelf, path, text)
        sheet = Sheet(str(path), path.stem, plant(text) if text is not None else Tree(is_broken=True))
        self.faults += sheet.slips()
        if path.name == CARD:
            shelf.card = sheet
        else:
            shelf.sheets.append(sheet)
        return None

    def _put_picture(self, shelf: Shelf, path: Path) -> None:
        if path.stat().st_size > LARGEST_PICTURE:
            return self._refuse(path, f"Larger than {LARGEST_PICTURE // 1024**2} MB. Save it smaller.")
        shelf.pictures[path.name] = path.read_bytes()
        return None

    def _put_drawing(self, shelf: Shelf, path: Path, text: str | None) -> None:
        if text is None:
            shelf.unread_drawings.add(path.name)
        else:
            shelf.drawings[path.name] = text

    def _text(self, path: Path) -> str | None:
        """What the file says, unless it is too large or not UTF-8."""
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            self._refuse(path, f"Larger than {LARGEST_BYTES // 1000} kB. Split it.")
            return None
        try:
            return data.decode().removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            self._refuse(path, "Not UTF-8 from this byte on. Save the file as UTF-8.", _place_of_end(data, error))
            return None

    def _refuse(self, path: Path, message: str, place: Place = START) -> None:
        self.faults.append(fault_at(str(path), place, message))


def _place_of_end(data: bytes, error: UnicodeDecodeError) -> Place:
    """The place of the first byte that could not be read."""
    lines = data[: error.start].decode().split("\n")
    return Place(len(lines), len(lines[-1]) + 1)
