"""A fault: what is wrong in a file, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Place:
    """A position as editors count it: from 1, in characters."""

    line: int = 1
    column: int = 1


START = Place()
LONGEST = 400


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right. `str()` is the form that editors and terminals can jump to."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


def fault_at(path: str, place: Place, message: str) -> Fault:
    return Fault(readable(path), place.line, place.column, readable(" ".join(message.split())))


def readable(words: str) -> str:
    """What a file says may be quoted in a fault; nothing in it may break the line or the terminal."""
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), 1)
    return f" Did you mean `{close[0]}`?" if close else ""
