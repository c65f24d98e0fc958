"""What is wrong or odd in one question: the rules of the studio, and those that only a whole curriculum is held to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.proofreading import numerals
from quizzes.proofreading.findings import Found, fault, graded, remark
from quizzes.proofreading.languages import untranslated
from quizzes.proofreading.manuscript import LANGUAGES, Asked
from quizzes.rules import healthcheck

FAULTS = frozenset({"all-of-the-above"})
TOLD_HERE = "longest-is-right"  # the studio sees only the plainest cases
LONGER, SHORTER = 1.4, 0.6  # of the longest and the shortest wrong option: beyond, the right one stands out
ANOTHER = re.compile(
    r"\b(both|neither|two|all|none) of (these|them|the above)\b|\boption [A-F1-6]\b|"
    r"\bthe (first|second|third|last) option\b|"
    r"(上述|以上|前|后)(两|三|几|各|二)(项|个|条)|选项\s?[A-F一二三四1-6]",
)
UNITLESS = re.compile(
    r"\bhow (many|often)\b|\b(factor|ratio|coefficient|score|index|digit|number|times|pieces?|demand|lambda)\b|Δ",
    re.IGNORECASE,
)
NO_SOURCE = re.compile(
    r"(common sense|(general |own |our )?(knowledge|experience)|(the )?internet|wikipedia|textbooks?|"
    r"tbd|todo|n/?a|none|\W+)\.?",
    re.IGNORECASE,
)


def findings(asked: Asked) -> Iterator[Found]:
    content = asked.content
    for one in healthcheck.findings(content, asked.texts(), posts=len(asked.posts)):
        if one.code != TOLD_HERE:
            yield graded(one, asked.key, FAULTS)
    yield from _standing_out(asked)
    for place, option in enumerate(asked.options):
        if any(ANOTHER.search(words) for words in option["text"].values()):
            yield fault("refers-to-another", asked.key, f"options.{place}.text")
    yield from _without_unit(asked)
    if NO_SOURCE.fullmatch(content["source"].strip()):
        yield fault("source-vague", asked.key, "source", words=content["source"])
    for path, text in asked.texts():
        yield from untranslated(asked.key, path, text)
    yield from numerals.told(asked.key, asked.texts(), f"{content['source']} ; {content.get('answer', '')}")


def _standing_out(asked: Asked) -> Iterator[Found]:
    """Right options that are all longer, or all shorter, than the wrong ones by much."""
    for language in LANGUAGES:
        right = [len(one["text"][language]) for one in asked.options if one["right"]]
        wrong = [len(one["text"][language]) for one in asked.options if not one["right"]]
        if not right or not wrong or max(*right, *wrong) < healthcheck.LONG_ENOUGH[language]:
            continue
        if min(right) > LONGER * max(wrong) or max(right) < SHORTER * min(wrong):
            values = {"right": _listed(right), "wrong": _listed(wrong)}
            yield fault("right-stands-out", asked.key, f"options:{language}", **values)


def _listed(sizes: list[int]) -> str:
    return "/".join(map(str, sizes))


def _without_unit(asked: Asked) -> Iterator[Found]:
    """A number by itself, where nothing is counted and nothing compared. The unit of a gap may stand behind it."""
    said = asked.content["text"]
    if asked.kind == "numeric" and not asked.content["unit"] and not UNITLESS.search(said["en"]):
        yield remark("unit-missing", asked.key, "unit")
    for place, gap in enumerate(asked.content.get("gaps", ())):
        named = re.compile(rf"\{{\{{{place + 1}\}}\}}\s*[\w%°]")
        if gap["kind"] == "number" and not gap["unit"] and not any(map(named.search, said.values())):
            yield remark("unit-missing", asked.key, f"gaps.{place}.unit")
