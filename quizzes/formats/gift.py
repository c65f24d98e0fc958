"""GIFT: Moodle's questions as plain text.

What it means follows question/format/gift/format.php of Moodle 4 and docs.moodle.org, "GIFT format": a blank line ends
a question; `//` begins a comment; a backslash before one of ~ = # { } : makes it a plain sign, \\n is a new line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from quizzes.formats import gift_writing
from quizzes.formats.decoding import LONGEST, Undecodable, lines_of
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.gathering import MAX_PATH, PATH_LEFT_OUT, TOO_LONG, Gathering, Refused
from quizzes.formats.gift_items import Block, category_of, item_of
from quizzes.formats.reasons import Reason

NAME = "gift"

CATEGORY = "$CATEGORY:"
COMMENT = "//"
MAX_LINES, MAX_COMMENTS = 10_000, 20_000  # of a question, in lines and signs; a comment more says nothing of it
JOINED = 64  # short lines take many times their size, so that no more of them wait
NO_QUESTIONS = Reason("There are no questions in this file. Is it in the GIFT format?")


@dataclass
class _Lines:
    """The lines of a question, and of the comments before and within it."""

    first: int = 0
    text: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    signs: int = 0
    count: int = 0
    commented: int = 0

    def add(self, number: int, line: str) -> None:
        """What is too long is counted, not kept."""
        self.first = self.first or number
        self.signs += len(line)
        self.count += 1
        if self.is_long:
            return
        self.text.append(line)
        if len(self.text) > JOINED:
            self.text = ["".join(self.text)]

    def comment(self, line: str) -> None:
        """What may name a tag or an id of it is kept."""
        if "[" in line and self.commented + len(line) <= MAX_COMMENTS:
            self.commented += len(line)
            self.comments.append(line)

    @property
    def is_long(self) -> bool:
        return self.signs >= LONGEST or self.count > MAX_LINES

    def block(self, category: tuple[str, ...]) -> Block:
        """Without text where it is too long."""
        return Block(self.first, "" if self.is_long else "".join(self.text), tuple(self.comments), category)


def read(data: bytes) -> Reading:
    """The questions of a GIFT file. It never raises for what is written there."""
    found = Gathering()
    try:
        _read(data, found)
    except Undecodable as error:
        found.refuse(1, error.reason)
    if not found.items and not found.refused:
        found.refuse(1, NO_QUESTIONS)
    return found.reading()


def write(items: Sequence[Item]) -> Writing:
    """The items as a GIFT file in UTF-8; the same bytes for the same items."""
    return gift_writing.write(items)


def _read(data: bytes, found: Gathering) -> None:
    for block in _blocks(data, found):
        if not found.has_room(block.line):
            return
        try:
            if not block.text:
                raise Refused(TOO_LONG)
            found.add(item_of(block, partial(found.note, block.line)))
        except Refused as refused:
            found.refuse(block.line, refused.reason)


def _blocks(data: bytes, found: Gathering) -> Iterator[Block]:
    """The questions in their order, each with the category that stands before it; without text where it is too long."""
    category: tuple[str, ...] = ()
    lines = _Lines()
    for number, line in enumerate(chain(lines_of(data), ("",)), start=1):
        said = line.strip()
        if said.startswith(CATEGORY) and not lines.first:
            category = category_of(said.removeprefix(CATEGORY)) if len(said) <= MAX_PATH else ()
            if len(said) > MAX_PATH:
                found.note(number, PATH_LEFT_OUT)
        elif said.startswith(COMMENT):
            lines.comment(said)
        elif said:
            lines.add(number, line)
        elif lines.first:
            block, lines = lines.block(category), _Lines()
            yield block
