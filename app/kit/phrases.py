"""Sentences of what knows no reader's language (quizzes/), said in it: known ones by patterns, others as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Phrases = tuple[tuple[re.Pattern[str], Any], ...]


def phrases(pairs: Iterable[tuple[str, Any]]) -> Phrases:
    """(pattern, what it is in words to be translated); what a pattern names goes into the words."""
    return tuple((re.compile(pattern), saying) for pattern, saying in pairs)


def said(sentence: str, known: Phrases) -> str:
    """The sentence in the language of the moment."""
    for pattern, saying in known:
        if found := pattern.fullmatch(sentence):
            return str(saying) % found.groupdict() if "%" in str(saying) else str(saying)
    return sentence
