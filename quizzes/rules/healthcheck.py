"""The health of a question that is being written: what keeps it from being published, and what a reviewer should see.

The rules of item writing are those of Haladyna, Downing and Rodriguez, A review of multiple-choice item-writing
guidelines, 2002: no "all of the above", options of like length, each wrong option plausible and explained.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quizzes.rules import casegraph, hotspot
from quizzes.rules.casework import numbered
from quizzes.rules.finding import Finding
from quizzes.rules.typedhealth import typed_findings

Content = Mapping[str, Any]

LONGEST_TEXT = 300  # of a question, in characters of either language: as questions.py has it
PHONE = {"zh": 90, "en": 220}  # a question of more does not fit a phone together with its options
LONGER = 1.6  # so much longer than the longest wrong one the right option must not be
LONG_ENOUGH = {"zh": 12, "en": 30}  # below this lengths say nothing
ALL_ABOVE = re.compile(
    r"all of (the )?(above|these)|none of (the )?(above|these)|以上(都|皆|均|全)|都不(对|是)$", re.IGNORECASE
)
MAY_BE_EMPTY = re.compile(r"gaps\.\d+\.why")
LEAST = {"options": 2, "steps": 3, "pairs": 2, "regions": 2}
FINGER = 44 / 328  # of the width of a picture on a phone: less is hard to hit


def findings(content: Content, texts: Iterable[tuple[str, Mapping[str, str]]], *, posts: int) -> list[Finding]:
    """What is wrong with a draft: what blocks stands first. `texts`: all its bilingual texts by path."""
    listed = list(texts)
    found = [*_missing(listed), *_of_question(content, posts), *_of_kind(content), *_twins(listed)]
    found += [*typed_findings(content), *_lengths(content), *_cues(content)]
    return sorted(found, key=lambda one: not one.blocks)


def _missing(texts: Iterable[tuple[str, Mapping[str, str]]]) -> Iterator[Finding]:
    for path, text in texts:
        if MAY_BE_EMPTY.fullmatch(path) and not any(text.values()):
            continue
        for language in ("zh", "en"):
            if not text[language].strip():
                yield Finding("text-missing", f"{path}:{language}", values={"language": language})


def _of_question(content: Content, posts: int) -> Iterator[Finding]:
    for language in ("zh", "en"):
        length = len(content["text"][language])
        if length > LONGEST_TEXT:
            values = {"length": length, "most": LONGEST_TEXT}
            yield Finding("text-too-long", f"text:{language}", values=values)
        elif length > PHONE[language]:
            yield Finding("long-for-phone", f"text:{language}", blocks=False, values={"length": length})
    if not content["source"].strip():
        yield Finding("source-missing", "source")
    if not all(content.get("media", {}).get("alt", {"": "none"}).values()):
        yield Finding("alt-missing", "media")
    if not posts:
        yield Finding("posts-missing", "posts")


def _of_kind(content: Content) -> Iterator[Finding]:
    for name, least in LEAST.items():
        if name in content and len(content[name]) < least:
            yield Finding("too-few", name, values={"least": least})
    if "options" in content:
        right = sum(option["right"] for option in content["options"])
        if content.get("kind") == "single" and right != 1:
            yield Finding("one-right", "options", values={"right": right})
        elif not right:
            yield Finding("none-right", "options")
        elif right == len(content["options"]):
            yield Finding("all-right", "options")
    if content.get("kind") == "numeric" and content.get("answer") is None:
        yield Finding("answer-missing", "answer")
    if "regions" in content:
        yield from _of_regions(content)
    if "scenes" in content:
        yield from _of_case({**content, "scenes": numbered(content["scenes"])})


def _of_regions(content: Content) -> Iterator[Finding]:
    if content.get("media", {}).get("kind") != "picture":
        yield Finding("picture-missing", "media")
    right = [region["right"] for region in content["regions"]]
    if right and (not any(right) or all(right)):
        yield Finding("all-right" if any(right) else "none-right", "regions")
    for place, region in enumerate(content["regions"]):
        if not hotspot.is_drawn(region):
            yield Finding("not-drawn", f"regions.{place}")
        elif hotspot.narrowest(region, hotspot.aspect(content)) < FINGER:
            yield Finding("small-region", f"regions.{place}", blocks=False)


def _of_case(content: Content) -> Iterator[Finding]:
    for flaws, blocks in ((casegraph.flaws(content), True), (casegraph.hints(content), False)):
        for code, steps in flaws:
            yield Finding(code, ".".join(map(str, steps)), blocks)


def _twins(texts: Iterable[tuple[str, Mapping[str, str]]]) -> Iterator[Finding]:
    """Options, steps or sides that read the same."""
    for language in ("zh", "en"):
        seen: dict[tuple[str, str], str] = {}
        for path, text in texts:
            group = _group(path)
            words = "".join(text[language].casefold().split())
            if group and words and seen.setdefault((group, words), path) != path:
                yield Finding("reads-the-same", f"{path}:{language}")


def _group(path: str) -> str:
    parts = path.split(".")
    if "options" in parts:
        return path.partition("options")[0] + "options" if parts[-1] == "text" else ""
    if parts[0] == "regions":
        return "regions" if parts[-1] == "name" else ""
    return parts[0] if parts[0] == "steps" else f"pairs.{parts[-1]}" if parts[0] == "pairs" else ""


def _lengths(content: Content) -> Iterator[Finding]:
    """A right option that stands out by its length gives itself away."""
    options = content.get("options", ())
    for language in ("zh", "en"):
        right = [len(one["text"][language]) for one in options if one["right"]]
        wrong = [len(one["text"][language]) for one in options if not one["right"]]
        if right and wrong and max(right) >= LONG_ENOUGH[language] and min(right) > LONGER * max(wrong):
            yield Finding("longest-is-right", f"options:{language}", blocks=False)


def _cues(content: Content) -> Iterator[Finding]:
    for place, option in enumerate(content.get("options", ())):
        if any(ALL_ABOVE.search(words) for words in option["text"].values()):
            yield Finding("all-of-the-above", f"options.{place}.text", blocks=False)
