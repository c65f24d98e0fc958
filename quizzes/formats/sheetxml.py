"""The rows of an xlsx workbook, read from its XML one by one: no part of it is ever unpacked as a whole.

What it means follows ECMA-376, part 1, 18 (SpreadsheetML). openpyxl, which writes our workbooks, keeps all texts of
one that it reads as objects: twelve times a file that is full of questions.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from quizzes.formats import kept
from quizzes.formats.packing import TOO_MUCH, Room
from quizzes.formats.sources import in_zip
from quizzes.formats.xmltree import MAX_ELEMENTS, Budget, Node, read_nodes

BOOK = "xl/workbook.xml"
PLACE = re.compile(r"([A-Z]{1,3})\d{1,7}")
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built-in formats that show days or hours
SHOWN_AS_IT_IS = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]|[\\_].', re.IGNORECASE)
DATE_SIGN = re.compile(r"[dmhys]", re.IGNORECASE)
MOST_CELL, MOST_COLUMNS = 20_000, 120
MOST_FORMATS = 1_000
FREE_ELEMENTS, ELEMENTS_A_BYTE = 5_000, 2  # of a file
AT_HAND, SHORT = 300, 100  # texts that are not unpacked anew for each cell: how many, and their signs
TOO_LONG = "." * (MOST_CELL + 1)


class Type(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    FORMULA = "formula"
    DATE = "date"


Cell = tuple[Type, str]
EMPTY: Cell = (Type.TEXT, "")


class Row(list[Cell]):
    """The cells of a row from the first column on. `is_whole`: it holds no more than can be read."""

    def __init__(self, cells: list[Cell], is_whole: bool) -> None:
        super().__init__(cells)
        self.is_whole = is_whole


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    path: str
    is_visible: bool


class Book:
    """A workbook. Raises BadXml, KeyError and what `zipfile` raises where it is damaged, NoRoom where it is a bomb.

    `size`: of the file, by which it may hold more or fewer elements.
    """

    def __init__(self, archive: zipfile.ZipFile, room: Room, size: int) -> None:
        most = FREE_ELEMENTS + ELEMENTS_A_BYTE * size
        self._zip, self._budget = archive, Budget(min(MAX_ELEMENTS, most), TOO_MUCH)
        self._names = {name.lower(): name for name in archive.namelist()}
        self._targets = dict(self._related(BOOK))
        self._texts = kept.words(room)
        self._at_hand: dict[int, str] = {}
        self._date_styles = bytearray()

    def sheets(self) -> list[Sheet]:
        """Those with cells, in their order."""
        found = []
        for node in self._nodes(BOOK, 3, "sheets"):
            kind, path = self._targets.get(node.get("id"), ("", ""))
            if kind in ("worksheet", "") and path:
                found.append(Sheet(node.get("name"), path, node.get("state", "visible") == "visible"))
        return found

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, Row]]:
        """The rows that are written, with their numbers."""
        self._read_texts()
        self._read_styles()
        number = 0
        for node in self._nodes(sheet.path, 3, "sheetData"):
            said = node.get("r")
            given = int(said) if said.isdecimal() and len(said) < 9 else number + 1
            if node.tag == "row" and given > number:
                number = given
                yield number, self._row(node)

    def _row(self, node: Node) -> Row:
        cells: list[Cell] = []
        column = 0
        for part in node.children("c"):
            found = PLACE.fullmatch(part.get("r"))
            column = _number_of(found[1]) if found else column + 1
            if not len(cells) < column <= MOST_COLUMNS:
                continue
            cells += [EMPTY] * (column - 1 - len(cells))
            cells.append(self._cell(part))
        return Row(cells, not node.is_cut or column >= MOST_COLUMNS)

    def _cell(self, node: Node) -> Cell:
        kind, value = node.get("t", "n"), node.child("v")
        if node.child("f"):
            return Type.FORMULA, ""
        if kind == "inlineStr":
            return Type.TEXT, _text_of(node.child("is"))
        if value is None or not (words := value.words()):
            return EMPTY
        if kind == "d" or (kind == "n" and self._is_date(node.get("s"))):
            return Type.DATE, words
        return Type.TEXT, self._said(kind, words)

    def _said(self, kind: str, words: str) -> str:
        if kind == "s":
            return self._text(int(words)).replace("x005F_", "")
        if kind == "b":
            return "true" if words.strip() not in ("0", "false") else "false"
        return _as_shown(words) if kind == "n" else words

    def _text(self, number: int) -> str:
        if number in self._at_hand:
            return self._at_hand[number]
        found = self._texts[number]
        if len(found) <= SHORT and len(self._at_hand) < AT_HAND:
            self._at_hand[number] = found
        return found

    def _is_date(self, style: str) -> bool:
        return style.isdecimal() and int(style[:9]) < len(self._date_styles) and bool(self._date_styles[int(style)])

    def _read_texts(self) -> None:
        for path in self._of_type("sharedStrings"):
            for node in self._nodes(path, 2):
                if node.tag == "si":
                    self._texts.append(TOO_LONG if node.is_cut else _text_of(node))

    def _read_styles(self) -> None:
        """Which styles of cells show a date."""
        for path in self._of_type("styles"):
            dates = set(DATES)
            for node in self._nodes(path, 3, "numFmts"):
                number = node.get("numFmtId")
                if number.isdecimal() and _shows_date(node.get("formatCode")) and len(dates) < MOST_FORMATS:
                    dates.add(int(number))
            for node in self._nodes(path, 3, "cellXfs"):
                number = node.get("numFmtId")
                self._date_styles.append(number.isdecimal() and int(number) in dates)

    def _of_type(self, kind: str) -> list[str]:
        return [path for each, path in self._targets.values() if each == kind and path.lower() in self._names][:1]

    def _related(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Where the parts of a part are, by their ids: (type, path)."""
        folder, name = posixpath.split(part)
        for node in self._nodes(f"{folder}/_rels/{name}.rels", 2):
            target = node.get("Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            yield node.get("Id"), (posixpath.basename(node.get("Type")), path)

    def _nodes(self, path: str, depth: int, within: str = "") -> Iterator[Node]:
        entry = self._zip.getinfo(self._names[path.lower()])
        return read_nodes(in_zip(self._zip, entry), depth, self._budget, within)


def _number_of(letters: str) -> int:
    """Of a column: A is 1, AA 27."""
    found = 0
    for letter in letters:
        found = 26 * found + ord(letter) - 64
    return found


def _text_of(node: Node | None) -> str:
    """Plain, or in runs; without how it is pronounced."""
    if node is None:
        return ""
    runs = [node, *node.children("r")]
    return "".join(text.words() for run in runs for text in run.children("t"))


def _as_shown(number: str) -> str:
    """A whole number as it is, another without digits that only its binary form has."""
    plain = number.strip()
    try:
        return f"{float(plain):.12g}" if set(plain) & set(".eE") else str(int(plain[:400]))
    except ValueError:
        return plain


def _shows_date(code: str) -> bool:
    return DATE_SIGN.search(SHOWN_AS_IT_IS.sub("", code.partition(";")[0])) is not None
