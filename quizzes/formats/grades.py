"""Shares of the mark that do not come to a whole: told with their sum, and refused or rounded, as the trainer chooses.

A reader keeps what the file says. Several right answers share the mark: their shares make 100 %. Of one right answer,
in a gap too, the best gives 100 %. As in Moodle, half a per cent more or less adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from quizzes.formats import kept
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Range, Reading, Refusal
from quizzes.formats.numbers import share
from quizzes.formats.reasons import Reason

Part = TypeVar("Part", Item, Blank)
ENOUGH = 0.005
EXACT = 1e-6

NO_FULL_MARK = Reason("No answer gives the full mark; the shares are taken as they are.")
SHARES_DIFFER = Reason("The shares of the right answers do not add up to the full mark; they are taken as they are.")
SUM_REFUSED = Reason(
    "The shares of the right answers do not add up to 100 %. Correct them, or have them rounded. Sum: "
)
BEST_REFUSED = Reason("No answer gives 100 %. Correct the shares, or have them rounded. The best gives: ")
SUM_ROUNDED = Reason("The shares of the right answers did not add up to 100 %; they are rounded. Sum: ")
BEST_ROUNDED = Reason("No answer gave 100 %; now the best one does. It gave: ")


class Grades(StrEnum):
    """What becomes of a question whose shares do not add up."""

    REFUSE = "refuse"
    ROUND = "round"


def settled(reading: Reading, grades: Grades) -> Reading:
    """The reading with such questions refused or rounded; the others as they are."""
    items, refused, notes = kept.items(), [], []
    for item in reading.items:
        whole = coming_to(item)
        adds_up = abs(whole - 1) <= ENOUGH
        told = f"{share(whole)} %"
        if grades is Grades.ROUND:
            items.append(item if abs(whole - 1) <= EXACT else rounded(item))
            notes += [] if adds_up else [Refusal(item.line, _of(item, SUM_ROUNDED, BEST_ROUNDED) + told)]
        elif adds_up:
            items.append(item)
        else:
            refused.append(Refusal(item.line, _of(item, SUM_REFUSED, BEST_REFUSED) + told))
    others = tuple(one for one in reading.notes if not _is_about_shares(one))
    return Reading(items, _by_line(reading.refused, refused), _by_line(others, notes))


def coming_to(item: Item) -> float:
    """What the right answers come to: the sum of several, else the best; of gaps the one that is furthest off."""
    if item.kind is Kind.CLOZE:
        return max((_best(_answers(blank)) for blank in item.blanks), key=lambda best: abs(best - 1), default=1.0)
    answers = _answers(item)
    return sum(max(one.fraction, 0.0) for one in answers) if item.kind is Kind.SEVERAL else _best(answers)


def rounded(item: Item) -> Item:
    """The same with shares that add up, in the proportion that they had."""
    blanks = tuple(_scaled(blank, _best(_answers(blank))) for blank in item.blanks)
    return replace(_scaled(item, coming_to(item)), blanks=blanks)


def _scaled(part: Part, whole: float) -> Part:
    choices = tuple(replace(one, fraction=_share_of(one, whole)) for one in part.choices)
    ranges = tuple(replace(one, fraction=_share_of(one, whole)) for one in part.ranges)
    return replace(part, choices=choices, ranges=ranges)


def _share_of(answer: Choice | Range, whole: float) -> float:
    return round(answer.fraction / whole, 7) if answer.fraction > 0 else answer.fraction


def _answers(part: Item | Blank) -> Sequence[Choice | Range]:
    return (*part.choices, *part.ranges)


def _best(answers: Sequence[Choice | Range]) -> float:
    """1 where nothing has a share: steps, pairs."""
    return max((one.fraction for one in answers), default=1.0)


def _of(item: Item, several: Reason, one: Reason) -> Reason:
    return several if item.kind is Kind.SEVERAL else one


def _is_about_shares(note: Refusal) -> bool:
    return getattr(note.reason, "sentence", "") in (NO_FULL_MARK, SHARES_DIFFER)


def _by_line(told: Sequence[Refusal], more: Sequence[Refusal]) -> Sequence[Refusal]:
    return tuple(sorted((*told, *more), key=lambda one: one.line)) if more else told
