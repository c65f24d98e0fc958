"""What is odd in a figure: words in one language only, numbers that differ, too little for who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from quizzes.proofreading import numerals
from quizzes.proofreading.findings import Found, fault, remark
from quizzes.proofreading.manuscript import Leaf

LABEL = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
LANGUAGE = re.compile(r'\blang="(en|zh)"')
PLAIN_WORD = re.compile(r"\b[a-z]{4,}\b|\b[A-Z][a-z]{3,}\b")
SHORTEST_ALT = {"en": 20, "zh": 8}


def findings(leaf: Leaf) -> Iterator[Found]:
    """A figure has words for those who cannot see it, and labels that readers of both languages can read."""
    figure = leaf.content["figure"]
    if not leaf.has_figure:
        return
    for language, least in SHORTEST_ALT.items():
        alt = figure["alt"][language].strip()
        if not alt:
            yield fault("figure-without-words", leaf.key, f"figure.alt:{language}")
        elif len(alt) < least:
            yield remark("figure-words-few", leaf.key, f"figure.alt:{language}", length=len(alt))
    said = labels(figure["svg"])
    if bool(said["en"]) != bool(said["zh"]):
        yield fault("figure-one-language", leaf.key, "figure.svg")
    for words in said[""]:
        if PLAIN_WORD.search(words):
            yield remark("figure-words-alike", leaf.key, "figure.svg", words=words)
    joined = {language: " ; ".join(said[language] + said[""]) for language in ("en", "zh")}
    yield from numerals.told(leaf.key, [("figure.svg", joined)])


def labels(svg: str) -> Mapping[str, list[str]]:
    """The labels of a drawing by their language; under "" those that stand in both."""
    found: dict[str, list[str]] = {"en": [], "zh": [], "": []}
    for attributes, words in LABEL.findall(svg):
        language = LANGUAGE.search(attributes)
        found[language[1] if language else ""].append(TAG.sub(" ", words).strip())
    return found
