"""What questions are exchanged as: one face for every format of other programs.

Each format is a module with `read(data: bytes) -> Reading` and `write(items) -> Writing`. A reader never raises for
what is in a file: what it cannot take is refused, with its line and the reason; what it takes but cannot carry whole
is noted. Nothing here knows the web or the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of question that can be exchanged; the names are those of quizzes/formats/questions.py."""

    SINGLE = "single"
    SEVERAL = "several"
    TRUE_FALSE = "true-false"
    NUMERIC = "numeric"
    ORDERING = "ordering"
    MATCHING = "matching"
    SHORT = "short"
    CLOZE = "cloze"
    HOTSPOT = "hotspot"


class Markup(StrEnum):
    """How the texts of an item are written."""

    PLAIN = "plain"
    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that is offered or accepted. `fraction`: the share of the mark that it gives, -1 to 1."""

    text: str
    fraction: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers that count: from `low` to `high`, both included."""

    low: float
    high: float
    fraction: float = 1.0
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A left-hand side with the right-hand side that belongs to it. An empty left: a right-hand side to mislead."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap of a cloze text. `kind` is SHORT, NUMERIC or SINGLE; its place is marked by `{{number}}`, from 1.

    `unit` belongs to the numbers; `why` says why the usual mistake is wrong, whatever it was.
    """

    kind: Kind
    choices: tuple[Choice, ...] = ()
    ranges: tuple[Range, ...] = ()
    weight: int = 1
    unit: str = ""
    why: str = ""

    def answers(self) -> tuple[Choice | Range, ...]:
        return (*self.choices, *self.ranges)


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that came along. `name` is what the texts call it; nobody may use it as a path."""

    name: str
    data: bytes
    type: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture: "rect", "circle" or "polygon" with its numbers, as quizzes/rules/hotspot.py has them."""

    shape: str
    at: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the areas of a question lie on: the name of the file, the words that say what it shows, its size in pixels.

    `is_marked`: numbers stand on it where the areas are.
    """

    name: str
    alt: str = ""
    width: int = 0
    height: int = 0
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A question as a file has it. What a kind does not need stays empty.

    Its texts are in one language: `language` ("zh", "en", or "" where the file does not say). `translation` is the same
    question in the other one, of the same kind and with as many answers in the same order;
    of spellings each language has its own. `difficulty` is 1 to 5, or 0
    where the file does not say; `posts` are the codes of those it is for; `unit` belongs to the numbers.

    `why` says why the usual mistake is wrong, whatever it was, of kinds other than single, several and true-false.

    single, several, short: `choices`; true-false: two choices, "true" and "false"; numeric: `ranges`; ordering:
    `steps` in the right order; matching: `pairs`; cloze: `blanks`; hotspot: `choices` that are what its `areas` are
    called, in the same order, on its `picture`. `line`: where it begins, from 1.
    """

    kind: Kind
    text: str
    title: str = ""
    markup: Markup = Markup.PLAIN
    choices: tuple[Choice, ...] = ()
    ranges: tuple[Range, ...] = ()
    steps: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    blanks: tuple[Blank, ...] = ()
    feedback: str = ""  # whatever was answered: our explanation
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    ident: str = ""
    case_matters: bool = False
    media: tuple[Medium, ...] = ()
    line: int = 1
    language: str = ""
    translation: Item | None = None
    difficulty: int = 0
    source: str = ""
    posts: tuple[str, ...] = ()
    unit: str = ""
    why: str = ""
    areas: tuple[Area, ...] = ()
    picture: Picture | None = None

    def fractions(self) -> list[float]:
        """The fractions of its answers in their order: what a grade is made of."""
        return [answer.fraction for answer in self.answers()]

    def answers(self) -> tuple[Choice | Range, ...]:
        return (*self.choices, *self.ranges)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A piece of a file that is not taken: where it begins, and why, so that its author can mend it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `notes`: what was taken, but not whole. Readers keep all three packed (kept.py)."""

    items: Sequence[Item] = ()
    refused: Sequence[Refusal] = ()
    notes: Sequence[Refusal] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """A file, and what it could not carry: the place of the item (from 1) and what is left out of it."""

    data: bytes
    notes: tuple[Refusal, ...] = ()
