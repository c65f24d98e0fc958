"""Reading the curriculum: a folder of sections and micro-classes, with every mistake told at once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeVar

from pydantic import ValidationError

from quizzes.formats import figure
from quizzes.formats.classes import LooseQuestions, MicroClass, Section, SectionCard
from quizzes.formats.crosschecks import crosscheck
from quizzes.formats.faults import Fault, fault_at
from quizzes.formats.pieces import Piece, Text
from quizzes.formats.posts import ALL, POSTS
from quizzes.formats.questions import KINDS, Question
from quizzes.formats.shelves import Library, Sheet, Shelf
from quizzes.formats.wording import slips_of

__all__ = [
    "ALL",
    "KINDS",
    "POSTS",
    "Curriculum",
    "Fault",
    "MicroClass",
    "Question",
    "Reading",
    "Section",
    "Text",
    "read",
]

SomePiece = TypeVar("SomePiece", bound=Piece)


@dataclass(frozen=True)
class Curriculum:
    """What could be read, section by section, in the order of their folders."""

    sections: tuple[Section, ...]
    loose: tuple[Question, ...] = ()  # of no class


@dataclass(frozen=True)
class Reading:
    """A curriculum and what is wrong with it. Where there are faults, the curriculum is not whole."""

    curriculum: Curriculum
    faults: tuple[Fault, ...]


def read(folder: Path) -> Reading:
    """Read the sections in a folder. It never raises for what is written there: every fault is listed."""
    return read_shelves(Library(folder))


def read_shelves(library: Library) -> Reading:
    """The same of a folder whose files were fetched already."""
    faults = [*library.faults, *crosscheck(library.shelves, library.loose)]
    sections = [_section(shelf, faults) for shelf in library.shelves]
    beside: dict[str, str | bytes] = {**library.loose.pictures}
    loose = [_piece(LooseQuestions, sheet, faults, beside) for sheet in library.loose.sheets]
    asked = tuple(question for each in loose if each for question in each.questions)
    curriculum = Curriculum(tuple(section for section in sections if section), asked)
    return Reading(curriculum, tuple(sorted(set(faults))))


def _section(shelf: Shelf, faults: list[Fault]) -> Section | None:
    beside: dict[str, str | bytes] = {**_drawings(shelf, faults), **shelf.pictures}
    found = [_piece(MicroClass, sheet, faults, beside) for sheet in shelf.sheets]
    classes = sorted((each for each in found if each), key=lambda each: (each.order, each.id))
    card = _piece(SectionCard, shelf.card, faults) if shelf.card else None
    if card is None:
        return None
    return Section(card.id, card.number, card.title, card.summary, tuple(classes))


def _piece(
    model: type[SomePiece], sheet: Sheet, faults: list[Fault], beside: dict[str, str | bytes] | None = None
) -> SomePiece | None:
    if sheet.tree.is_broken:
        return None
    try:
        return model.model_validate(sheet.tree.value, context=beside)
    except ValidationError as error:
        faults += _faults_of(error, model, sheet)
        return None


def _faults_of(error: ValidationError, model: type[Piece], sheet: Sheet) -> Iterator[Fault]:
    for steps, message, is_about_key in slips_of(error, model):
        place = sheet.tree.place_of_key(steps) if is_about_key else sheet.tree.place_of(steps)
        yield fault_at(sheet.path, place, message)


def _drawings(shelf: Shelf, faults: list[Fault]) -> dict[str, str]:
    """The checked text of each figure that a class shows, by file name."""
    checked: dict[str, str] = {}
    for sheet in shelf.sheets:
        name = sheet.word("figure", "file")
        if name in shelf.drawings:
            checked[name], slips = figure.check(shelf.drawings[name], sheet.word("id") or sheet.stem)
            path = str(PurePath(shelf.path) / name)
            faults += [fault_at(path, place, message) for place, message in slips]
    return checked


def summary(curriculum: Curriculum) -> str:
    """A line of numbers: sections, classes, questions by kind."""
    classes = [each for section in curriculum.sections for each in section.classes]
    kinds: Counter[str] = Counter(question.kind for each in classes for question in each.questions)
    kinds.update(question.kind for question in curriculum.loose)
    listed = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]) or "none"
    counts = f"{len(curriculum.sections)} sections, {len(classes)} classes, {kinds.total()} questions"
    return f"{counts} ({listed})"


def main(arguments: list[str]) -> int:
    """Print each fault on a line, or what there is."""
    if len(arguments) != 1:
        print("Usage: python -m quizzes.formats.curriculum FOLDER", file=sys.stderr)
        return 2
    reading = read(Path(arguments[0]))
    for fault in reading.faults:
        print(fault)
    if not reading.faults:
        print(summary(reading.curriculum))
    return 1 if reading.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
