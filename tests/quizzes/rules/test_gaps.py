"""A text with gaps: what fills them, how right it is, and what is seen of it before the close."""

from __future__ import annotations

import json

import pytest

from quizzes.rules.gaps import filled, lined, numbers_in, pieces
from quizzes.rules.grading import BadResponse, check, grade, mask, shown, unmask
from quizzes.rules.scoring import limit_ms
from tests.quizzes.rules.contents import CLOZE, choices, cloze, gap

RIGHT = {"1": "Brake fluid", "2": "230", "3": "b"}


@pytest.mark.parametrize(
    ("changed", "fraction"),
    [
        ({}, 1.0),
        ({"2": 234.9}, 1.0),
        ({"1": "刹车油"}, 2 / 3),
        ({"2": "236"}, 2 / 3),
        ({"3": "a"}, 2 / 3),
        ({"1": "water", "3": "a"}, 1 / 3),
        ({"1": "water", "2": 0, "3": "d"}, 0.0),
    ],
)
def test_each_gap_counts_alike_and_only_all_of_them_are_right(changed, fraction):
    found = grade(CLOZE, check(CLOZE, RIGHT | changed))
    assert found.fraction == pytest.approx(fraction)
    assert found.correct == (fraction == 1)
    assert [one for one, right in found.parts.items() if right] == [one for one in "123" if one not in changed] or (
        changed == {"2": 234.9}
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "incomplete"),
        ("brake fluid", "not-pairs"),
        (["brake fluid"], "not-pairs"),
        ({"1": "a"}, "empty-gap"),
        (RIGHT | {"1": " "}, "empty-gap"),
        (RIGHT | {"1": "\u200b"}, "incomplete"),
        (RIGHT | {"2": None}, "empty-gap"),
        (RIGHT | {"2": "hot"}, "not-a-number"),
        (RIGHT | {"3": "z"}, "unknown-option"),
        (RIGHT | {"3": ["b"]}, "unknown-option"),
        (RIGHT | {"4": "b"}, "unknown-option"),
        (RIGHT | {"1": 4}, "not-text"),
        (RIGHT | {"1": "x" * 61}, "too-long"),
        ({str(number): "x" for number in range(99)}, "not-pairs"),
    ],
)
def test_what_cannot_fill_the_gaps_is_refused_with_a_reason(raw, code):
    with pytest.raises(BadResponse) as refused:
        check(CLOZE, raw)
    assert refused.value.code == code


def test_case_counts_in_every_gap_where_the_question_says_so():
    one = gap(1, "short", accepted={"zh": ["mV"], "en": ["mV"]})
    assert grade(cloze(one), {"1": "MV"}).correct
    assert not grade(cloze(one, case_matters=True), {"1": "MV"}).correct


def test_the_ids_and_the_order_of_options_tell_nothing():
    content = cloze(gap(1, "choice", options=choices("a")), gap(2, "choice", options=choices("a")))
    for option in "abcd":
        assert 170 < sum(mask(content, seed, {"1": "a"})["1"] == option for seed in range(1000)) < 330
    places = [[one["text"]["en"] for one in shown(content, seed)["gaps"][0]["options"]] for seed in range(1000)]
    for place in range(4):
        assert 170 < sum(page[place] == "choice a" for page in places) < 330
    same = sum(
        mask(content, seed, {"1": "a", "2": "a"})["1"] == mask(content, seed, {"2": "a"})["2"] for seed in range(1000)
    )
    assert 170 < same < 330  # one gap tells nothing of the other


def test_what_is_not_an_object_stays_for_the_check_to_refuse():
    assert unmask(CLOZE, 1, ["b"]) == ["b"]
    assert unmask(CLOZE, 1, {"9": "b", "1": "b"}) == {"9": "b", "1": "b"}


def test_the_time_grows_with_the_gaps_and_never_with_what_is_right():
    def of(spelling: str, count: int) -> int:
        some = [gap(n, "short", accepted={"zh": [spelling], "en": [spelling]}) for n in range(1, count + 1)]
        return limit_ms(cloze(*some))

    assert [of("a", count) for count in (1, 2, 5)] == [30_000, 40_000, 70_000]
    assert of("a" * 60, 2) == of("a", 2)


def test_marks_are_found_filled_and_lined():
    text = "At {{1}} it has {{2}}{{3}}."
    assert numbers_in(text) == ["1", "2", "3"]
    assert filled(text, lambda one: one * 2) == "At 11 it has 2233."
    assert lined(text) == "At ____ it has ________."
    assert pieces(text) == [
        ("text", "At "),
        ("gap", "1"),
        ("text", " it has "),
        ("gap", "2"),
        ("gap", "3"),
        ("text", "."),
    ]
    assert json.dumps(pieces("no gap")) == '[["text", "no gap"]]'
