"""What the figures of a question ask a trainer to look at, and what follows from them by themselves.

Quarantine: a question in which those who know less are right more often than those who know more is worded wrongly or
keyed wrongly far more often than it is deep. It rests until a trainer has looked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from quizzes.rules.itemshares import correlation_interval
from quizzes.rules.itemstrength import Discrimination

QUARANTINE_PEOPLE = 60  # with enough other answers
MORE_EVIDENCE = 2.0  # times as many people as when it was released, before it can rest again
LEAST_ANSWERS = 30  # before an option that nobody chooses is called unused
UNUSED_SHARE = 0.02
LEAST_CHOOSERS = 10  # of a wrong option, before their strength is compared
FARTHEST = 1.0  # logits that the machine's difficulty may be away from the author's: not much more than a step of five
LEAST_PEOPLE, LARGEST_ERROR = 50, 0.35


def is_backwards(people: int, discrimination: float | None) -> bool:
    """Whether it is as good as sure that the weaker are right more often: the whole interval lies below nought."""
    if discrimination is None or people < QUARANTINE_PEOPLE:
        return False
    interval = correlation_interval(discrimination, people)
    return interval is not None and interval.high < 0


def goes_to_quarantine(people: int, discrimination: float | None, released_at: int | None) -> bool:
    """`released_at`: on how many people it rested when a trainer let this version go on; None: nobody has looked."""
    enough = released_at is None or people >= MORE_EVIDENCE * released_at
    return enough and is_backwards(people, discrimination)


def unused(options: Mapping[str, int], wrong: Collection[str], people: int) -> list[str]:
    """The wrong options that hardly anybody (fewer than one in fifty) takes for right."""
    if people < LEAST_ANSWERS:
        return []
    return [one for one in wrong if options.get(one, 0) < UNUSED_SHARE * people]


def attracts_the_strong(
    found: Discrimination, options: Mapping[str, int], right: str, wrong: Collection[str]
) -> list[str]:
    """The wrong options whose choosers are stronger, on the whole, than those who chose the right one."""
    best = found.strengths.get(right)
    if best is None:
        return []
    enough = [one for one in wrong if options.get(one, 0) >= LEAST_CHOOSERS]
    return [one for one in enough if found.strengths.get(one, best) > best]


def machines_difficulty(author: float, value: float, error: float, people: int) -> float | None:
    """The difficulty at which the machine meets a question, in logits; None: too little is known."""
    if people < LEAST_PEOPLE or error > LARGEST_ERROR:
        return None
    return max(author - FARTHEST, min(author + FARTHEST, value))
