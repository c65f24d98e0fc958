"""When a question comes back: fsrs with whole days, and without chance.

A right answer brings it back later and later (2, 11, 46, 90 days), a wrong one on the next day. A right answer after a
wrong one counts as a hard one: it comes back soon. A second right answer on a day changes nothing: what was heard a
minute ago is not remembered yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler, State

LONGEST = 90  # days: nothing fades so far that a season would not ask it again
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False)


@dataclass(frozen=True)
class Memory:
    """`stability`, `difficulty`: of fsrs. Days are ordinals: `day` of the last answer that counted, `due` when it
    should be asked again. `right`: whether that answer was.
    """

    stability: float
    difficulty: float
    due: int
    day: int
    right: bool


def answered(before: Memory | None, right: bool, day: int) -> Memory:
    """The memory after an answer on that day; None before: there was no answer yet."""
    if before is not None:
        day = max(day, before.day)  # an answer that was sent late does not turn the calendar back
        if right and day == before.day:
            return before
    card, _log = SCHEDULER.review_card(_card(before), _rating(before, right), _moment(day))
    assert card.stability is not None
    assert card.difficulty is not None
    due = card.due.toordinal() if right else day + 1
    return Memory(card.stability, card.difficulty, due, day, right)


def _rating(before: Memory | None, right: bool) -> Rating:
    if not right:
        return Rating.Again
    return Rating.Hard if before is not None and not before.right else Rating.Good


def _card(before: Memory | None) -> Card:
    if before is None:
        return Card(card_id=1)
    return Card(
        card_id=1,
        state=State.Review,
        step=None,
        stability=before.stability,
        difficulty=before.difficulty,
        due=_moment(before.due),
        last_review=_moment(before.day),
    )


def _moment(day: int) -> datetime:
    return datetime.fromordinal(day).replace(tzinfo=UTC)
