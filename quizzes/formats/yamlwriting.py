"""Plain values as YAML that people like to read: what is short stands on one line, long texts are folded between words.

`tree.plant` reads it back to the same, but for white space around texts of several lines, which no piece of the
curriculum keeps. Comments are written where they were found (comments.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any
from unicodedata import east_asian_width

from quizzes.formats.comments import NONE, Comment
from quizzes.formats.tree import Steps, plain_value

WIDTH = 120  # columns; a Chinese sign takes two
INDENT = "  "
MOST_KEYS = 4  # of a mapping on one line
BEGINS = re.compile(r"[^\W_]|[(/<+$]|[^\x00-\x7f]")  # what may begin a text without quotes
QUOTED = re.compile(r": |:$| #|^\s|\s$")
QUOTED_IN_FLOW = re.compile(r"[\[\]{},:?#&*!|>%@`]")
BLANKS = "\u00a0\u3000"  # no letters, but to be seen


def written(value: Mapping[str, Any], comments: Mapping[Steps, Comment] | None = None) -> str:
    """The text of a file."""
    pen = _Pen(comments or {})
    last = pen.comments.get((), NONE).above
    return "".join(f"{line}\n" for line in (*pen.entries(value, (), ""), *last))


@dataclass(frozen=True)
class _Pen:
    comments: Mapping[Steps, Comment]
    commented: frozenset[Steps] = field(init=False)  # whatever holds a comment further in

    def __post_init__(self) -> None:
        within = frozenset(steps[:end] for steps in self.comments for end in range(len(steps)))
        object.__setattr__(self, "commented", within)

    def entries(self, value: Any, steps: Steps, indent: str) -> Iterator[str]:
        """The lines of a mapping or a list, each entry on lines of its own."""
        named = [(f"{_key(key)}:", key) for key in value] if isinstance(value, Mapping) else []
        for head, step in named or [("-", place) for place in range(len(value))]:
            yield from self._entry(head, value[step], (*steps, step), indent)

    def _entry(self, head: str, value: Any, steps: Steps, indent: str) -> Iterator[str]:
        comment = self.comments.get(steps, NONE)
        yield from (f"{indent}{line}" for line in comment.above)
        beside = f"  {comment.beside}" if comment.beside else ""
        short = None if steps in self.commented else inline(value)
        if short is not None and _fits(f"{indent}{head} {short}"):
            yield f"{indent}{head} {short}{beside}"
        elif isinstance(value, str):
            first, *more = _long(value, indent + INDENT)
            yield f"{indent}{head} {first}{beside}"
            yield from more
        elif head == "-":
            yield from _dashed(list(self.entries(value, steps, indent + INDENT)), indent)
        else:
            yield f"{indent}{head}{beside}"
            yield from self.entries(value, steps, indent + INDENT)


def _dashed(lines: list[str], indent: str) -> Iterator[str]:
    """The lines of an entry of a list, what is said about it before its dash."""
    above = list(takewhile(lambda line: line.lstrip().startswith("#"), lines))
    first, *more = lines[len(above) :]
    yield from (f"{indent}{line.lstrip()}" for line in above)
    yield f"{indent}- {first.lstrip()}"
    yield from more


def inline(value: Any, *, in_flow: bool = False) -> str | None:
    """A value on one line; None where it should not stand on one: texts of several lines, lists of things with parts or
    of texts that need quotes.
    """
    if isinstance(value, str):
        return None if "\n" in value else _scalar(value, in_flow)
    if isinstance(value, Mapping):
        parts = [(_key(key), inline(one, in_flow=True)) for key, one in value.items()]
        if len(parts) > MOST_KEYS or any(part is None for _key_, part in parts):
            return None
        return "{" + ", ".join(f"{key}: {part}" for key, part in parts) + "}"
    if isinstance(value, list | tuple):
        if any(isinstance(one, Mapping | list | tuple) for one in value):
            return None
        items = [inline(one, in_flow=True) or '"' for one in value]
        return None if any(item.startswith('"') for item in items) else "[" + ", ".join(items) + "]"
    return _constant(value)


def _constant(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _key(key: str) -> str:
    return _scalar(key, in_flow=True)


def _scalar(text: str, in_flow: bool) -> str:
    """A text of one line: without quotes where it cannot be taken for anything else."""
    needs_quotes = (
        not BEGINS.match(text)
        or QUOTED.search(text)
        or (in_flow and QUOTED_IN_FLOW.search(text))
        or plain_value(text) is not text
        or not _is_seen(text)
    )
    return _quoted(text) if needs_quotes else text


def _quoted(text: str) -> str:
    """As in JSON; what the eye does not see is written by its number."""
    seen = json.dumps(text, ensure_ascii=False)
    return "".join(sign if _is_seen(sign) else _by_number(sign) for sign in seen)


def _by_number(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def _is_seen(text: str) -> bool:
    return all(sign.isprintable() or sign in BLANKS for sign in text)


def _long(text: str, indent: str) -> Iterator[str]:
    """A text that does not fit on the line of its key: the head of a block and its lines, or all of it at once."""
    lines = text.split("\n")
    if not all(map(_is_seen, lines)) or text != text.strip():
        yield _quoted(text)
    elif len(lines) > 1:
        yield "|"
        yield from (f"{indent}{line}" if line else "" for line in lines)
    elif folded := _folded(text, WIDTH - len(indent)):
        yield ">"
        yield from (f"{indent}{line}" for line in folded)
    else:
        yield _scalar(text, in_flow=False)


def _folded(text: str, width: int) -> list[str]:
    """The text in lines that are joined by single spaces again; nothing where a line would still be too long.

    Chinese stays on one line: it has no spaces between its words, and whoever goes on writing in folded lines would
    bring some in.
    """
    words = text.split(" ") if len(text) == _columns(text) else [text]
    lines = [words[0]]
    for word in words[1:]:
        if word and lines[-1] and _columns(lines[-1]) + 1 + _columns(word) > width and not lines[-1].endswith(" "):
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return lines if all(_columns(line) <= width for line in lines) else []


def _fits(line: str) -> bool:
    return _columns(line) <= WIDTH


def _columns(text: str) -> int:
    return len(text) + sum(east_asian_width(sign) in "WF" for sign in text if sign > "\u10ff")
