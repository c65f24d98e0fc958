"""What parts two people who compete for a seat: points, a tie-break, or the lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class TieBreak(StrEnum):
    """What decides between equal points; of each, more is better. The lot stands after all of them.

    mastered: questions mastered. first-try: of 10,000 first attempts in checks, how many were right. days: daily sets
    completed. rating: the rating of PKs, as shown. classes: micro-classes completed. tenure: days of employment.
    early: seconds by which the points were reached before the stage closed. last-stage: points of the last stage.
    """

    MASTERED = "mastered"
    FIRST_TRY = "first-try"
    DAYS = "days"
    RATING = "rating"
    CLASSES = "classes"
    TENURE = "tenure"
    EARLY = "early"
    LAST_STAGE = "last-stage"


POINTS, LOT = "points", "lot"
Worth = tuple[int, Mapping[TieBreak, int], int]


@dataclass(frozen=True)
class Step:
    """`by` (points, a tie-break or lot) parted somebody from `other_id`: they had `mine` and `theirs`."""

    other_id: int
    by: str
    mine: int
    theirs: int


def parting(other_id: int, mine: Worth, theirs: Worth, tie_breaks: Sequence[TieBreak]) -> Step:
    """The first thing in which two differ. A worth is (points, measures, lot)."""
    if mine[0] != theirs[0]:
        return Step(other_id, POINTS, mine[0], theirs[0])
    for name in tie_breaks:
        one, other = mine[1].get(name, 0), theirs[1].get(name, 0)
        if one != other:
            return Step(other_id, name.value, one, other)
    return Step(other_id, LOT, mine[2], theirs[2])
