"""Putting a curriculum's files into the style in which `folder.write` writes them. What they say stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizzes.formats import comments, figure, folder
from quizzes.formats.classes import LooseQuestions, MicroClass, SectionCard
from quizzes.formats.comments import Comment
from quizzes.formats.questions import Question
from quizzes.formats.shelves import Library, Sheet, Shelf
from quizzes.formats.tree import Steps
from quizzes.formats.yamlwriting import written

LISTS = ("posts", "requires", "adopts")  # their order is ours
Commented = dict[Steps, Comment]


@dataclass(frozen=True)
class Page:
    """A file as it is, and in our style."""

    path: Path
    before: bytes
    after: bytes

    @property
    def differs(self) -> bool:
        return self.before != self.after


def pages(root: Path) -> Iterator[Page]:
    """All files of a curriculum, which is without faults, that have a style: those in YAML and the drawings."""
    library = Library(root)
    for shelf in library.shelves:
        if shelf.card:
            yield _page(shelf.card, _card(shelf.card))
        yield from (_page(sheet, _class(sheet, shelf)) for sheet in shelf.sheets)
        yield from _drawings(shelf)
    yield from (_page(sheet, _loose(sheet, library.loose)) for sheet in library.loose.sheets)


def _page(sheet: Sheet, value: dict[str, Any]) -> Page:
    before = Path(sheet.path).read_bytes()
    said = comments.find(before.decode("utf-8-sig"))
    said = placed(_headed(said, next(iter(sheet.tree.value)), next(iter(value))), value)
    return Page(Path(sheet.path), before, written(value, said).encode())


def _headed(said: Commented, first: str, top: str) -> Commented:
    """What stood above the first key stays above everything, whatever comes first now."""
    if first == top or (first,) not in said:
        return said
    was, now = said[first,], said.get((top,), comments.NONE)
    return said | {(first,): Comment((), was.beside), (top,): Comment((*was.above, *now.above), now.beside)}


def _drawings(shelf: Shelf) -> Iterator[Page]:
    """Those that a class shows; a comment in one stays, and so does the file."""
    for sheet in shelf.sheets:
        drawn = shelf.drawings.get(sheet.word("figure", "file") or "")
        if drawn is not None and "<!--" not in drawn:
            path = Path(shelf.path) / str(sheet.word("figure", "file"))
            clean, _slips = figure.check(drawn, sheet.word("id") or sheet.stem)
            yield Page(path, path.read_bytes(), figure.laid_out(clean).encode())


def _card(sheet: Sheet) -> dict[str, Any]:
    card = SectionCard.model_validate(sheet.tree.value)
    title, summary = card.title.model_dump(), card.summary.model_dump()
    return folder.card_of(folder.Section(card.id, card.number, title, summary, ()))


def _class(sheet: Sheet, shelf: Shelf) -> dict[str, Any]:
    beside: dict[str, str | bytes] = {**shelf.drawings, **shelf.pictures}
    piece = MicroClass.model_validate(sheet.tree.value, context=beside)
    asked = [_question(one) for one in piece.questions]
    one = folder.Class(piece.id, piece.order, piece.posts, piece.requires, piece.content(), asked)
    found = folder.class_of(one, {})
    if piece.figure:
        found["figure"] = {"file": piece.figure.file, "alt": found["figure"]["alt"]}
    return found | {"questions": _with_pictures(found["questions"], piece.questions)}


def _loose(sheet: Sheet, shelf: Shelf) -> dict[str, Any]:
    some = LooseQuestions.model_validate(sheet.tree.value, context=dict(shelf.pictures))
    found = [folder.question_of(_question(one), (), {}) for one in some.questions]
    return {"questions": _with_pictures(found, some.questions)}


def _question(one: Question) -> folder.Question:
    return folder.Question(one.id, one.posts, one.content())


def _with_pictures(found: list[dict[str, Any]], questions: tuple[Question, ...]) -> list[dict[str, Any]]:
    """The same with the pictures by the names of their files."""
    shown = [one.picture.model_dump() if one.picture else None for one in questions]
    return [
        folder.ordered(said | {"picture": picture}) if picture else said
        for said, picture in zip(found, shown, strict=True)
    ]


def placed(said: Commented, value: Any) -> Commented:
    """Comments where they can be written: what was about something left out or moved stands above what held it."""
    found: Commented = {}
    for steps, comment in said.items():
        near = _near(steps, value)
        before = found.get(near, comments.NONE)
        if near == steps:
            found[near] = Comment((*before.above, *comment.above), f"{before.beside} {comment.beside}".strip())
        else:
            beside = (comment.beside,) if comment.beside else ()
            found[near] = Comment((*before.above, *comment.above, *beside), before.beside)
    return found


def _near(steps: Steps, value: Any) -> Steps:
    """The longest part of these steps that leads somewhere and that keeps its place."""
    for end, step in enumerate(steps):
        is_sorted = end >= 1 and (steps[end - 1] in LISTS or steps[end - 3 : end : 2] == ("gaps", "options"))
        is_there = step in value if isinstance(value, dict) else isinstance(step, int) and step < len(value)
        if is_sorted or not is_there:
            return steps[:end]
        value = value[step]
    return steps
