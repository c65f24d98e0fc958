"""How a PK is kept: small, and the same when it comes back."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules import machine
from quizzes.rules.duel import Answered, Given, Kind, Next, Phase, Rules, Seat, Start, State, from_json, step, to_json
from quizzes.rules.grading import key
from quizzes.rules.scoring import limit_ms
from tests.quizzes.rules.contents import (
    CLOZE,
    EVERY_KIND,
    MATCHING,
    NUMERIC,
    ORDERING,
    SEVERAL,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    pairs,
)

T = 1_780_000_000_000
CHOSEN = [one for one in EVERY_KIND if one not in (SHORT, CLOZE)]
RESPONSES: list[Any] = [
    *(None, "b", "opt-2", ["a"], ["a", "c"], ["o1"], ["o1", "o2"], [], True, False, 12.6, -3.0, 0.0),
    *("扭力扳手", {"1": "x", "2": 5.0}, {"1": 230.0, "2": "制动液", "3": "b"}),
    *({"a": "b", "b": "a"}, {"p1": "p2", "p2": "p1"}, {"a": "p2"}, {"a": "b"}, {}),
]


def kept(state: State) -> str:
    return json.dumps(to_json(state), separators=(",", ":"))


def with_response(response: Any, correct: bool) -> State:
    limits = (20_000,) * 5
    answered = Seat(Kind.HUMAN, limits, (Given(response, correct, 1_234, 118 if correct else 0),))
    return State(Rules(), (answered, Seat(Kind.HUMAN, (30_000,) * 5, (None,))), Phase.QUESTION, 0, T)


@pytest.mark.parametrize("response", RESPONSES, ids=repr)
@pytest.mark.parametrize("correct", [True, False])
def test_every_response_comes_back_the_same(response, correct):
    back = from_json(json.loads(kept(with_response(response, correct))))
    assert back == with_response(response, correct)
    assert type(back.seats[0].answers[0].response) is type(response)


IDS = st.text(max_size=3)


@given(st.lists(IDS, max_size=6) | st.dictionaries(IDS, IDS, max_size=6) | st.text(max_size=8))
def test_any_ids_at_all_come_back_the_same(response):
    assert from_json(json.loads(kept(with_response(response, True)))) == with_response(response, True)


def sizes(five: list[dict[str, Any]], extra_time: float = 0.0) -> list[int]:
    """How large a PK against the machine is after each step of the way."""
    mine, theirs = (tuple(limit_ms(one, extra) for one in five) for extra in (extra_time, 0.0))
    planned = machine.plan(five, theirs, 5, seed=1)
    duel = State(Rules(), (Seat(Kind.HUMAN, mine), Seat(Kind.MACHINE, theirs, planned=planned)))
    state, found, now = step(duel, Start(), T)[0], [len(kept(duel))], T
    for index, content in enumerate(five):
        for event, passed in ((Answered(0, index, key(content), True), 15_000), (Next(0, index), 5_000)):
            now += passed
            state, _facts = step(state, event, now)
            found.append(len(kept(state)))
            assert from_json(json.loads(kept(state))) == state
    return found


@pytest.mark.parametrize(
    "five",
    [
        [SINGLE] * 5,
        [SINGLE, SEVERAL, TRUE_FALSE, NUMERIC, ORDERING],
        [MATCHING, ORDERING, NUMERIC, SEVERAL, SINGLE],
        *[Random(seed).sample(CHOSEN, 5) for seed in range(10)],
    ],
)
def test_a_duel_takes_at_most_350_bytes(five):
    assert max(sizes(five)) <= 350


def test_what_is_typed_adds_its_own_length():
    assert max(sizes([SHORT] * 5)) <= 450
    assert max(sizes([CLOZE] * 5)) <= 750


def test_the_largest_there_can_be_of_what_is_chosen_is_five_matchings_of_six_pairs():
    assert max(sizes([pairs(6)] * 5)) <= 450


def test_extra_time_takes_a_few_more_because_the_limits_differ():
    assert max(sizes([MATCHING, ORDERING, NUMERIC, SEVERAL, SINGLE], extra_time=0.5)) <= 390
