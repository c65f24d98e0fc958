"""Differences are whole: what is out and what is in make the two texts again."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.rules.differences import Fate, Part, changes, parts

TEXTS = st.text(alphabet="ab 字词。\n12,", max_size=60)


def marked(before: str, after: str) -> str:
    signs = {Fate.SAME: "{}", Fate.OUT: "[-{}-]", Fate.IN: "[+{}+]"}
    return "".join(signs[part.fate].format(part.words) for part in parts(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Wait ten minutes.", "Wait ten minutes.", "Wait ten minutes."),
        ("Wait ten minutes.", "Wait five minutes.", "Wait [-ten-][+five+] minutes."),
        ("", "New", "[+New+]"),
        ("Old", "", "[-Old-]"),
        ("断电后等待十分钟。", "断电后至少等待五分钟。", "断电后[+至少+]等待[-十-][+五+]分钟。"),
        ("12.6 V is full", "12.7 V is full", "[-12.6-][+12.7+] V is full"),
        ("first\nsecond\n", "first\nthird and new\n", "first\n[-second\n-][+third and new\n+]"),
    ],
)
def test_words_are_compared_as_people_read_them(before, after, shown):
    assert marked(before, after) == shown


@example("\n,", "\n,1")
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_a_difference(before, after):
    found = parts(before, after)
    assert "".join(part.words for part in found if part.fate is not Fate.IN) == before
    assert "".join(part.words for part in found if part.fate is not Fate.OUT) == after
    assert all(one.fate is not other.fate for one, other in pairwise(found))


def test_a_long_text_of_few_signs_takes_no_time():
    started = time.perf_counter()
    assert parts("ab" * 20_000, "ba" * 20_000)
    assert parts("的 " * 1999, "了 的 " * 999)
    assert time.perf_counter() - started < 5


def test_changes_of_a_piece_name_path_and_language_and_leave_out_what_stayed():
    before = {
        "kind": "single",
        "text": {"en": "A?", "zh": "甲？"},
        "options": [{"id": "a", "right": True}],
        "tags": ["x"],
    }
    after = {"kind": "single", "text": {"en": "A?", "zh": "乙？"}, "options": [{"id": "b", "right": False}], "tags": []}
    found = {(one.path, one.language): one.parts for one in changes(before, after)}
    assert found == {
        ("text", "zh"): (Part(Fate.OUT, "甲"), Part(Fate.IN, "乙"), Part(Fate.SAME, "？")),
        ("options.0.right", ""): (Part(Fate.OUT, "✓"),),
        ("tags.0", ""): (Part(Fate.OUT, "x"),),
    }
