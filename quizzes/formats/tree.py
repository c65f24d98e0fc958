"""YAML as plain values, each with its place in the file. Only the plain part of YAML: no anchors, no tags."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml._yaml import Mark as CMark
from yaml.error import Mark, MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from quizzes.formats.faults import START, Place

Steps = tuple[str | int, ...]
Slip = tuple[Place, str]

MOST_LEVELS = 20
INVISIBLE = "An invisible sign (U+{:04X}) stands in this text. Take it out."
HIDDEN_BREAKS = re.compile("[\x85\u2028\u2029]")
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
HINTS = {
    "mapping values are not allowed here": "a text that holds a colon and a space needs quotes around it",
    "could not find expected ':'": "this line has no `key:`; indent it if it belongs to the text above",
    "expected <block end>": "this line is indented differently from its neighbours",
    "expected the node content": "put text that begins with a special sign in quotes",
    "that cannot start any token": "put text that begins with this sign in quotes",
    "while scanning a quoted scalar": "a quote that opens here is never closed",
}


@dataclass
class Tree:
    """A file's value, where each of its keys and values stands, and what was wrong with it as YAML."""

    value: Any = None
    keys: dict[Steps, Place] = field(default_factory=dict)
    values: dict[Steps, Place] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    is_broken: bool = False

    def place_of(self, steps: Steps) -> Place:
        """Where a value stands; of a thing that is not there, the place of the nearest that should hold it."""
        for length in range(len(steps), 0, -1):
            if steps[:length] in self.values:
                return self.values[steps[:length]]
        return START

    def place_of_key(self, steps: Steps) -> Place:
        return self.keys.get(steps) or self.place_of(steps)


class Broken(Exception):
    """The text cannot be read further than this place."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.slip: Slip = (place, message)


def plant(text: str) -> Tree:
    """Read one YAML document. It never raises: what is wrong stands in `slips`."""
    tree = Tree(slips=list(_refused_signs(text)))
    if tree.slips:
        tree.is_broken = True
        return tree
    try:
        _Gardener(text, tree).grow()
    except Broken as broken:
        _break(tree, broken.slip)
    except (YAMLError, ValueError, OverflowError, IndexError) as error:
        _break(tree, _told(error, text))
    return tree


def _break(tree: Tree, slip: Slip) -> None:
    tree.slips.append(slip)
    tree.value, tree.is_broken = None, True


def _refused_signs(text: str) -> Iterator[Slip]:
    """The first tab of each line, and what breaks lines without showing it."""
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            yield Place(number, line.index("\t") + 1), "A tab. Indent and separate with spaces."
        if hidden := HIDDEN_BREAKS.search(line):
            yield Place(number, hidden.start() + 1), INVISIBLE.format(ord(hidden[0]))


def _events(text: str) -> Iterator[Event]:
    """By the quick parser; where that stops, by the slow one, whose complaints name the place and say more."""
    try:
        return iter(list(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except YAMLError:
        return iter(yaml.parse(text, Loader=yaml.SafeLoader))


class _Gardener:
    """Turns the parser's events into a tree."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.events = _events(text)
        self.tree = tree

    def grow(self) -> None:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._refuse_directives(event)
                self.tree.value = self._value((), next(self.events))
                break
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                raise Broken(_place(event), "A second document begins here. Keep one document a file: take out `---`.")

    def _refuse_directives(self, event: DocumentStartEvent) -> None:
        if event.version or event.tags:
            raise Broken(_place(event), "Take out the lines that begin with `%`; plain YAML is enough.")

    def _value(self, steps: Steps, event: Event, place: Place | None = None) -> Any:
        self.tree.values[steps] = place or _place(event)
        self._refuse_cleverness(event)
        if len(steps) > MOST_LEVELS:
            raise Broken(_place(event), f"Nested deeper than {MOST_LEVELS} levels. Write it flatter.")
        if isinstance(event, MappingStartEvent):
            return self._mapping(steps)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(steps)
        assert isinstance(event, ScalarEvent)
        return self._scalar(event)

    def _refuse_cleverness(self, event: Event) -> None:
        """Aliases make small files grow without bound, and tags make values that no reader expects."""
        if isinstance(event, AliasEvent):
            raise Broken(_place(event), f"`*{event.anchor}` repeats another part. Write it out; aliases are refused.")
        assert isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent)
        if event.anchor:
            raise Broken(_place(event), f"`&{event.anchor}` is an anchor. Take it out, or put the text in quotes.")
        if event.tag:
            raise Broken(_place(event), f"`{event.tag}` is a tag. Take it out, or put the text in quotes.")

    def _sequence(self, steps: Steps) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.append(self._value((*steps, len(found)), event))
        return found

    def _mapping(self, steps: Steps) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event)
            first_time = key not in found
            if first_time:
                self.tree.keys[*steps, key] = _place(event)
            value = self._pair(steps, key, _place(event))
            if first_time:
                found[key] = value
            else:
                self._slip(_place(event), f"`{key}` stands here twice. Keep one of them.")
        return found

    def _key(self, event: Event) -> str:
        self._refuse_cleverness(event)
        if isinstance(event, ScalarEvent):
            return str(event.value)
        raise Broken(_place(event), "A list or mapping cannot be a key. Write a plain word.")

    def _pair(self, steps: Steps, key: str, place: Place) -> Any:
        """The value of a key. What is empty or has parts is told at its key, a scalar where it stands itself."""
        event = next(self.events)
        has_text = isinstance(event, ScalarEvent) and (event.value != "" or not _is_plain(event))
        return self._value((*steps, key), event, None if has_text else place)

    def _scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        if strange := next((sign for sign in text if _is_invisible(sign)), None):
            self._slip(_place(event), INVISIBLE.format(ord(strange)))
        return plain_value(text) if _is_plain(event) else text

    def _slip(self, place: Place, message: str) -> None:
        self.tree.slips.append((place, message))


def _is_plain(event: ScalarEvent) -> bool:
    """Whether it stands without quotes and not as a block; the two parsers say so differently."""
    return event.style in (None, "")


def plain_value(text: str) -> object:
    """What an unquoted scalar means: nothing, true or false, a number, or else its text."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text


def _is_invisible(sign: str) -> bool:
    return sign not in "\n\r" and unicodedata.category(sign) in ("Cc", "Cs")


def _place(event: Event) -> Place:
    assert event.start_mark is not None
    return _place_of_mark(event.start_mark)


def _place_of_mark(mark: Mark | CMark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def _told(error: Exception, text: str) -> Slip:
    """The parser's complaint, in words that say what to do."""
    if isinstance(error, ReaderError):
        return _place_in(
            text, error.position
        ), f"The sign U+{ord(text[error.position]):04X} is not allowed. Take it out."
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        place = _place_of_mark(mark) if mark else START
        return place, f"Not YAML: {_hinted(error)}."
    return START, f"Not YAML: {error}."


def _hinted(error: MarkedYAMLError) -> str:
    problem = " ".join(words for words in (error.context, error.problem) if words)
    hint = next((hint for words, hint in HINTS.items() if words in problem), None)
    return f"{hint} ({problem})" if hint else problem


def _place_in(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))
