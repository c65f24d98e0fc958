"""What counts as an answer, how right it is, and what an open question gives away: nothing."""

from __future__ import annotations

import json
import math
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.grading import BadResponse, check, grade, key, mask, parse_number, shown, unmask
from tests.quizzes.rules.contents import (
    EVERY_KIND,
    MATCHING,
    NUMERIC,
    ORDERING,
    SEVERAL,
    SINGLE,
    TRUE_FALSE,
    kind_of,
    number,
    pairs,
    steps,
)

SEEDS = range(200)
every_kind = pytest.mark.parametrize("content", EVERY_KIND, ids=kind_of)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.6", 12.6),
        ("12,6", 12.6),
        ("１２．６", 12.6),
        ("１２，６", 12.6),
        ("12。6", 12.6),
        ("  12.6 ", 12.6),
        ("\u300012.6\u3000", 12.6),
        ("+3", 3.0),
        ("-5", -5.0),
        ("−5", -5.0),
        ("－５", -5.0),
        ("– 5", -5.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("0,125", 0.125),
        ("12 600", 12_600.0),
        ("1 234 567,5", 1_234_567.5),
        ("1234,567", 1234.567),
        ("1e3", 1000.0),
        ("2.5E-3", 0.0025),
        ("007", 7.0),
        ("0", 0.0),
    ],
)
def test_a_number_is_read_as_people_type_it(text, expected):
    assert parse_number(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", ",", "-", "e5", "nan", "NaN", "inf", "-inf", "Infinity", "1e999", "-1e999", "abc", "12 V"),
        *("1_000", "0x10", "1.2.3", "1,2,3", "1,234.5", "--5", "+-5", "1 2", "12 60", "10²", "½", "①", "١٢", "1/2"),
        *("5%", "9" * 41, "1\n2", "1e", "1\x00"),
    ],
)
def test_nonsense_is_no_number(text):
    with pytest.raises(BadResponse) as refused:
        parse_number(text)
    assert refused.value.code == "not-a-number"


@pytest.mark.parametrize("text", ["1,200", "12,600", "-100,000", "１，２００"])
def test_a_comma_that_may_mean_thousands_is_refused_and_not_guessed_at(text):
    with pytest.raises(BadResponse, match="not-a-number"):
        parse_number(text)


@given(st.text(max_size=60))
def test_any_text_is_a_finite_number_or_refused(text):
    try:
        found = parse_number(text)
    except BadResponse:
        return
    assert math.isfinite(found)


@pytest.mark.parametrize(
    ("content", "raw", "expected"),
    [
        (SINGLE, "b", "b"),
        (SEVERAL, ["c", "a"], ["a", "c"]),
        (SEVERAL, ["d"], ["d"]),
        (TRUE_FALSE, True, True),
        (TRUE_FALSE, "false", False),
        (NUMERIC, "12,6", 12.6),
        (NUMERIC, 12, 12.0),
        (NUMERIC, 1e-7, 1e-7),
        (ORDERING, ["d", "c", "b", "a"], ["d", "c", "b", "a"]),
        (MATCHING, {"a": "c", "b": "a", "c": "b"}, {"a": "c", "b": "a", "c": "b"}),
    ],
)
def test_an_answer_takes_its_one_form(content, raw, expected):
    found = check(content, raw)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("content", "raw", "code"),
    [
        *[(content, raw, "incomplete") for content in EVERY_KIND for raw in (None, "", [])],
        (SINGLE, "z", "unknown-option"),
        (SINGLE, "ab", "unknown-option"),
        (SINGLE, 1, "unknown-option"),
        (SINGLE, ["b"], "unknown-option"),
        (SINGLE, {"b": "b"}, "unknown-option"),
        (SEVERAL, "a", "not-a-list"),
        (SEVERAL, ["a"] * 201, "not-a-list"),
        (SEVERAL, ["a", "z"], "unknown-option"),
        (SEVERAL, ["a", ["b"]], "unknown-option"),
        (SEVERAL, ["a", "a"], "twice"),
        (TRUE_FALSE, "yes", "unknown-option"),
        (TRUE_FALSE, 1, "unknown-option"),
        (TRUE_FALSE, 0, "unknown-option"),
        (TRUE_FALSE, ["true"], "unknown-option"),
        (NUMERIC, True, "not-a-number"),
        (NUMERIC, [1], "not-a-number"),
        (NUMERIC, {"a": 1}, "not-a-number"),
        (NUMERIC, math.nan, "not-a-number"),
        (NUMERIC, math.inf, "not-a-number"),
        (NUMERIC, 10**400, "not-a-number"),
        (NUMERIC, "1" * 10_000, "not-a-number"),
        (ORDERING, "abcd", "not-a-list"),
        (ORDERING, ["a", "b", "c"], "incomplete"),
        (ORDERING, ["a", "b", "c", "c"], "twice"),
        (ORDERING, ["a", "b", "c", "e"], "unknown-option"),
        (ORDERING, ["a", "b", "c", "d", "a"], "twice"),
        (MATCHING, ["a", "b", "c"], "not-pairs"),
        (MATCHING, {}, "incomplete"),
        (MATCHING, {"a": "a", "b": "b"}, "incomplete"),
        (MATCHING, {"a": "a", "b": "a", "c": "c"}, "twice"),
        (MATCHING, {"a": "a", "b": "b", "z": "c"}, "unknown-option"),
        (MATCHING, {"a": "a", "b": "b", "c": None}, "unknown-option"),
        (MATCHING, {"a": ["a"], "b": "b", "c": "c"}, "unknown-option"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_a_reason(content, raw, code):
    with pytest.raises(BadResponse) as refused:
        check(content, raw)
    assert refused.value.code == code
    assert isinstance(refused.value, ValueError)


def test_a_number_too_long_to_be_written_down_is_refused_like_any_other():
    with pytest.raises(BadResponse, match="not-a-number"):
        check(NUMERIC, 10**5000)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from("abcdz") | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("abcdz"), inner, max_size=5),
    max_leaves=8,
)


