"""Scoring a PK, knowledge first: one more right answer beats any speed; speed only breaks ties."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

BASE = 100
LIMITS_MS = {
    "single": 20_000,
    "true-false": 20_000,
    "several": 30_000,
    "numeric": 40_000,
    "ordering": 45_000,
    "matching": 45_000,
}
FREE_LETTERS = 160  # what the limit of a kind allows for reading
MS_FOR_A_LETTER = 40  # 25 letters a second of skimming, about 300 English words a minute
CHINESE_LETTER = 2.5  # a Chinese character takes about as long as two and a half Latin letters
MOST_READING_MS = 15_000


class Outcome(StrEnum):
    WON = "won"
    LOST = "lost"
    DRAWN = "drawn"


def most_bonus(questions: int) -> int:
    """The most that speed can add to one right answer: all bonuses together stay below one right answer."""
    return (BASE - 1) // questions


def score(correct: bool, used_ms: int, limit_ms: int, questions: int) -> int:
    """Points of one answer: nothing when wrong, else 100 and a bonus that melts away with one's own limit."""
    if not correct:
        return 0
    left = max(0, limit_ms - max(0, used_ms)) / limit_ms
    return BASE + math.floor(most_bonus(questions) * left)


def outcome(mine: int, theirs: int) -> Outcome:
    """How a PK with these totals ended for me. Equal is a draw."""
    if mine == theirs:
        return Outcome.DRAWN
    return Outcome.WON if mine > theirs else Outcome.LOST


def limit_ms(content: dict[str, Any], extra_time: float = 0.0) -> int:
    """How long a question is open for a person, in milliseconds.

    By kind, with a reading allowance for long texts, and longer by the person's share of extra time. The longer of
    the two languages counts, so that both readers get the same.
    """
    reading = max(0.0, max(_letters(content, tag) for tag in ("en", "zh")) - FREE_LETTERS) * MS_FOR_A_LETTER
    return round((LIMITS_MS[content["kind"]] + min(reading, MOST_READING_MS)) * (1 + extra_time))


def _letters(content: dict[str, Any], tag: str) -> float:
    texts = [content["text"]]
    texts += [piece["text"] for name in ("options", "steps") for piece in content.get(name, ())]
    texts += [side for pair in content.get("pairs", ()) for side in (pair["left"], pair["right"])]
    return sum(CHINESE_LETTER if letter > "\u2e7f" else 1.0 for text in texts for letter in text[tag])
