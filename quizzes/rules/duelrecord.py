"""A PK's state as it is kept in a database row: a small JSON object, and back.

    {"r": [questions, grace, reveal, countdown, credit cap], "p": phase, "i": index, "o": opened,
     "c": closed after opened, "n": questions shown, "f": forfeit, "w": withdrawn, "k": corrected, "s": [seat, seat]}

Left out: what of the rules is as usual (from the end), "n" where it is index + 1, "f" where nobody gave up, "w" and "k"
where no question was found wrong.
A seat is [kind, limits, answers, planned, ready]; limits are null where they are those of the first seat, planned
holds only what is still to come. An answer is [response, used] when wrong and [response, used, score] when right.
Ids of one letter are run together: ["cab"] for a list, {"ab": "ba"} for pairs.
"""

from __future__ import annotations

from dataclasses import astuple, replace
from functools import cache
from typing import Any

from quizzes.rules.duelstate import Given, Kind, Phase, Rules, Seat, State

KINDS = {kind.value[0]: kind for kind in Kind}


def to_json(state: State) -> dict[str, Any]:
    """The state as a small JSON object (a PK of five questions: about 300 bytes, and what was typed); `from_json` gives
    it back.
    """
    first, second = state.seats
    kept = {
        "r": list(_rules_to_json(state.rules)),
        "p": state.phase.value,
        "i": state.index,
        "o": state.opened_ms,
        "c": state.closed_ms - state.opened_ms if state.closed_ms else None,
        "s": [_seat_to_json(first, None), _seat_to_json(second, first.limits)],
    }
    unusual = {
        "n": None if state.opened == state.index + 1 else state.opened,
        "f": state.forfeit,
        "w": list(state.withdrawn) or None,
        "k": list(state.corrected) or None,
    }
    return kept | {name: value for name, value in unusual.items() if value is not None}


def from_json(data: dict[str, Any]) -> State:
    """The state that `to_json` kept."""
    first = _seat_from_json(data["s"][0], ())
    second = _seat_from_json(data["s"][1], first.limits)
    closed = 0 if data["c"] is None else data["o"] + data["c"]
    shown = data.get("n", data["i"] + 1)
    state = State(
        Rules(*data["r"]), (first, second), Phase(data["p"]), data["i"], data["o"], closed, shown, data.get("f")
    )
    if "w" in data or "k" in data:
        return replace(state, withdrawn=tuple(data.get("w", ())), corrected=tuple(data.get("k", ())))
    return state


@cache
def _rules_to_json(rules: Rules) -> tuple[Any, ...]:
    """The values in order; those at the end that are as usual are left out."""
    values, usual = list(astuple(rules)), astuple(Rules())
    while len(values) > 3 and values[-1] == usual[len(values) - 1]:
        values.pop()
    return tuple(values)


def _seat_to_json(seat: Seat, known_limits: tuple[int, ...] | None) -> list[Any]:
    limits = None if seat.limits == known_limits else list(seat.limits)
    answers = [given and _given_to_json(given) for given in seat.answers]
    planned = [_given_to_json(given) for given in seat.planned[_answered(seat.answers) :]] if seat.planned else []
    return [seat.kind.value[0], limits, answers, planned, int(seat.ready)]


def _seat_from_json(data: list[Any], known_limits: tuple[int, ...]) -> Seat:
    kind, limits, answers, planned, ready = data
    given = tuple(one and _given_from_json(one) for one in answers)
    done = () if KINDS[kind] is Kind.HUMAN else tuple(one for one in given if one)
    rest = tuple(_given_from_json(one) for one in planned)
    return Seat(KINDS[kind], known_limits if limits is None else tuple(limits), given, done + rest, bool(ready))


def _answered(answers: tuple[Given | None, ...]) -> int:
    return sum(given is not None for given in answers)


def _given_to_json(given: Given) -> list[Any]:
    response = given.response
    if isinstance(response, (list, dict)):
        response = _response_to_json(response)
    return [response, given.used_ms, given.score] if given.correct else [response, given.used_ms]


def _given_from_json(data: list[Any]) -> Given:
    response, used_ms, *right = data
    return Given(_response_from_json(response), bool(right), used_ms, right[0] if right else 0)


def _response_to_json(response: list[Any] | dict[str, Any]) -> Any:
    if isinstance(response, list):
        return [_run(response)]
    lefts, rights = _run(list(response)), _run(list(response.values()))
    both = isinstance(lefts, str) and isinstance(rights, str)
    return {lefts: rights} if both else {"": [list(response), list(response.values())]}


def _response_from_json(data: Any) -> Any:
    if isinstance(data, list):
        return list(data[0])
    if isinstance(data, dict):
        ((lefts, rights),) = data.items()
        return dict(zip(*(rights if lefts == "" else (lefts, rights)), strict=True))
    return data


def _run(ids: list[Any]) -> str | list[Any]:
    """Ids of one letter run together; others, and no ids at all, as they are."""
    return "".join(ids) if ids and all(isinstance(one, str) and len(one) == 1 for one in ids) else ids
