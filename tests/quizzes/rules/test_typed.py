"""What people type: which spellings are the same, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.rules.grading import BadResponse, check, grade, shown
from quizzes.rules.typed import folded, is_accepted, tidy, words
from tests.quizzes.rules.contents import SHORT, cloze, gap, short


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DOT 4", "dot4"),
        ("DOT 4", "ＤＯＴ　４"),
        ("plug-in", "plug‑in"),
        ("plug-in", "Plug–In"),
        ("driver's door", "driver’s door"),
        ('"P"', "“P”"),
        ("制动液", " 制 动 液。"),
        ("torque wrench", "Torque  Wrench."),
        ("℃", "°C"),
        ("4×4", "4x4"),
        ("straße", "STRASSE"),
    ],
)
def test_what_keyboards_and_habits_make_of_a_word_is_the_same_word(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("DOT 4", "DOT 5"), ("制动液", "制动器"), ("plug-in", "plugin"), ("+", "-"), ("1.5", "15")]
)
def test_other_words_stay_others(one, other):
    assert folded(one) != folded(other)


def test_capital_letters_make_a_difference_only_where_they_matter():
    assert folded("mV") == folded("MV")
    assert folded("mV", case_matters=True) != folded("MV", case_matters=True)
    assert folded("ｍＶ", case_matters=True) == folded("mV", case_matters=True)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "not-text"),
        (4, "not-text"),
        (["a"], "not-text"),
        ("\u200b\u3000", "incomplete"),
        ("\ud800", "incomplete"),
        ("x" * 61, "too-long"),
        ("x" * 10_000, "too-long"),
        (" " * 10_000, "too-long"),
    ],
)
def test_what_is_no_word_is_refused(raw, code):
    with pytest.raises(BadResponse) as refused:
        words(raw)
    assert refused.value.code == code


def test_what_is_kept_is_one_line_without_hidden_signs():
    assert words("  torque \n\u200bwrench\x00 ") == "torque wrench"


@example("K¸")
@given(st.text(max_size=80))
def test_any_text_is_words_or_refused_and_a_word_is_the_same_when_it_is_sent_again(text):
    try:
        found = words(text)
    except BadResponse:
        return
    assert words(found) == found
    assert folded(folded(found)) == folded(found)
    assert is_accepted({"zh": [found], "en": []}, found)


@pytest.mark.parametrize(
    ("given_words", "correct"),
    [("扭矩扳手", True), ("Torque spanner", True), ("torquewrench", True), ("扭力扳子", False), ("wrench", False)],
)
def test_each_spelling_counts_in_either_language(given_words, correct):
    assert grade(SHORT, check(SHORT, given_words)).correct is correct


def test_case_counts_where_the_question_says_so():
    content = short("mV", en=("mV",), case_matters=True)
    assert grade(content, "mV").correct
    assert not grade(content, "MV").correct


def test_spellings_are_shown_once_each():
    assert tidy(["DOT 4", "dot4", "制动液", "制动液。"]) == ["DOT 4", "制动液"]


SPELLING = st.text("abcdefghijkl0123制动液扭力扳手", min_size=4, max_size=20)


@given(SPELLING, SPELLING, st.integers(0, 2**60))
def test_nothing_of_a_spelling_is_in_what_is_shown_of_an_open_question(zh, en, seed):
    accepted = {"zh": [zh], "en": [en]}
    gapped = cloze(gap(1, "short", accepted=accepted), gap(2, "number", answer=4711.5, tolerance=0.25, unit="V"))
    for content in (short(zh, en=(en,)), gapped):
        found = repr(shown(content, seed))
        assert not [one for one in (repr(zh), repr(en), "4711.5", "0.25", "accepted", "tolerance") if one in found]
