"""YAML as people like to read it: it says the same when it is read again, and short lines stay short."""

from __future__ import annotations

from typing import Any
from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from quizzes.formats.tree import plant
from quizzes.formats.yamlwriting import WIDTH, written

SIGNS = """a bc: 哪个 12 true null ~ - # #c ' " “x” ”。 {y} [z] , & * ! | > % @ ` \\ = << 0x1F 1e5 .5 🔧"""
WORDS = [*SIGNS.split(), "", "\n", "\n\n", "\u3000", "\u00a0", "\u200b", "\u2028", "\ufeff"]
LONG_WORDS = ["whoever", "reads", "this", "on", "a", "narrow", "screen:", "wants", "short", "lines", "", "zwölf"]
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=6).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.lists(st.sampled_from(LONG_WORDS), min_size=15, max_size=60).map(" ".join),
    st.text(max_size=12).filter(lambda text: not any(category(sign) in ("Cc", "Cs") for sign in text)),
).map(str.strip)
NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = TEXTS | NUMBERS | st.sampled_from([True, False, None])
KEYS = st.sampled_from(["id", "text", "true", "a-b", "n1", "12", "no"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def bare(value: Any) -> Any:
    """Without the end of a line behind a text, which every piece of the curriculum does without."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items()}
    if isinstance(value, list):
        return [bare(one) for one in value]
    return value.strip("\n") if isinstance(value, str) else value


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_whatever_is_written_is_read_again_as_the_same(value):
    tree = plant(written(value))
    assert not tree.is_broken, tree.slips
    assert bare(tree.value) == value or (value == {} and tree.value in ({}, None))


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_what_is_read_and_written_again_is_the_same_text(value):
    text = written(value)
    assert written(bare(plant(text).value) or {}) == text


LONG = (
    "Whoever reads this on a screen wants lines that end before the window does, and texts that can be compared. " * 2
)


def test_what_is_short_stands_on_one_line_and_what_is_long_is_folded_between_words():
    text = written(
        {
            "title": {"en": "Low volt", "zh": "低压"},
            "option": {"right": True, "text": {"en": "Is it: so?", "zh": "对吗？"}},
            "posts": ["me-technician", "body-technician"],
            "sources": ["GB/T 1, 2.3", "b"],
            "note": LONG.strip(),
            "body": "One\n\n    two\n",
        }
    ).splitlines()
    assert text[:6] == [
        "title: {en: Low volt, zh: 低压}",
        'option: {right: true, text: {en: "Is it: so?", zh: 对吗？}}',
        "posts: [me-technician, body-technician]",
        "sources:",
        "  - GB/T 1, 2.3",
        "  - b",
    ]
    assert text[6] == "note: >"
    assert all(len(line) <= WIDTH for line in text)
    assert text[-1] == 'body: "One\\n\\n    two\\n"'  # the white space at its end would be lost otherwise


def test_chinese_stays_on_one_line_since_a_fold_would_be_a_space():
    words = "38 个月时还是这个声音 " * 12
    assert written({"zh": words.strip()}) == f"zh: {words.strip()}\n"


def test_a_chinese_sign_takes_two_columns():
    assert written({"title": {"en": "a", "zh": "低" * 50}}).startswith("title: {en")
    assert written({"title": {"en": "a", "zh": "低" * 51}}).startswith("title:\n  en: a\n")
