"""Other ids and another order for each person, so that neither tells which answer is right."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from quizzes.rules.responses import Content


def masks(stored: Sequence[str], seed: int, salt: str) -> dict[str, str]:
    """Stored id -> the id shown for it: another permutation for each seed, so that ids tell nothing."""
    shown_ids = list(stored)
    Random(f"{salt}:{seed}").shuffle(shown_ids)
    return dict(zip(stored, shown_ids, strict=True))


def shuffled(
    pieces: list[Content], seed: int, keep_off: list[Content] | None = None, salt: str = "order"
) -> list[Content]:
    """The pieces in an order that follows from the seed; of more than two, never in the order `keep_off`.

    Two are left to chance: always the wrong way round would be telling.
    """
    order = list(pieces)
    rng = Random(f"{salt}:{seed}")
    rng.shuffle(order)
    while order == keep_off and len(order) > 2:
        rng.shuffle(order)
    return order


def swapped(names: dict[str, str], one: Any) -> Any:
    """Its name in the other set; whatever is not a name stays as it is."""
    return names.get(one, one) if isinstance(one, str) else one
