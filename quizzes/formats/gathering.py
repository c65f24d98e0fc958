"""What a reader of a file has found so far, and the limits that hold for every format."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from quizzes.formats import kept
from quizzes.formats.exchange import Blank, Item, Reading, Refusal
from quizzes.formats.packing import TOO_MUCH, NoRoom, Room
from quizzes.formats.reasons import Reason

MAX_ITEMS = 10_000
MAX_REFUSED = 1_000  # more only where as many questions are read
MAX_TEXT = 20_000
MAX_ANSWERS = 500  # of an item
MAX_NOTES = 10_000
MAX_PATH = 1_000  # signs of a category with those above it

TOO_MANY = Reason("A file holds at most 10,000 questions. Send the rest, from this line on, in another file.")
PATH_LEFT_OUT = Reason("The path of a category is longer than 1,000 characters; it is left out.")
TOO_MANY_REFUSED = Reason(
    "1,000 pieces are refused, and fewer are read. Nothing is read from this line on: correct what is said first."
)
TOO_LONG = Reason("A text is longer than 20,000 characters. Shorten it, or make several questions of it.")
TOO_MANY_ANSWERS = Reason("There are more than 500 answers or 200 gaps. Make several questions of it.")


class Refused(ValueError):
    """This question cannot be taken; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gathering:
    """Items, refusals and notes in the order of the file."""

    def __init__(self, room: Room | None = None) -> None:
        self.items, self.refused, self.notes = kept.items(room), kept.refusals(), kept.refusals()
        self._last_notes: deque[Refusal] = deque(maxlen=20)
        self.is_full = False

    def reading(self) -> Reading:
        return Reading(self.items, self.refused, self.notes)

    def has_room(self, line: int) -> bool:
        """Whether one more question may be read; the first that may not is told."""
        if not self.is_full and (reason := self._too_many()):
            self.stop(line, reason)
        return not self.is_full

    def stop(self, line: int, reason: str) -> None:
        """Nothing is read from this line on."""
        self.refuse(line, reason)
        self.is_full = True

    def _too_many(self) -> str:
        read, refused = len(self.items), len(self.refused)
        if read + refused >= MAX_ITEMS:
            return TOO_MANY
        return TOO_MANY_REFUSED if refused >= MAX_REFUSED and refused > read else ""

    def add(self, item: Item, where: str = "") -> None:
        if any(len(text) > MAX_TEXT for text in texts_of(item)):
            self.refuse(item.line, TOO_LONG + where)
        elif len(item.fractions()) > MAX_ANSWERS:
            self.refuse(item.line, TOO_MANY_ANSWERS + where)
        else:
            self._keep(item, where)

    def _keep(self, item: Item, where: str) -> None:
        try:
            self.items.append(item)
        except NoRoom:
            self.stop(item.line, TOO_MUCH + where)

    def refuse(self, line: int, reason: str) -> None:
        self.refused.append(Refusal(line, reason))

    def note(self, line: int, reason: str) -> None:
        note = Refusal(line, reason)
        if len(self.notes) < MAX_NOTES and note not in self._last_notes:
            self._last_notes.append(note)
            self.notes.append(note)


def texts_of(item: Item) -> Iterator[str]:
    yield from (item.text, item.title, item.feedback, item.why, item.ident, *item.steps, *item.category, *item.tags)
    yield from _answers(item)
    for blank in item.blanks:
        yield from _answers(blank)
    for pair in item.pairs:
        yield from (pair.left, pair.right)
    if item.picture is not None:
        yield item.picture.alt


def _answers(part: Item | Blank) -> Iterator[str]:
    for choice in part.choices:
        yield from (choice.text, choice.feedback)
    for each in part.ranges:
        yield each.feedback
