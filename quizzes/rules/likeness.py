"""Which of many texts reads most like one: by the neighbouring signs that they share (Dice 1945), with an index.

Each pair of signs knows the texts that hold it, so only those are counted that share something.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping

ALIKE = 0.7  # share of the signs' pairs that two questions have in common


class Texts:
    """Texts by a number of their own. What was added is never changed."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._holding: dict[str, array[int]] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._sizes

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, number: int, text: str) -> None:
        pairs = pairs_of(text)
        self._sizes[number] = len(pairs)
        for pair in pairs:
            self._holding.setdefault(pair, array("q")).append(number)

    def near(self, text: str, alive: Mapping[int, str]) -> str | None:
        """What `alive` calls the text that is nearly the same; the most alike, of several the first by its name."""
        mine = pairs_of(text)
        shared: Counter[int] = Counter()
        for pair in mine:
            shared.update(self._holding.get(pair, ()))
        alike = ((2 * count / (len(mine) + self._sizes[one]), one) for one, count in shared.items() if one in alive)
        found = [(-share, alive[one]) for share, one in alike if share >= ALIKE]
        return min(found)[1] if found else None


def pairs_of(text: str) -> frozenset[str]:
    signs = "".join(sign for sign in text.casefold() if sign.isalnum())
    return frozenset(signs[place : place + 2] for place in range(len(signs) - 1))