@given(st.sampled_from(EVERY_KIND), ANYTHING, st.integers(0, 99))
def test_whatever_is_sent_is_an_answer_that_can_be_graded_or_refused(content, raw, seed):
    try:
        response = check(content, unmask(content, seed, raw))
    except BadResponse:
        return
    assert check(content, response) == response
    assert json.loads(json.dumps(response)) == response
    found = grade(content, response)
    assert 0 <= found.fraction <= 1
    assert found.correct == (found.fraction == 1)


@every_kind
def test_the_key_is_wholly_right_and_nothing_is_wholly_wrong(content):
    assert check(content, key(content)) == key(content)
    best = grade(content, key(content))
    assert (best.correct, best.fraction, all(best.parts.values())) == (True, 1.0, True)
    none = grade(content, None)
    assert (none.correct, none.fraction, none.parts) == (False, 0.0, {})


@pytest.mark.parametrize(
    ("content", "response", "fraction", "parts"),
    [
        (SINGLE, "a", 0.0, {"a": False}),
        (SEVERAL, ["a"], 0.75, {"a": True, "b": True, "c": False, "d": True}),
        (SEVERAL, ["a", "b", "c"], 0.75, {"a": True, "b": False, "c": True, "d": True}),
        (SEVERAL, ["b", "d"], 0.0, {"a": False, "b": False, "c": False, "d": False}),
        (TRUE_FALSE, False, 0.0, {}),
        (ORDERING, ["a", "b", "d", "c"], 0.5, {"a": True, "b": True, "d": False, "c": False}),
        (ORDERING, ["d", "a", "b", "c"], 0.0, {"a": False, "b": False, "c": False, "d": False}),
        (MATCHING, {"a": "a", "b": "c", "c": "b"}, 1 / 3, {"a": True, "b": False, "c": False}),
    ],
)
def test_a_partly_right_answer_is_wrong_and_says_which_parts_are_right(content, response, fraction, parts):
    found = grade(content, response)
    assert (found.correct, found.parts) == (False, parts)
    assert found.fraction == pytest.approx(fraction)


@pytest.mark.parametrize(
    ("answer", "tolerance", "response", "correct"),
    [
        (12.6, 0.2, 12.4, True),
        (12.6, 0.2, 12.8, True),
        (12.6, 0.2, 12.81, False),
        (12.6, 0.2, 12.39, False),
        (0.1 + 0.2, 0.0, 0.3, True),
        (5, 0, 5.0, True),
        (5, 0, 5.0001, False),
        (0, 0, 0.0, True),
        (-40, 1, -41, True),
        (-40, 1, 40, False),
        (1e9, 0, 1e9 + 2, False),
    ],
)
def test_a_number_is_right_up_to_the_tolerance_and_no_further(answer, tolerance, response, correct):
    assert grade(number(answer, tolerance), response).correct is correct


# What an open question gives away -----------------------------------------------------------------------------------


@every_kind
def test_an_open_question_shows_its_text_and_nothing_of_the_key(content):
    expected = {
        "single": {"kind", "text", "options"},
        "several": {"kind", "text", "options"},
        "true-false": {"kind", "text"},
        "numeric": {"kind", "text", "unit"},
        "ordering": {"kind", "text", "steps"},
        "matching": {"kind", "text", "lefts", "rights"},
        "short": {"kind", "text", "case_matters"},
        "cloze": {"kind", "text", "gaps", "case_matters"},
    }
    for seed in SEEDS:
        found = shown(content, seed)
        assert set(found) == expected[content["kind"]]
        pieces = [piece for name in ("options", "steps", "lefts", "rights") for piece in found.get(name, ())]
        assert all(set(piece) == {"id", "text"} for piece in pieces)


