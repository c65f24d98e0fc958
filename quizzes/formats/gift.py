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
from quizzes.formats.decoding import Undecodable, decode, lines_of
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.gathering import TOO_LONG, Gathering, Refused
from quizzes.formats.gift_items import Block, category_of, item_of
from quizzes.formats.reasons import Reason

NAME = "gift"

CATEGORY = "$CATEGORY:"
COMMENT = "//"
MAX_SIGNS, MAX_LINES, MAX_COMMENTS = 2_000_000, 10_000, 100  # of a question; a comment more says nothing of it
NO_QUESTIONS = Reason("There are no questions in this file. Is it in the GIFT format?")


@dataclass
class _Lines:
    """The lines of a question, and of the comments before and within it."""

    first: int = 0
    text: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    signs: int = 0

    def add(self, number: int, line: str) -> None:
        """What is too long is counted, not kept."""
        self.first = self.first or number
        self.signs += len(line)
        if not self.is_long:
            self.text.append(line)

    def comment(self, line: str) -> None:
        if len(self.comments) < MAX_COMMENTS:
            self.comments.append(line)

    @property
    def is_long(self) -> bool:
        return self.signs > MAX_SIGNS or len(self.text) >= MAX_LINES


def read(data: bytes) -> Reading:
    """The questions of a GIFT file. It never raises for what is written there."""
    found = Gathering()
    try:
        _read(decode(data), found)
    except Undecodable as error:
        found.refuse(1, error.reason)
    if not found.items and not found.refused:
        found.refuse(1, NO_QUESTIONS)
    return found.reading()


def write(items: Sequence[Item]) -> Writing:
    """The items as a GIFT file in UTF-8; the same bytes for the same items."""
    return gift_writing.write(items)


def _read(text: str, found: Gathering) -> None:
    for block in _blocks(text):
        if not found.has_room(block.line):
            return
        try:
            if not block.text:
                raise Refused(TOO_LONG)
            found.add(item_of(block, partial(found.note, block.line)))
        except Refused as refused:
            found.refuse(block.line, refused.reason)


def _blocks(text: str) -> Iterator[Block]:
    """The questions in their order, each with the category that stands before it; without text where it is too long."""
    category: tuple[str, ...] = ()
    lines = _Lines()
    for number, line in enumerate(chain(lines_of(text), ("",)), start=1):
        said = line.strip()
        if said.startswith(CATEGORY) and not lines.text:
            category = category_of(said.removeprefix(CATEGORY))
        elif said.startswith(COMMENT):
            lines.comment(said)
        elif said:
            lines.add(number, line)
        elif lines.text:
            whole = "" if lines.is_long else "\n".join(lines.text)
            yield Block(lines.first, whole, tuple(lines.comments), category)
            lines = _Lines()
