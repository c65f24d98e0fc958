"""The health of a micro-class that is being written: what keeps it from being published, what a reviewer should see.

A class is read on a phone in three minutes: 150 to 300 English words, which is 220 to 450 Chinese signs. Adults read
about 200 words, or 300 signs, a minute of this kind of text (Brysbaert 2019 has 238 for plain prose).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.rules.finding import Finding

Content = Mapping[str, Any]
LANGUAGES = ("zh", "en")
WORD = {"en": re.compile(r"[A-Za-z0-9][\w'’.,/-]*"), "zh": re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9.]+")}
IDEAL = {"en": (150, 300), "zh": (220, 450)}
A_MINUTE = {"en": 200, "zh": 300}
LONGEST_TITLE = {"en": 60, "zh": 24}
LONGEST_PARAGRAPH = {"en": 700, "zh": 300}
MOST_COLUMNS = 3
HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(\s[^<>]*)?/?>|<!--")


@dataclass(frozen=True)
class Road:
    """What there is besides the class. `requires`: of every class that is shown, what it asks to come before.

    `asked`: how many published questions the class would ask.
    """

    sections: Collection[str]
    requires: Mapping[str, Collection[str]]
    questions: Collection[str]
    asked: int


@dataclass(frozen=True)
class Gate:
    """Work that nobody should read about before the class that keeps them safe. `about`: words that name it."""

    name: str
    about: re.Pattern[str]
    needs: Collection[str] = field(default=())


GATES = (
    Gate(
        "high-voltage",
        re.compile(
            r"service (disconnect|plug)|"
            r"\b(open|remov|unplug|disconnect|dismantl|replac|measur)\w*\b[^.\n]{0,40}"
            r"(high[- ]voltage|traction batter|orange (cable|plug|connector))|"
            r"维修开关|(拆|开启|打开|断开|拔下|更换|测量|检测)[^。\n]{0,12}(高压|动力电池|橙色)",
            re.IGNORECASE,
        ),
        ("hv-orange-means-stop", "hv-voltage-free"),
    ),
)

SAFETY = frozenset(name for gate in GATES for name in gate.needs)  # who has not completed them finds the others closed


def findings(key: str, content: Content, posts: int, road: Road) -> list[Finding]:
    """What is wrong with a class: what blocks stands first."""
    found = [
        *_missing(content),
        *_of_class(content, posts, road),
        *_before(key, content, road),
        *_gates(key, content, road),
        *_markdown(content),
        *_lengths(content),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def _missing(content: Content) -> Iterator[Finding]:
    names = ["title", "body", *(["figure.alt"] if content["figure"]["svg"] and "media" not in content else [])]
    for name in names:
        text = content["figure"]["alt"] if name == "figure.alt" else content[name]
        for language in LANGUAGES:
            if not text[language].strip():
                yield Finding("text-missing", f"{name}:{language}", values={"language": language})


def _of_class(content: Content, posts: int, road: Road) -> Iterator[Finding]:
    if not content["sources"]:
        yield Finding("source-missing", "sources")
    if not posts:
        yield Finding("posts-missing", "posts")
    if content["section"] not in road.sections:
        yield Finding("section-missing", "section")
    if not road.asked:
        yield Finding("no-questions", "questions")
    for name in content["questions"]:
        if name not in road.questions:
            yield Finding("question-unknown", "questions", values={"key": name})


def _before(key: str, content: Content, road: Road) -> Iterator[Finding]:
    """The classes that come before: they are there, and none of them waits for this one."""
    for name in content["requires"]:
        if name not in road.requires:
            yield Finding("class-unknown", "requires", values={"key": name})
        elif name == key or key in earlier([name], road.requires):
            yield Finding("cycle", "requires", values={"key": name})


def earlier(keys: Iterable[str], requires: Mapping[str, Collection[str]]) -> set[str]:
    """These classes and all that come before them."""
    found: set[str] = set()
    todo = list(keys)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += requires.get(name, ())
    return found


def _gates(key: str, content: Content, road: Road) -> Iterator[Finding]:
    """Dangerous work stands behind a class about safety, as far as there is one."""
    said = "\n".join(content[name][language] for name in ("title", "body") for language in LANGUAGES)
    for gate in GATES:
        needs = [name for name in gate.needs if name in road.requires]
        if not needs or key in gate.needs or not (named := gate.about.search(said)):
            continue
        if not earlier(content["requires"], road.requires) & set(needs):
            yield Finding(f"gate-{gate.name}", "requires", values={"words": named[0], "key": needs[0]})


def _markdown(content: Content) -> Iterator[Finding]:
    for language in LANGUAGES:
        body = content["body"][language]
        if found := HTML.search(body):
            yield Finding("html", f"body:{language}", values={"what": found[0][:40]})
        if any(line.count("|") > MOST_COLUMNS + 1 for line in body.split("\n")):
            yield Finding("wide-table", f"body:{language}", blocks=False, values={"most": MOST_COLUMNS})


def words(text: str, language: str) -> int:
    """English words, or Chinese signs."""
    return len(WORD[language].findall(text))


def minutes(content: Content) -> float:
    """How long the longer of the two texts takes to read."""
    return max(words(content["body"][language], language) / A_MINUTE[language] for language in LANGUAGES)


def _lengths(content: Content) -> Iterator[Finding]:
    for language in LANGUAGES:
        title, body = content["title"][language], content["body"][language]
        least, most = IDEAL[language]
        count = words(body, language)
        values = {"count": count, "least": least, "most": most, "language": language}
        if body.strip() and not least <= count <= most:
            yield Finding(f"body-{language}-{'short' if count < least else 'long'}", f"body:{language}", False, values)
        if len(title) > LONGEST_TITLE[language]:
            yield Finding("title-long", f"title:{language}", blocks=False, values={"length": len(title)})
        if any(len(one) > LONGEST_PARAGRAPH[language] for one in re.split(r"\n\s*\n|\n(?=\d+\.|[-*] )", body)):
            yield Finding("long-paragraph", f"body:{language}", blocks=False)
    if minutes(content) > content["minutes"] + 0.5:
        yield Finding("minutes-few", "minutes", blocks=False, values={"minutes": round(minutes(content))})