@every_kind
def test_the_same_seed_shows_the_same_and_another_seed_another_order(content):
    assert all(shown(content, seed) == shown(content, seed) for seed in SEEDS)
    if content["kind"] not in ("true-false", "numeric", "short"):
        assert len({json.dumps(shown(content, seed)) for seed in SEEDS}) > 10


@given(st.sampled_from(EVERY_KIND), st.integers(0, 2**62), st.randoms(use_true_random=False))
def test_what_comes_back_in_shown_ids_is_what_was_meant(content, seed, rng):
    response = key(content)
    if isinstance(response, list):
        response = rng.sample([piece["id"] for piece in content.get("options") or content["steps"]], len(response))
    if content["kind"] == "matching":
        response = dict(zip(response, rng.sample(sorted(response), len(response)), strict=True))
    assert unmask(content, seed, mask(content, seed, response)) == response


def test_a_person_who_picks_by_text_gives_the_stored_answer():
    for seed in SEEDS:
        page = shown(SINGLE, seed)
        chosen = next(option["id"] for option in page["options"] if option["text"]["en"] == "option b")
        assert grade(SINGLE, check(SINGLE, unmask(SINGLE, seed, chosen))).correct

        page = shown(ORDERING, seed)
        order = [step["id"] for step in sorted(page["steps"], key=lambda step: step["text"]["en"])]
        assert grade(ORDERING, check(ORDERING, unmask(ORDERING, seed, order))).correct

        page = shown(MATCHING, seed)
        rights = {right["text"]["en"].split()[1]: right["id"] for right in page["rights"]}
        chosen = {left["id"]: rights[left["text"]["en"].split()[1]] for left in page["lefts"]}
        assert grade(MATCHING, check(MATCHING, unmask(MATCHING, seed, chosen))).correct


def test_lefts_keep_their_order():
    assert [left["text"]["en"] for left in shown(MATCHING, 7)["lefts"]] == ["left a", "left b", "left c"]


@pytest.mark.parametrize("count", [3, 4, 7])
def test_steps_are_never_shown_in_the_right_order(count):
    content = steps(count)
    assert all([step["text"] for step in shown(content, seed)["steps"]] != in_order(content) for seed in range(1000))


def test_two_steps_are_left_to_chance_because_always_reversed_would_be_telling():
    content = steps(2)
    right = sum([step["text"] for step in shown(content, seed)["steps"]] == in_order(content) for seed in range(1000))
    assert 400 < right < 600


def in_order(content) -> list[dict[str, str]]:
    return [step["text"] for step in content["steps"]]


def test_the_shown_ids_tell_nothing_about_the_right_option():
    """Always choosing the same shown id, or always the same place, is no better than guessing."""
    for choice in "abcd":
        assert 170 < sum(mask(SINGLE, seed, "b") == choice for seed in range(1000)) < 330
    for place in range(4):
        page = [shown(SINGLE, seed)["options"][place]["text"]["en"] for seed in range(1000)]
        assert 170 < page.count("option b") < 330


def test_sorting_the_shown_ids_of_steps_gives_no_order_more_often_than_another():
    content = steps(3)
    found = ["".join(unmask(content, seed, ["a", "b", "c"])) for seed in range(1200)]
    for order in permutations("abc"):
        assert 140 < found.count("".join(order)) < 260


def test_the_order_of_the_shown_ids_tells_nothing_about_the_order_of_the_steps():
    """Whatever order of ids a page shows, each of the five possible orders of the steps is as likely."""
    content = steps(3)
    pages = [shown(content, seed)["steps"] for seed in range(1500)]
    found = Counter(tuple((step["id"], step["text"]["en"]) for step in page) for page in pages)
    assert len(found) == 6 * 5
    assert all(20 <= count <= 90 for count in found.values())


def test_equal_shown_ids_left_and_right_match_no_more_often_than_by_chance():
    content = pairs(4)
    right = sum(unmask(content, seed, {one: one for one in "abcd"}) == key(content) for seed in range(2400))
    assert right < 2400 / 24 * 1.5


def test_ids_that_were_not_shown_stay_strange_and_are_refused():
    for raw in ("z", ["a", "z"], {"a": "z"}, {"z": "a"}):
        for content in (SINGLE, ORDERING, MATCHING):
            with pytest.raises(BadResponse):
                check(content, unmask(content, 1, raw))
