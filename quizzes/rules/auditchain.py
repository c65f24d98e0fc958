"""An append-only log whose lines hold each other: altering, removing, adding or moving one breaks the chain.

Each line's hash is SHA-256 over the hash of the line before and the line itself as canonical JSON (RFC 8785's order of
keys; no floats), so that whoever keeps the last hash elsewhere (it is printed on every protocol) can prove all before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Line:
    """`number` counts from 1. `at` is a moment in ISO form; `facts` are plain JSON without floats."""

    number: int
    at: str
    actor_id: int
    deed: str
    subject: str
    facts: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: altered, missing, moved, cut (the end is gone), added (after the end)."""

    number: int
    code: str


def digest(
    number: int, at: str, actor_id: int, deed: str, subject: str, facts: Mapping[str, Any], previous: str
) -> str:
    """The hash of a line. Raises TypeError for facts that hold floats or what is no JSON."""
    _refuse_floats(facts)
    whole = [number, at, actor_id, deed, subject, facts, previous]
    return sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("Facts of the log hold no floats: write hundredths, or text.")
    for one in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        _refuse_floats(one)


def chained(last: Line | None, at: str, actor_id: int, deed: str, subject: str, facts: Mapping[str, Any]) -> Line:
    """The line that follows."""
    return following(last.number if last else 0, last.hash if last else START, at, actor_id, deed, subject, facts)


def following(
    last: int, previous: str, at: str, actor_id: int, deed: str, subject: str, facts: Mapping[str, Any]
) -> Line:
    """The line after the one with this number and hash."""
    number = last + 1
    made = digest(number, at, actor_id, deed, subject, facts, previous)
    return Line(number, at, actor_id, deed, subject, facts, previous, made)


def breaks(lines: Iterable[Line], head: tuple[int, str] | None = None) -> Iterator[Break]:
    """Everything that is wrong with the log. `head`: number and hash of its last line, as kept beside it."""
    previous, expected, end = START, 1, START if head and not head[0] else None
    for line in lines:
        if line.number > expected:
            yield Break(expected, "missing")
        elif line.number < expected or line.previous != previous:
            yield Break(line.number, "moved")
        if line.hash != _digest_of(line):
            yield Break(line.number, "altered")
        if head and line.number == head[0]:
            end = line.hash
        if head and line.number > head[0]:
            yield Break(line.number, "added")
        previous, expected = line.hash, max(expected, line.number + 1)
    if head and end != head[1]:
        yield Break(head[0], "altered" if end else "cut")


def _digest_of(line: Line) -> str:
    """Nothing for facts that no line of ours can hold."""
    try:
        return digest(line.number, line.at, line.actor_id, line.deed, line.subject, line.facts, line.previous)
    except TypeError:
        return ""
