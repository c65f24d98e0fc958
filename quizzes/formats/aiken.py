"""Aiken: questions with one right answer, as plain text.

As Moodle reads it (docs.moodle.org, "Aiken format"): the question, its answers each in a line that begins with a
capital letter and a full stop or a bracket, and the line "ANSWER: B". Lines before the first answer are the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from quizzes.formats.decoding import Undecodable, lines_of
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Reading, Refusal, Writing
from quizzes.formats.gathering import TOO_LONG, Gathering, Refused
from quizzes.formats.reasons import Reason

NAME = "aiken"

OPTION = re.compile(r"([A-Z])[.)][ \t]*(\S.*)")
ANSWER = re.compile(r"ANSWER:(.*)", re.IGNORECASE)
LETTER = re.compile(r"[A-Z]")
MAX_LINES = 1_000  # of a question
MAX_OPTIONS = 27  # one more than there are letters

NO_QUESTIONS = Reason("There are no questions in this file. Is it in the Aiken format?")
NO_ANSWER_LINE = Reason("The line with the right answer is missing. Write ANSWER: and its letter.")
NO_TEXT = Reason("The question has no text.")
FEW_CHOICES = Reason("There are fewer than two answers to choose from.")
OUT_OF_ORDER = Reason("The letters of the answers do not follow one another from A on.")
ONE_LETTER = Reason("ANSWER: takes one letter. Questions with several right answers need another format.")
NO_SUCH = Reason("ANSWER: names a letter that no answer has.")

NOT_CARRIED = Reason("Aiken carries questions with one right answer among 26 at most; this one is left out.")
BARE = Reason("Aiken carries the question and its answers only; the rest is left out.")
LINES_JOINED = Reason("Aiken has one line for a text; its lines are joined.")


@dataclass
class _Draft:
    line: int = 0
    text: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)

    def add(self, line: str, option: re.Match[str] | None) -> None:
        """What is too long is not kept any further."""
        if self.is_long:
            return
        if option and (self.options or option[1] == "A"):
            self.options += [(option[1], option[2])] * (len(self.options) < MAX_OPTIONS)
        else:
            self.text.append(line)

    @property
    def is_long(self) -> bool:
        return len(self.text) + len(self.options) >= MAX_LINES


def read(data: bytes) -> Reading:
    """The questions of an Aiken file. It never raises for what is written there."""
    found = Gathering()
    try:
        _read(data, found)
    except Undecodable as error:
        found.refuse(1, error.reason)
    if not found.items and not found.refused:
        found.refuse(1, NO_QUESTIONS)
    return found.reading()


def _read(data: bytes, found: Gathering) -> None:
    draft = _Draft()
    for number, line in enumerate(map(str.strip, lines_of(data)), start=1):
        if not line:
            continue
        answer, option = ANSWER.fullmatch(line), OPTION.fullmatch(line)
        if draft.options and not option and not answer:
            _take(draft, None, found)
            draft = _Draft()
        draft.line = draft.line or number
        if not found.has_room(draft.line):
            return
        if answer:
            _take(draft, answer[1].strip().upper(), found)
            draft = _Draft()
        else:
            draft.add(line, option)
    if draft.line:
        _take(draft, None, found)


def _take(draft: _Draft, answer: str | None, found: Gathering) -> None:
    try:
        found.add(_item(draft, answer))
    except Refused as refused:
        found.refuse(draft.line, refused.reason)


def _item(draft: _Draft, answer: str | None) -> Item:
    if draft.is_long:
        raise Refused(TOO_LONG)
    letters = "".join(letter for letter, _text in draft.options)
    if answer is None:
        raise Refused(NO_ANSWER_LINE)
    if not draft.text:
        raise Refused(NO_TEXT)
    if len(letters) < 2:
        raise Refused(FEW_CHOICES)
    if not ascii_uppercase.startswith(letters):
        raise Refused(OUT_OF_ORDER)
    if not LETTER.fullmatch(answer):
        raise Refused(ONE_LETTER)
    if answer not in letters:
        raise Refused(NO_SUCH)
    choices = tuple(Choice(text, float(letter == answer)) for letter, text in draft.options)
    return Item(Kind.SINGLE, "\n".join(draft.text), choices=choices, line=draft.line)


def write(items: Sequence[Item]) -> Writing:
    """The items as an Aiken file in UTF-8."""
    parts: list[str] = []
    notes: list[Refusal] = []
    for place, item in enumerate(items, start=1):
        if not _can_be_carried(item):
            notes.append(Refusal(place, NOT_CARRIED))
            continue
        right = [choice.fraction > 0 for choice in item.choices].index(True)
        notes += [Refusal(place, reason) for reason in _left_out(item)]
        options = zip(ascii_uppercase, item.choices, strict=False)
        lines = [_line(item.text), *(f"{letter}. {_line(choice.text)}" for letter, choice in options)]
        parts.append("\n".join([*lines, f"ANSWER: {ascii_uppercase[right]}\n"]))
    return Writing("\n".join(parts).encode(errors="replace"), tuple(notes))


def _can_be_carried(item: Item) -> bool:
    """Whether Aiken can say it, and would not take its text for an answer."""
    text, rights = _line(item.text), sum(share > 0 for share in item.fractions())
    many = item.kind is Kind.SINGLE and rights == 1 and 2 <= len(item.choices) <= len(ascii_uppercase)
    is_text = bool(text) and not ANSWER.fullmatch(text) and not text.startswith(("A.", "A)"))
    return many and is_text and all(_line(choice.text) for choice in item.choices)


def _left_out(item: Item) -> list[Reason]:
    more = (item.title, item.feedback, item.category, item.tags, item.ident, item.media)
    said = any(choice.feedback or choice.fraction not in (0.0, 1.0) for choice in item.choices)
    found = [BARE] if any(more) or said or item.markup is not Markup.PLAIN else []
    texts = (item.text, *(choice.text for choice in item.choices))
    return found + [LINES_JOINED] * any(_line(text) != text for text in texts)


def _line(text: str) -> str:
    return " ".join(text.split())
