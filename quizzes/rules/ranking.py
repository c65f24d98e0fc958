"""Ranks of a board. The tie-break: points, then questions mastered; who is equal in both shares the rank."""

from __future__ import annotations

from collections.abc import Sequence


def board_order(points: int, mastered: int, person_id: int) -> tuple[int, int, int]:
    """The sort key of a board: more points first, then more questions mastered.

    Who is equal in both shares the rank; among them the person's number only keeps the list from jumping about.
    """
    return -points, -mastered, person_id


def standard_ranks(rows: Sequence[tuple[int, int]]) -> list[int]:
    """Competition ranks (1, 1, 3) of rows of (points, mastered) that are sorted from the best down.

    Raises ValueError where they are not sorted.
    """
    ranks: list[int] = []
    for place, row in enumerate(rows):
        if place and row > rows[place - 1]:
            raise ValueError("The rows must be sorted from the best down.")
        ranks.append(ranks[-1] if place and row == rows[place - 1] else place + 1)
    return ranks
