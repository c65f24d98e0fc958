"""Texts that stand in one language only, although both are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from quizzes.proofreading.findings import Found, fault

CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH_WORD = re.compile(r"\b[A-Za-z]*[a-z]{2,}\b")
SENTENCE = 2  # words: one may be a name or a unit that both languages write alike
MOST_CHINESE = 0.3  # of the letters of an English text; a Chinese name in quotes is less


def untranslated(about: str, path: str, text: Mapping[str, str]) -> Iterator[Found]:
    """English in the place of Chinese, or Chinese in the place of English."""
    if not CHINESE.search(text["zh"]) and len(ENGLISH_WORD.findall(text["zh"])) >= SENTENCE:
        yield fault("not-translated", about, f"{path}:zh")
    signs = len(CHINESE.findall(text["en"]))
    if signs and signs > MOST_CHINESE * sum(sign.isalpha() for sign in text["en"]):
        yield fault("not-translated", about, f"{path}:en")
