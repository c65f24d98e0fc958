"""What is wrong or odd in one class: the rules of the studio, and those that only a whole curriculum is held to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from quizzes.proofreading import figures, numerals
from quizzes.proofreading.findings import Found, fault, graded, remark
from quizzes.proofreading.languages import untranslated
from quizzes.proofreading.manuscript import LANGUAGES, Leaf, Manuscript
from quizzes.proofreading.reading import chinese_signs, english_grade
from quizzes.proofreading.targets import Targets
from quizzes.rules import classhealth
from quizzes.rules.classhealth import Road

FAULTS = frozenset({"body-en-short", "body-en-long", "body-zh-short", "body-zh-long", "minutes-few"})
HEADING = re.compile(r"^#{1,4}\s", re.MULTILINE)
OPENING = {"en": 10, "zh": 12}  # words or signs before the first heading: a thing to know
REASONS = {"en": 20, "zh": 30}  # as many leave room for why it matters, where no heading says so
PARTS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    "why": {
        "en": re.compile(r"^#+ .*\bwhy\b|\bwhy it matters\b", re.IGNORECASE | re.MULTILINE),
        "zh": re.compile(r"为什么|为何|为啥|有什么用|意义|要紧"),
    },
    "how": {
        "en": re.compile(r"^\s*\d+\. |^\s*[-*] |^\s*\|", re.MULTILINE),
        "zh": re.compile(r"^\s*\d+\. |^\s*[-*] |^\s*\|", re.MULTILINE),
    },
    "mistake": {
        "en": re.compile(r"\b(usual|common|typical|classic) (mistake|slip|error|trap)", re.IGNORECASE),
        "zh": re.compile(r"常见(的)?(错误|误区|失误|毛病)|常犯|误区|最容易(犯|出)"),
    },
    "remember": {
        "en": re.compile(r"\*\*Remember|\bRemember:", re.IGNORECASE),
        "zh": re.compile(r"记住|一句话|牢记"),
    },
}


def findings(leaf: Leaf, road: Road, places: Mapping[str, tuple[str, int]], targets: Targets) -> Iterator[Found]:
    """`places`: of every class its section and its order."""
    for one in classhealth.findings(leaf.key, leaf.content, len(leaf.posts), road):
        yield graded(one, leaf.key, FAULTS)
    if len(leaf.questions) < targets.questions_a_class:
        values = {"count": len(leaf.questions), "least": targets.questions_a_class}
        yield fault("questions-few", leaf.key, "questions", **values)
    yield from _parts(leaf)
    yield from _hard_to_read(leaf, targets)
    yield from _before_its_time(leaf, places)
    yield from figures.findings(leaf)
    for path, text in leaf.texts():
        yield from untranslated(leaf.key, path, text)
    yield from numerals.told(leaf.key, leaf.texts())


def road_of(manuscript: Manuscript) -> dict[str, Road]:
    """What stands beside each class."""
    requires = {leaf.key: leaf.requires for leaf in manuscript.leaves}
    return {leaf.key: Road(manuscript.sections, requires, (), len(leaf.questions)) for leaf in manuscript.leaves}


def parts_missing(body: str, language: str) -> list[str]:
    """Of the five parts of a class those that its form does not show. What they say, form cannot tell."""
    opening = classhealth.words(HEADING.split(body)[0], language)
    missing = [] if opening >= OPENING[language] else ["thing"]
    for part, shapes in PARTS.items():
        is_told_first = part == "why" and opening >= REASONS[language]
        if not is_told_first and not shapes[language].search(body):
            missing.append(part)
    return missing


def _parts(leaf: Leaf) -> Iterator[Found]:
    for language in LANGUAGES:
        for part in parts_missing(leaf.content["body"][language], language):
            grade = remark if part == "why" else fault
            yield grade(f"part-{part}", leaf.key, f"body:{language}")


def _hard_to_read(leaf: Leaf, targets: Targets) -> Iterator[Found]:
    grade, signs = english_grade(leaf.content["body"]["en"]), chinese_signs(leaf.content["body"]["zh"])
    if grade > targets.english_grade:
        yield remark("hard-to-read", leaf.key, "body:en", level=round(grade, 1), most=targets.english_grade)
    if signs > targets.chinese_signs:
        yield remark("long-sentences", leaf.key, "body:zh", level=round(signs, 1), most=targets.chinese_signs)


def _before_its_time(leaf: Leaf, places: Mapping[str, tuple[str, int]]) -> Iterator[Found]:
    """What has to come before stands later in the same section."""
    for name in leaf.requires:
        section, order = places.get(name, ("", 0))
        if section == leaf.section and order >= leaf.order:
            yield remark("stands-too-early", leaf.key, "order", key=name)
