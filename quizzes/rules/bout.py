"""A PK played to its end at once, as the state machine of quizzes/rules/duel.py would have left it.

For simulated seasons of millions of PKs: it builds the last state without the steps between. A test plays the same
answers through the machine and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from quizzes.rules.duel import Given, Kind, Phase, Rules, Seat, State, outcomes
from quizzes.rules.scoring import Outcome


class Bout(NamedTuple):
    """How it ended. `opened` and `closed`: milliseconds at which each question did; `version`: changes of its row."""

    state: State
    outcomes: tuple[Outcome, Outcome]
    totals: tuple[int, int]
    opened: tuple[int, ...]
    closed: tuple[int, ...]
    version: int


def against_machine(
    rules: Rules,
    limits: tuple[int, ...],
    given: tuple[Given, ...],
    planned: tuple[Given, ...],
    began: int,
    pauses: Sequence[int],
) -> Bout:
    """One person; after each question they look at the reply for as long as `pauses` says. Nothing is let pass."""
    opened, closed, at = [], [], began
    for one, pause in zip(given, (*pauses, 0), strict=True):
        opened.append(at)
        closed.append(at + one.used_ms)
        at = closed[-1] + pause
    machine = Seat(Kind.MACHINE, limits, answers=planned, planned=planned)
    changes = len(given) + len(pauses)
    return _ended(rules, (Seat(Kind.HUMAN, limits, given), machine), opened, closed, changes)


def live(
    rules: Rules,
    limits: tuple[int, ...],
    both: tuple[tuple[Given, ...], tuple[Given, ...]],
    began: int,
    pauses: Sequence[tuple[int, int]],
) -> Bout:
    """Two people at the same time; the next question opens when both want it."""
    opened, closed, at = [], [], began + rules.countdown_ms
    for mine, theirs, wait in zip(*both, (*pauses, (0, 0)), strict=True):
        opened.append(at)
        closed.append(at + max(mine.used_ms, theirs.used_ms))
        at = closed[-1] + max(wait)
    first, second = (Seat(Kind.HUMAN, limits, given) for given in both)
    changes = 1 + 2 * len(opened) + 2 * len(pauses)
    return _ended(rules, (first, second), opened, closed, changes)


def _ended(rules: Rules, seats: tuple[Seat, Seat], opened: list[int], closed: list[int], changes: int) -> Bout:
    last = rules.questions - 1
    state = State(rules, seats, Phase.FINISHED, last, opened[-1], closed[-1], rules.questions)
    totals = (seats[0].total(), seats[1].total())
    assert all(one < other for one, other in pairwise(opened))
    return Bout(state, outcomes(state), totals, tuple(opened), tuple(closed), changes)
