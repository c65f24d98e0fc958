"""How hard a text is to read: the grade of Flesch and Kincaid (1975) for English, signs a sentence for Chinese.

Syllables are counted by groups of vowels, which is right for about nine words in ten: enough for a mean over 200 words.
"""

from __future__ import annotations

import re

LEFT_OUT = re.compile(r"[*_`#>|]+|^\s*(?:[-+]|\d+\.)\s+|^[\s|:-]+$", re.MULTILINE)
ENGLISH_ENDS = re.compile(r"[.!?](?=[\s”’\"')]|$)|\n+|\|")
CHINESE_ENDS = re.compile(r"[。！？]|\n+|\|")
ENGLISH_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*")
CHINESE_SIGN = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9.]+")
VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """At least one; a number counts as one."""
    plain = re.sub(r"[^a-z]", "", word.casefold())
    count = len(VOWELS.findall(plain))
    if re.search(r"[^aeiouyl]e$|[^aeiouy]les$|[^aeioutdy]ed$|[^aeiouysxzcgh]es$", plain):
        count -= 1
    return max(count, 1)


def _sentences(text: str, ends: re.Pattern[str], word: re.Pattern[str]) -> list[list[str]]:
    """The words of each sentence; a heading, a line of a list and a cell of a table end one."""
    parts = (word.findall(LEFT_OUT.sub(" ", part)) for part in ends.split(text))
    return [found for found in parts if found]


def english_grade(text: str) -> float:
    """Years of American schooling that it asks for; 0 for no text."""
    sentences = _sentences(_joined(text), ENGLISH_ENDS, ENGLISH_WORD)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    spoken = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken - 15.59


def chinese_signs(text: str) -> float:
    """Signs a sentence, in the mean; 0 for no text."""
    sentences = _sentences(text, CHINESE_ENDS, CHINESE_SIGN)
    return sum(map(len, sentences)) / len(sentences) if sentences else 0.0


def _joined(text: str) -> str:
    """Lines that only go on are one: Markdown folds them."""
    return re.sub(r"(?<=\S)\n[ \t]*(?![ \t]*(?:\n|[-*+|#>]|\d+\.))", " ", text)
