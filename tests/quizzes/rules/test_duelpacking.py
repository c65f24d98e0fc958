"""A finished PK is kept in some eighty bytes, and comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules import machine
from quizzes.rules.duel import Given, Kind, Phase, Rules, Seat, State, from_json, to_json
from quizzes.rules.duelpacking import packed, unpacked
from quizzes.rules.scoring import limit_ms, score
from tests.quizzes.rules.contents import MATCHING, NUMERIC, ORDERING, SEVERAL, SINGLE, TRUE_FALSE

T = 1_780_000_000_000
OWN_PACE, LIVE = Rules(), Rules(reveal_ms=8_000, countdown_ms=4_000)
FIVE = [SINGLE, SEVERAL, TRUE_FALSE, NUMERIC, ORDERING]
LETTERS = st.sampled_from("abcdefgqz")
RESPONSES = st.one_of(
    st.none(), st.booleans(), st.text(max_size=4), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0, 2_000).map(round).map(float), LETTERS, st.lists(LETTERS, max_size=6), st.lists(st.text(max_size=3)),
    st.dictionaries(LETTERS, LETTERS, max_size=6),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3) | st.floats(0, 9)),
)  # fmt: skip
TIMES = st.integers(0, 66_000) | st.integers(60_000, 400_000)


@st.composite
def answers(draw: Any) -> tuple[Given, ...]:
    return tuple(
        Given(draw(RESPONSES), right, draw(TIMES), draw(st.integers(0, 400)) if right else 0)
        for right in draw(st.lists(st.booleans(), min_size=5, max_size=5))
    )


@st.composite
def states(draw: Any) -> State:
    """PKs that are over, of every sort, and some that are not."""
    limits = draw(st.tuples(*[TIMES] * 5))
    other = draw(st.just(limits) | st.tuples(*[TIMES] * 5))
    seats = (Seat(Kind.HUMAN, limits, draw(answers()), ready=draw(st.booleans())), _second(draw, other))
    return State(
        draw(st.sampled_from([OWN_PACE, LIVE, Rules(grace_ms=700)])), seats,
        draw(st.sampled_from([Phase.FINISHED, Phase.FINISHED, Phase.REVEAL])), 4, T, T + draw(st.integers(1, 500_000)),
        draw(st.integers(0, 5)), draw(st.sampled_from([None, 0, 1])),
        draw(st.sampled_from([(), (0,), (1, 4)])), draw(st.sampled_from([(), (2,), (0, 1, 2, 3, 4)])),
    )  # fmt: skip


def _second(draw: Any, limits: tuple[int, ...]) -> Seat:
    kind, given = draw(st.sampled_from(Kind)), draw(answers())
    return Seat(kind, limits, given, planned=() if kind is Kind.HUMAN else given)


@given(states())
def test_whatever_was_played_comes_back_the_same(state):
    kept = to_json(state)
    found = unpacked(packed(kept))
    assert json.dumps(found, sort_keys=True) == json.dumps(kept, sort_keys=True)
    assert from_json(found) == state


def over(five: list[dict[str, Any]], seed: int) -> State:
    """A PK between two machines, as good as people."""
    limits = tuple(map(limit_ms, five))
    both = [machine.plan(five, limits, level, seed + level) for level in (2, 4)]
    seats = Seat(Kind.HUMAN, limits, both[0]), Seat(Kind.HUMAN, limits, both[1])
    return State(LIVE, seats, Phase.FINISHED, 4, T, T + 20_000, 5)


@pytest.mark.parametrize("seed", range(10))
def test_a_finished_pk_takes_at_most_120_bytes(seed):
    five = Random(seed).sample([*FIVE, MATCHING], 5)
    assert len(packed(to_json(over(five, seed)))) <= 120


def test_a_pk_that_goes_on_stays_json():
    state = replace(over(FIVE, 1), phase=Phase.REVEAL)
    assert json.loads(packed(to_json(state))) == to_json(state)


def test_what_was_kept_as_json_is_read_as_it_is():
    kept = to_json(over(FIVE, 1))
    assert unpacked(json.dumps(kept).encode()) == kept


WRITTEN = bytes.fromhex(
    "01080180909282e733a09c0102004e204e2075304e209c408113880e9b0bb8109d0504d212a00d4e2000009c400c0307d01c07d11d0107d22103342e3507d31f0100011007d4"
)


def test_what_was_packed_once_is_read_for_good():
    """Forms are never changed: this one was written by the first version."""
    assert packed(to_json(FIRST)) == WRITTEN
    assert from_json(unpacked(WRITTEN)) == FIRST


def test_a_form_of_a_newer_version_is_refused():
    with pytest.raises(ValueError, match="does not read"):
        unpacked(b"\x63\x00")


LIMITS = (20_000, 20_000, 30_000, 20_000, 40_000)
GIVEN = (("a", 5_000), (True, 3_000), (["a", "c"], 1_234), (13.0, 20_000), (None, 40_000))
MISSED = tuple(Given(one, False, 2_000 + place, 0) for place, one in enumerate(["c", False, ["a"], 4.5, {"a": "b"}]))
FIRST = State(
    LIVE,
    (
        Seat(Kind.HUMAN, LIMITS, tuple(
            Given(response, response is not None, used, score(response is not None, used, limit, 5))
            for (response, used), limit in zip(GIVEN, LIMITS, strict=True)
        )),
        Seat(Kind.HUMAN, LIMITS, MISSED, ready=True),
    ),
    Phase.FINISHED, 4, T, T + 20_000, 5, corrected=(1,),
)  # fmt: skip
