"""How answers to a wrong question are graded under the right key."""

from __future__ import annotations

from copy import deepcopy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules import grading
from quizzes.rules.machine import mistake
from quizzes.rules.regrading import BadKey, regrade, require_other, translated, with_key
from tests.factories import KEYS_OF_KINDS

TEXT = {"en": "What?", "zh": "什么？"}


def content(kind, **more):
    return {"kind": kind, "text": TEXT, "explanation": TEXT} | deepcopy(KEYS_OF_KINDS[kind]) | more


RIGHT = {
    "single": "b",
    "several": ["a", "c"],
    "true-false": False,
    "numeric": 13.5,
    "ordering": ["b", "a", "c"],
    "matching": {"a": "b", "b": "a", "c": "c"},
}


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_what_was_right_is_wrong_and_what_is_right_was_wrong(kind):
    old = content(kind)
    new = with_key(old, RIGHT[kind])
    assert grading.grade(old, grading.key(old)).correct
    assert not regrade(old, new, grading.key(old))
    assert not grading.grade(old, RIGHT[kind]).correct
    assert regrade(old, new, RIGHT[kind])
    assert not regrade(old, new, None)


@pytest.mark.parametrize("kind", sorted(RIGHT))
def test_the_key_that_it_has_already_corrects_nothing(kind):
    old = content(kind)
    with pytest.raises(BadKey, match="same"):
        with_key(old, grading.key(old))


@pytest.mark.parametrize("kind", sorted(RIGHT))
@given(seed=st.integers(0, 10**6))
def test_every_other_answer_is_wrong_and_only_the_right_one_is_right(kind, seed):
    old = content(kind)
    new, slip = with_key(old, RIGHT[kind]), mistake(old, Random(seed))
    is_right = abs(slip - RIGHT[kind]) <= 0.1 if kind == "numeric" else slip == RIGHT[kind]
    assert regrade(old, new, slip) is is_right


@pytest.mark.parametrize(
    ("kind", "right", "code"),
    [
        ("single", "z", "unknown-option"),
        ("single", None, "incomplete"),
        ("several", ["a", "a"], "twice"),
        ("several", [], "incomplete"),
        ("numeric", "lots", "not-a-number"),
        ("ordering", ["a", "b"], "incomplete"),
        ("matching", {"a": "b"}, "incomplete"),
        ("matching", {"a": "b", "b": "b", "c": "c"}, "twice"),
    ],
)
def test_a_key_that_the_question_cannot_have_is_refused(kind, right, code):
    with pytest.raises(BadKey, match=code):
        with_key(content(kind), right)


def test_another_tolerance_is_another_key():
    old = content("numeric")
    new = with_key(old, 12.6, tolerance=0.5)
    assert (regrade(old, new, 13.0), grading.grade(old, 13.0).correct) == (True, False)


def test_a_kind_without_a_key_of_its_own_needs_a_newer_version():
    with pytest.raises(BadKey, match="other-kind"):
        with_key({"kind": "essay", "text": TEXT}, "b")


def test_pieces_are_known_again_by_their_words_wherever_they_stand_now():
    old, new = content("single"), content("single")
    new["options"].reverse()
    for letter, option in zip("abcd", new["options"], strict=True):
        option["id"], option["right"] = letter, option["text"]["en"] == "Option c"
    require_other(old, new)
    assert translated(old, new, "c") == "b"
    assert [regrade(old, new, one) for one in "abcd"] == [False, False, True, False]


def test_an_option_whose_words_were_mended_is_known_by_its_place():
    old, new = content("several"), content("several")
    new["options"][0] |= {"text": {"en": "Mended", "zh": "改过"}, "right": False}
    assert translated(old, new, ["a", "b"]) == ["a", "b"]
    assert regrade(old, new, ["b"])


def test_a_matching_whose_right_sides_moved_is_graded_by_what_was_put_together():
    old, new = content("matching"), content("matching")
    first, second = new["pairs"][0], new["pairs"][1]
    first["right"], second["right"] = second["right"], first["right"]
    assert regrade(old, new, {"a": "b", "b": "a", "c": "c"})
    assert not regrade(old, new, {"a": "a", "b": "b", "c": "c"})


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("single", {"kind": "true-false", "answer": True}, "other-kind"),
        ("single", {"options": content("single")["options"][:3]}, "other-pieces"),
        ("numeric", {"unit": "A", "answer": 3}, "other-pieces"),
        ("single", {"text": {"en": "Which one?", "zh": "哪一个？"}}, "same"),
        ("numeric", {"explanation": {"en": "So", "zh": "所以"}}, "same"),
    ],
)
def test_a_version_that_asks_something_else_or_the_same_is_refused(kind, change, code):
    with pytest.raises(BadKey, match=code):
        require_other(content(kind), content(kind) | change)


def test_an_answer_that_the_right_version_cannot_have_is_wrong():
    assert not regrade(content("single"), content("true-false"), "a")
