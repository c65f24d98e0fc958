"""The lot that gives competitors their numbers: sealed first, drawn with public words, opened last.

1. A secret of 256 random bits is made, and only its SHA-256, the seal, is told.
2. Words that nobody could foresee are published. Competitors stand in the order of the SHA-256 of words, secret and
   the id that they have in this final; their numbers follow from it. Who knows words and ids cannot reckon them.
3. When every number is opened, so is the secret: it has the hash that was told before the words were known, and
   everybody can draw again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Draw:
    """A drawing that was opened. `rounds`: who was drawn together, number by id; who came later is another round."""

    seal: str
    words: str
    secret: str
    rounds: Sequence[Mapping[int, int]]


def seal(secret: str) -> str:
    """What is told of a secret beforehand."""
    return sha256(secret.encode()).hexdigest()


def drawn(ids: Collection[int], words: str, secret: str) -> list[int]:
    """The ids in the order of their lots."""
    return sorted(ids, key=lambda one: (sha256(f"{words}:{secret}:{one}".encode()).digest(), one))


def slips(draw: Draw) -> Iterator[str]:
    """What is wrong: seal (the secret is another one), or round N (its numbers are not those of the lot)."""
    if seal(draw.secret) != draw.seal:
        yield "seal"
    for place, numbers in enumerate(draw.rounds, 1):
        order = drawn(numbers, draw.words, draw.secret)
        if [numbers[one] for one in order] != sorted(numbers.values()):
            yield f"round {place}"
