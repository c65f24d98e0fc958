"""What is wrong with spellings and gaps while they are being written."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.formats import drafting
from quizzes.formats.drafting import blank_gap, both, spellings
from quizzes.rules.healthcheck import findings

COMMON = {
    "explanation": both("因为。", "Because."),
    "source": "ISO 0",
    "tags": [],
    "difficulty": 2,
    "why": both("错", "No"),
}
WORDS = spellings(("制动液",), ("brake fluid",))
NUMBER = blank_gap("number") | {"answer": 12.0, "unit": "V"}
CHOICE = blank_gap("choice") | {
    "options": [{"text": both("高", "high"), "right": True}, {"text": both("低", "low"), "right": False}]
}


def short(**more: Any) -> dict[str, Any]:
    own = {"kind": "short", "text": both("什么？", "What?"), "accepted": WORDS, "case_matters": False}
    return COMMON | own | more


def cloze(*gaps: dict[str, Any], text: dict[str, str] | None = None) -> dict[str, Any]:
    marks = " ".join(f"{{{{{number}}}}}" for number in range(1, len(gaps) + 1))
    return COMMON | {"kind": "cloze", "text": text or both(marks, marks), "gaps": list(gaps), "case_matters": False}


def found(content: dict[str, Any]) -> dict[tuple[str, str], bool]:
    return {(one.code, one.path): one.blocks for one in findings(content, drafting.texts(content), posts=1)}


SPELLED = blank_gap("short") | {"accepted": WORDS}


@pytest.mark.parametrize("content", [short(), cloze(SPELLED), cloze(SPELLED, NUMBER, CHOICE)])
def test_what_is_whole_has_no_finding_also_where_a_gap_says_no_why_of_its_own(content):
    assert found(content) == {}
    drafting.whole(content["kind"], "a-1", ("me-technician",), {k: v for k, v in content.items() if k != "kind"})


@pytest.mark.parametrize(
    ("content", "code", "path", "blocks"),
    [
        (short(accepted=spellings((), ("x",))), "spelling-missing", "accepted:zh", True),
        (short(accepted=spellings(("x" * 61,), ("x",))), "spelling-too-long", "accepted:zh", True),
        (short(accepted=spellings(("甲", "甲。"), ("x",))), "spelling-twice", "accepted:zh", True),
        (short(accepted=spellings(("甲",), ("DOT", "dot"))), "spelling-twice", "accepted:en", False),
        (cloze(), "gap-missing", "gaps", True),
        (cloze(blank_gap("short")), "spelling-missing", "gaps.0:en", True),
        (cloze(blank_gap("number")), "answer-missing", "gaps.0", True),
        (cloze(CHOICE | {"options": CHOICE["options"][:1]}), "too-few-options", "gaps.0", True),
        (cloze(CHOICE | {"options": [CHOICE["options"][0]] * 2}), "one-right", "gaps.0", True),
        (
            cloze(CHOICE | {"options": [*CHOICE["options"], CHOICE["options"][1]]}),
            "reads-the-same",
            "gaps.0.options.2.text:zh",
            True,
        ),
        (cloze(SPELLED, text=both("没有标记", "{{1}}")), "mark-missing", "text:zh", True),
        (cloze(SPELLED, text=both("{{1}}", "{{1}} {{2}}")), "mark-without-gap", "text:en", True),
        (cloze(SPELLED, text=both("{{1}}", "{{1}} {{1}}")), "mark-twice", "text:en", True),
        (cloze(SPELLED, SPELLED), "same-gaps", "gaps.1", False),
        (cloze(SPELLED | {"why": both("错", "")}), "text-missing", "gaps.0.why:en", True),
    ],
)
def test_a_fault_is_found_at_its_place(content, code, path, blocks):
    assert found(content)[code, path] is blocks


def test_case_makes_two_spellings_where_it_matters():
    assert found(short(accepted=spellings(("mV", "MV"), ("mV",)), case_matters=True)) == {}
