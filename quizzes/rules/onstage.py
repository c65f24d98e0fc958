"""Who meets whom in the PKs on stage, as the timetable says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Turn:
    """Somebody's turn on stage: when (minutes or anything that can be ordered), where, and the drawn number."""

    begins: int
    room: int
    number: int


def pairs(turns: Iterable[Turn]) -> list[tuple[int, int]]:
    """The drawn numbers two by two, in the order of the timetable.

    Who is in the same room at the same time meets, by number; who is left over there waits for the next one who is left
    over in that room, then in any. With an odd count the last one has 0 as opponent: who has played plays along.
    """
    together, left = _of_same_time(sorted(turns))
    met, left = _of_same_room(left)
    found = together + met + [_two(one, other) for one, other in zip(left[::2], left[1::2], strict=False)]
    ordered = [(first.number, second.number) for first, second in sorted(found)]
    return ordered + ([(left[-1].number, 0)] if len(left) % 2 else [])


Two = tuple[Turn, Turn]


def _of_same_time(turns: list[Turn]) -> tuple[list[Two], list[Turn]]:
    return _matched(turns, lambda one, other: (one.begins, one.room) == (other.begins, other.room))


def _of_same_room(turns: list[Turn]) -> tuple[list[Two], list[Turn]]:
    by_room = sorted(turns, key=lambda one: (one.room, one.begins, one.number))
    met, left = _matched(by_room, lambda one, other: one.room == other.room)
    return met, sorted(left)


def _matched(turns: list[Turn], fits: Callable[[Turn, Turn], bool]) -> tuple[list[Two], list[Turn]]:
    """Neighbours that fit, two by two; and who is left."""
    found: list[Two] = []
    left: list[Turn] = []
    for one in turns:
        if left and fits(left[-1], one):
            found.append(_two(left.pop(), one))
        else:
            left.append(one)
    return found, left


def _two(one: Turn, other: Turn) -> Two:
    return (one, other) if one <= other else (other, one)
