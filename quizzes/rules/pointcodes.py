"""The codes that explain an amount of the ledger, as they are kept: a letter for each of the usual ones.

`["won", "against-machine-1", "machine-half"]` is kept as `w1m`. Where one has no letter, such as `question-17`, all are
kept as JSON, which begins with a bracket. A letter is never given to another code: what was written stays readable.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

LETTERS = {
    "won": "w",
    "drawn": "d",
    "lost": "l",
    "against-person": "p",
    "against-ghost": "g",
    "against-oneself": "o",
    "against-machine-1": "1",
    "against-machine-2": "2",
    "against-machine-3": "3",
    "against-machine-4": "4",
    "against-machine-5": "5",
    "machine-half": "m",
    "ghost-half": "h",
    "ghost-again-none": "a",
    "oneself-none": "s",
    "no-right-answer": "n",
    "later-pk-half": "L",
    "later-pk-none": "N",
    "daily-cap": "C",
    "first-time-right": "F",
    "right-after-miss": "R",
    "still-right-later": "S",
    "class-completed": "K",
    "day-completed": "D",
    "day-made-up": "U",
}
CODES = {letter: code for code, letter in LETTERS.items()}


def packed(codes: Sequence[str]) -> str:
    """The codes as they are kept."""
    letters = [LETTERS.get(code) for code in codes]
    if None in letters:
        return json.dumps(list(codes), ensure_ascii=False, separators=(",", ":"))
    return "".join(letter for letter in letters if letter)


def unpacked(kept: str) -> list[str]:
    """The codes that `packed` was given."""
    if kept.startswith("["):
        found: list[str] = json.loads(kept)
        return found
    return [CODES[letter] for letter in kept]
