"""What a reader of a file has found so far, and the limits that hold for every format."""

from __future__ import annotations

from collections.abc import Iterator

from quizzes.formats.exchange import Blank, Item, Reading, Refusal
from quizzes.formats.reasons import Reason

MAX_ITEMS = 10_000
MAX_TEXT = 20_000
MAX_ANSWERS = 1_000  # of an item
MAX_NOTES = 10_000

TOO_MANY = Reason("A file holds at most 10,000 questions. Send the rest, from this line on, in another file.")
TOO_LONG = Reason("A text is longer than 20,000 characters. Shorten it, or make several questions of it.")
TOO_MANY_ANSWERS = Reason("There are more than 1,000 answers or 200 gaps. Make several questions of it.")


class Refused(ValueError):
    """This question cannot be taken; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gathering:
    """Items, refusals and notes in the order of the file."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.refused: list[Refusal] = []
        self.notes: list[Refusal] = []
        self.is_full = False

    def reading(self) -> Reading:
        return Reading(tuple(self.items), tuple(self.refused), tuple(self.notes))

    def has_room(self, line: int) -> bool:
        """Whether one more question may be read; the first that may not is told."""
        if len(self.items) + len(self.refused) < MAX_ITEMS:
            return True
        if not self.is_full:
            self.refuse(line, TOO_MANY)
        self.is_full = True
        return False

    def add(self, item: Item, where: str = "") -> None:
        if any(len(text) > MAX_TEXT for text in texts_of(item)):
            self.refuse(item.line, TOO_LONG + where)
        elif len(item.fractions()) > MAX_ANSWERS:
            self.refuse(item.line, TOO_MANY_ANSWERS + where)
        else:
            self.items.append(item)

    def refuse(self, line: int, reason: str) -> None:
        self.refused.append(Refusal(line, reason))

    def note(self, line: int, reason: str) -> None:
        if len(self.notes) < MAX_NOTES and Refusal(line, reason) not in self.notes[-20:]:
            self.notes.append(Refusal(line, reason))


def texts_of(item: Item) -> Iterator[str]:
    yield from (item.text, item.title, item.feedback, item.why, item.ident, *item.steps, *item.category, *item.tags)
    yield from _answers(item)
    for blank in item.blanks:
        yield from _answers(blank)
    for pair in item.pairs:
        yield from (pair.left, pair.right)


def _answers(part: Item | Blank) -> Iterator[str]:
    for choice in part.choices:
        yield from (choice.text, choice.feedback)
    for each in part.ranges:
        yield each.feedback
