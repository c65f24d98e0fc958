"""What keeps a question from being published, and what a reviewer should see."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from quizzes.formats import drafting
from quizzes.rules import healthcheck

GOOD: dict[str, Any] = {
    "kind": "single",
    "text": {"zh": "先测什么？", "en": "What do you measure first?"},
    "explanation": {"zh": "先测电压。", "en": "The voltage comes first."},
    "difficulty": 2,
    "source": "ISO 6469-3",
    "tags": [],
    "options": [
        {"text": {"zh": "电压", "en": "Voltage"}, "right": True, "why": {"zh": "", "en": ""}},
        {"text": {"zh": "电流", "en": "Current"}, "right": False, "why": {"zh": "没有电流。", "en": "None flows."}},
        {"text": {"zh": "温度", "en": "Heat"}, "right": False, "why": {"zh": "说明不了。", "en": "It says little."}},
    ],
}


def codes(content: dict[str, Any], posts: int = 1) -> dict[str, bool]:
    return {one.code: one.blocks for one in healthcheck.findings(content, drafting.texts(content), posts=posts)}


def changed(**more: Any) -> dict[str, Any]:
    return deepcopy(GOOD) | more


def test_a_good_question_has_no_finding():
    assert codes(GOOD) == {}


@pytest.mark.parametrize(
    ("content", "code", "blocks"),
    [
        (changed(text={"zh": "", "en": "What?"}), "text-missing", True),
        (changed(text={"zh": "长" * 301, "en": "What?"}), "text-too-long", True),
        (changed(text={"zh": "长" * 91, "en": "What?"}), "long-for-phone", False),
        (changed(source=" "), "source-missing", True),
        (changed(options=GOOD["options"][:1]), "too-few", True),
        (changed(options=[one | {"right": True} for one in GOOD["options"]]), "one-right", True),
        (changed(kind="several", options=[one | {"right": False} for one in GOOD["options"]]), "none-right", True),
        (changed(kind="several", options=[one | {"right": True} for one in GOOD["options"]]), "all-right", True),
        (changed(options=[*GOOD["options"], GOOD["options"][1]]), "reads-the-same", True),
        (changed(explanation={"zh": "因为。", "en": ""}), "text-missing", True),
    ],
)
def test_a_fault_is_found(content, code, blocks):
    assert codes(content)[code] is blocks


def test_no_post_is_a_fault():
    assert codes(GOOD, posts=0) == {"posts-missing": True}


def test_a_right_option_that_is_much_the_longest_gives_itself_away():
    content = changed()
    content["options"][0]["text"] = {"zh": "电压", "en": "The voltage between both poles and the body of the car"}
    assert codes(content) == {"longest-is-right": False}


@pytest.mark.parametrize("words", ["All of the above", "none of these", "以上都对", "以上均不是"])
def test_all_of_the_above_is_found_in_both_languages(words):
    content = changed()
    content["options"][2]["text"] = {"zh": words, "en": words}
    assert codes(content)["all-of-the-above"] is False
