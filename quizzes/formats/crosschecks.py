"""What only shows when files are laid side by side: ids, names, requirements, drawings. Half-valid files count too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from quizzes.formats.faults import START, Fault, did_you_mean, fault_at
from quizzes.formats.shelves import Sheet, Shelf
from quizzes.formats.tree import Steps


def crosscheck(shelves: list[Shelf], loose: Shelf) -> Iterator[Fault]:
    sheets = [sheet for shelf in shelves for sheet in shelf.sheets]
    cards = [shelf.card for shelf in shelves if shelf.card]
    yield from _twice(_ids(cards))
    yield from _twice_a_number(cards)
    yield from _twice(_ids(sheets))
    yield from _twice(_question_ids([*sheets, *loose.sheets]))
    for sheet in sheets:
        yield from _misnamed(sheet)
    yield from _missing_requirements(sheets)
    yield from _cycles(sheets)
    for shelf in (*shelves, loose):
        yield from _unmatched_files(shelf)


Named = tuple[Sheet, Steps, object]


def _ids(sheets: Iterable[Sheet]) -> Iterator[Named]:
    for sheet in sheets:
        if (word := sheet.word("id")) is not None:
            yield sheet, ("id",), word


def _question_ids(sheets: Iterable[Sheet]) -> Iterator[Named]:
    for sheet in sheets:
        for place, question in enumerate(sheet.entries("questions")):
            if isinstance(question, dict) and isinstance(question.get("id"), str):
                yield sheet, ("questions", place, "id"), question["id"]


def _twice(named: Iterable[Named]) -> Iterator[Fault]:
    """Every id after its first use."""
    first: dict[object, Fault] = {}
    for sheet, steps, name in named:
        here = sheet.fault(steps, "")
        if name in first:
            there = first[name]
            message = f"`{name}` is used already at {there.path}:{there.line}. Choose another."
            yield sheet.fault(steps, message)
        first.setdefault(name, here)


def _twice_a_number(cards: Iterable[Sheet]) -> Iterator[Fault]:
    values = ((card, card.tree.value) for card in cards if isinstance(card.tree.value, dict))
    return _twice(
        (card, ("number",), value["number"]) for card, value in values if isinstance(value.get("number"), int)
    )


def _misnamed(sheet: Sheet) -> Iterator[Fault]:
    """A class is named as its file, and its questions begin with its name."""
    class_id = sheet.word("id")
    if class_id is None:
        return
    if class_id != sheet.stem:
        yield sheet.fault(
            ("id",), f"The file is named {sheet.stem}.yaml. Make the id `{sheet.stem}`, or rename the file."
        )
    adopted = sheet.entries("adopts")
    for _, steps, name in _question_ids([sheet]):
        if not str(name).startswith(f"{class_id}-") and name not in adopted:
            yield sheet.fault(steps, f"A question's id begins with its class: `{class_id}-…`.")


def _requirements(sheet: Sheet) -> list[tuple[Steps, str]]:
    words = enumerate(sheet.entries("requires"))
    return [(("requires", place), word) for place, word in words if isinstance(word, str)]


def _missing_requirements(sheets: list[Sheet]) -> Iterator[Fault]:
    known = {sheet.word("id") or sheet.stem for sheet in sheets}
    for sheet in sheets:
        for steps, word in _requirements(sheet):
            if word not in known:
                yield sheet.fault(steps, f"There is no class `{word}`.{did_you_mean(word, sorted(known))}")


def _cycles(sheets: list[Sheet]) -> Iterator[Fault]:
    """Each ring of classes that wait for each other, told once, where it closes."""
    by_id = {sheet.word("id") or sheet.stem: sheet for sheet in sheets}
    done: set[str] = set()
    for start in by_id:
        yield from _rings_from(start, by_id, done)


def _rings_from(start: str, by_id: dict[str, Sheet], done: set[str]) -> Iterator[Fault]:
    """A depth-first walk with its own stack, so that long chains cannot exhaust Python's."""
    road: list[str] = []
    todo: list[tuple[str, bool]] = [(start, False)]
    while todo:
        name, is_leaving = todo.pop()
        if is_leaving:
            done.add(road.pop())
            continue
        if name in done:
            continue
        road.append(name)
        todo.append((name, True))
        for steps, word in _requirements(by_id[name]):
            if word in road:
                yield by_id[name].fault(steps, _ring(road[road.index(word) :], word))
            elif word in by_id:
                todo.append((word, False))


def _ring(road: list[str], word: str) -> str:
    return f"These classes wait for each other: {' → '.join([*road, word])}. Take one requirement out."


def _unmatched_files(shelf: Shelf) -> Iterator[Fault]:
    """Figures and pictures without a file, and files that nothing shows."""
    files = shelf.drawings.keys() | shelf.unread_drawings | shelf.pictures.keys()
    wanted = [(sheet, steps, name) for sheet in shelf.sheets for steps, name in _shown(sheet)]
    for sheet, steps, name in wanted:
        if name not in files:
            yield sheet.fault(steps, f"There is no file `{name}` beside the class. Add it.")
        elif steps[0] == "questions" and name not in shelf.pictures:
            yield sheet.fault(steps, "A question shows a picture (.png, .jpg, .webp, .gif); drawings are for classes.")
    if any(sheet.tree.is_broken for sheet in shelf.sheets):
        return
    for name in sorted(files - {name for _sheet, _steps, name in wanted}):
        path = str(PurePath(shelf.path) / name)
        what = "picture" if name in shelf.pictures else "figure"
        yield fault_at(path, START, f"No class shows this {what}. Name it in a class's `figure:`, or take it away.")


def _shown(sheet: Sheet) -> Iterator[tuple[Steps, str]]:
    """What a class and its questions show, by the name of the file."""
    if (name := sheet.word("figure", "file")) is not None:
        yield ("figure", "file"), name
    for place, question in enumerate(sheet.entries("questions")):
        picture = question.get("picture") if isinstance(question, dict) else None
        if isinstance(picture, dict) and isinstance(picture.get("file"), str):
            yield ("questions", place, "picture", "file"), picture["file"]
