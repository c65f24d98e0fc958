"""A fault: what is wrong in a file, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A position as editors count it: from 1, in characters."""

    line: int = 1
    column: int = 1


START = Place()


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
    return Fault(path, place.line, place.column, message)
