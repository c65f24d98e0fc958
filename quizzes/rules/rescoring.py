"""A finished PK of which a question was found wrong: its scores by another key, or without the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quizzes.rules.duelstate import Given, Seat, State
from quizzes.rules.scoring import score

Pair = tuple[bool, bool]


def rescored(state: State, judged: Mapping[int, Pair | None]) -> State:
    """A finished PK with other grades for some of its questions: (first seat right, second seat right).

    None: the question is taken out, for both. What was answered, and in what time, stays; a right answer scores what
    it would have scored then.
    """
    first, second = (_regraded(state, side, judged) for side in (0, 1))
    gone = {index for index, pair in judged.items() if pair is None}
    kept = set(state.withdrawn) - judged.keys()
    corrected = (set(state.corrected) | judged.keys()) - gone
    return replace(
        state, seats=(first, second), withdrawn=tuple(sorted(kept | gone)), corrected=tuple(sorted(corrected))
    )


def forgotten(state: State, judged: Mapping[int, Pair]) -> State:
    """As `rescored`, of questions about which nothing is said any more: a correction of them was taken back."""
    again = rescored(state, judged)
    return replace(again, corrected=tuple(index for index in again.corrected if index not in judged))


def _regraded(state: State, side: int, judged: Mapping[int, Pair | None]) -> Seat:
    seat = state.seats[side]
    answers = list(seat.answers)
    for index, pair in judged.items():
        given = answers[index]
        if given is not None:
            right = pair is not None and pair[side]
            gain = score(right, given.used_ms, seat.limits[index], state.rules.questions)
            answers[index] = Given(given.response, right, given.used_ms, gain)
    planned = tuple(one for one in answers if one) if seat.planned else ()
    return replace(seat, answers=tuple(answers), planned=planned)
