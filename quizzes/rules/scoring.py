"""Scoring a PK, knowledge first: one more right answer beats any speed; speed only breaks ties."""

from __future__ import annotations

import re
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
    "short": 40_000,
    "cloze": 20_000,
    "hotspot": 30_000,
}
GAP_MS = 10_000  # a gap more: finding the words and typing them; 15 letters take 5 s at 36 words a minute on a phone
# (Palin and others 2019, How do people type on mobile devices?). Never by the length of what is right: that would tell
CHINESE = re.compile("[^\u0000-\u2e7f]")
MS_FOR_A_LETTER = 40  # 250 words of six letters a minute; adults read 238 (Brysbaert 2019, J. of Memory and Language)
CHINESE_LETTER = 3.6  # one Chinese character says what 3.6 Latin letters say: measured in our own questions
FREE_READING_MS = 6_400  # what the limit of a kind allows for reading: 160 letters
MOST_READING_MS = 15_000
LOOKING_MS = 4_000  # so long may a picture take to come over a slow line and to be looked at
MOST_PLAYING_MS = 60_000  # of a recording or film, which takes its own length


class Outcome(StrEnum):
    WON = "won"
    LOST = "lost"
    DRAWN = "drawn"


def most_bonus(questions: int) -> int:
    """The most that speed can add to one right answer: all bonuses together stay below one right answer."""
    return (BASE - 1) // questions


def score(correct: bool, used_ms: int, limit_ms: int, questions: int) -> int:
    """Points of one answer: nothing when wrong, else 100 and a bonus that melts away with one's own limit.

    All bonuses of a PK together stay below one right answer, so that k + 1 right answers always beat k:
    k * (BASE + bonus) <= k * BASE + (BASE - 1) < (k + 1) * BASE. Whole numbers only, so that every machine agrees.
    """
    if not correct:
        return 0
    left = limit_ms - min(max(0, used_ms), limit_ms)
    return BASE + most_bonus(questions) * left // limit_ms


def outcome(mine: int, theirs: int) -> Outcome:
    """How a PK with these totals ended for me. Equal is a draw."""
    if mine == theirs:
        return Outcome.DRAWN
    return Outcome.WON if mine > theirs else Outcome.LOST


def limit_ms(content: dict[str, Any], extra_time: float = 0.0) -> int:
    """How long a question is open for a person, in milliseconds.

    By kind and number of gaps, with an allowance for texts that take longer to read than the limit of a kind supposes
    and for what is to be looked at or listened to, and longer by the person's share of extra time (0.5: half as long
    again). The speed bonus counts shares of one's own limit, so extra time costs nothing and wins nothing.
    """
    allowance = min(max(0.0, reading_ms(content) - FREE_READING_MS), MOST_READING_MS)
    own = LIMITS_MS[content["kind"]] + GAP_MS * len(content.get("gaps", ()))
    return round((own + allowance + media_ms(content)) * (1 + extra_time))


def media_ms(content: dict[str, Any]) -> float:
    """How long the picture, recording or film of a question takes."""
    if "media" not in content:
        return 0.0
    return LOOKING_MS + min(1000 * (content["media"].get("seconds") or 0), MOST_PLAYING_MS)


def reading_ms(content: dict[str, Any]) -> float:
    """How long it takes to read the question and its answers: the longer of the two languages, for fairness."""
    return max(_letters(content, tag) for tag in ("en", "zh")) * MS_FOR_A_LETTER


def _letters(content: dict[str, Any], tag: str) -> float:
    texts = [content["text"]]
    texts += [piece["text"] for name in ("options", "steps") for piece in content.get(name, ())]
    texts += [side for pair in content.get("pairs", ()) for side in (pair["left"], pair["right"])]
    texts += [option["text"] for gap in content.get("gaps", ()) for option in gap.get("options", ())]
    return sum(len(text[tag]) + (CHINESE_LETTER - 1) * len(CHINESE.findall(text[tag])) for text in texts)
