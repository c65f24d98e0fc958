"""Who plays whom: one wave of pairing among the people who wait for a live PK.

Who may meet: different people of the same pool (the questions of one post) who do not avoid each other (either's wish
is enough) and whose ratings differ by no more than the band of the one who has waited longer. The wider of the two
bands counts, for otherwise each newcomer's narrow band would keep waiting whoever has waited already.

Who meets, in this order: as many pairs as can be; as many as can be of those who have waited eight seconds; the
smallest differences of rating; those who have waited longest (the smaller number of two who came together). Nobody
meets the same person twice in a row unless nobody else who may meet either of them is left over.

A weighted matching of a whole crowd would take seconds, so more than SLICE people of a pool are matched in slices of
neighbours in rating, and those left over once more, until no pair is found. Measured: 1,000 people of one pool take
0.3 s of one processor; up to SLICE people the matching is the best there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

import networkx

OFFER_AFTER_MS = 10_000  # then the page offers a machine of one's own level or an open challenge
BANDS = ((0, 4.0), (2_000, 8.0), (5_000, 14.0), (8_000, inf))  # waited for so many ms: allowed difference of mu
URGENT_MS = 8_000
SLICE = 16
CENTS = 100  # differences of rating count in hundredths: whole numbers add up alike on every machine
FARTHEST = 100_000


@dataclass(frozen=True)
class Waiting:
    """A person who waits for an opponent."""

    person_id: int
    rating: float
    joined_ms: int
    last_opponent: int | None = None
    avoids: frozenset[int] = frozenset()
    pool: int = 0


Pair = tuple[Waiting, Waiting]


def pair(waiting: Sequence[Waiting], now_ms: int) -> list[Pair]:
    """The pairs of this wave, the one who has waited longer first in each. The rest wait on.

    The same people give the same pairs, in whatever order they come. A person who stands there twice counts once, as
    first joined.
    """
    first_joined = {one.person_id: one for one in sorted(waiting, key=_seniority, reverse=True)}
    pools: dict[int, list[Waiting]] = {}
    for one in first_joined.values():
        pools.setdefault(one.pool, []).append(one)
    return [found for _pool, people in sorted(pools.items()) if len(people) > 1 for found in _wave(people, now_ms)]


def band(waited_ms: int) -> float:
    """How much the ratings may differ after so long a wait."""
    return max(width for since, width in BANDS if since <= max(0, waited_ms))


def may_meet(one: Waiting, other: Waiting, now_ms: int) -> bool:
    """Whether these two may be paired at all, last opponents included."""
    return (
        one.person_id != other.person_id
        and one.pool == other.pool
        and one.person_id not in other.avoids
        and other.person_id not in one.avoids
        and abs(one.rating - other.rating) <= band(now_ms - min(one.joined_ms, other.joined_ms))
    )


def just_met(one: Waiting, other: Waiting) -> bool:
    """Whether either's last opponent was the other."""
    return one.last_opponent == other.person_id or other.last_opponent == one.person_id


def _seniority(one: Waiting) -> tuple[int, int, int]:
    return one.joined_ms, one.person_id, one.pool


def _wave(people: list[Waiting], now_ms: int) -> list[Pair]:
    """The pairs of one pool: first those who did not just meet, then the rest."""
    left = sorted(people, key=lambda one: (one.rating, _seniority(one)))
    pairs: list[Pair] = []
    for again in (False, True):
        while len(left) > 1 and (found := _round(left, now_ms, again)):
            pairs += found
            gone = {one.person_id for both in found for one in both}
            left = [one for one in left if one.person_id not in gone]
    return sorted(pairs, key=lambda both: _seniority(both[0]))


def _round(left: list[Waiting], now_ms: int, again: bool) -> list[Pair]:
    slices = (left[start : start + SLICE] for start in range(0, len(left), SLICE))
    return [found for people in slices for found in _match(people, now_ms, again)]


def _match(people: list[Waiting], now_ms: int, again: bool) -> list[Pair]:
    """The best matching of a slice."""
    people = sorted(people, key=_seniority)
    edges = [
        (one, other)
        for one, other in combinations(range(len(people)), 2)
        if (again or not just_met(people[one], people[other])) and may_meet(people[one], people[other], now_ms)
    ]
    weights = {both: _weight(people, *both, now_ms) for both in edges} if len(edges) > 1 else dict.fromkeys(edges, 0)
    return [(people[one], people[other]) for one, other in _heaviest(weights, len(people))]


def _heaviest(weights: dict[tuple[int, int], int], count: int) -> list[tuple[int, int]]:
    """The matching of most pairs, and among those of most weight."""
    if count < 4 or len(weights) < 2:  # there is room for one pair only
        return sorted(weights, key=lambda both: (-weights[both], both))[:1]
    graph = networkx.Graph()
    graph.add_weighted_edges_from((*both, weight) for both, weight in weights.items())
    return sorted((min(both), max(both)) for both in networkx.max_weight_matching(graph, maxcardinality=True))


def _weight(people: list[Waiting], one: int, other: int, now_ms: int) -> int:
    """Three wishes in one whole number, each too small to outweigh the one before it in the sum of a slice."""
    urgent = sum(now_ms - people[place].joined_ms >= URGENT_MS for place in (one, other))
    difference = min(round(CENTS * abs(people[one].rating - people[other].rating)), FARTHEST)
    patience = 2 * SLICE - one - other
    least = SLICE * SLICE
    return (urgent * FARTHEST * SLICE - difference) * least + patience
