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
from math import inf

OFFER_AFTER_MS = 10_000  # then the page offers a machine of one's own level or an open challenge
BANDS = ((2_000, 6.0), (5_000, 10.0), (8_000, 16.0))  # until so many ms of waiting: allowed difference of mu; then any
URGENT_MS = 8_000
SLICE = 12
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
    pools: dict[int, list[Waiting]] = {}
    for one in {one.person_id: one for one in sorted(waiting, key=_seniority, reverse=True)}.values():
        pools.setdefault(one.pool, []).append(one)
    return [found for _pool, people in sorted(pools.items()) if len(people) > 1 for found in _wave(people, now_ms)]


def band(waited_ms: int) -> float:
    """How much the ratings may differ after so long a wait."""
    return next((width for until, width in BANDS if waited_ms < until), inf)


def may_meet(one: Waiting, other: Waiting, now_ms: int) -> bool:
    """Whether these two may be paired at all, last opponents included."""
    return (
        one.person_id != other.person_id
        and one.pool == other.pool
        and abs(one.rating - other.rating) <= band(now_ms - min(one.joined_ms, other.joined_ms))
        and one.person_id not in other.avoids
        and other.person_id not in one.avoids
    )


def just_met(one: Waiting, other: Waiting) -> bool:
    """Whether either's last opponent was the other."""
    return one.last_opponent == other.person_id or other.last_opponent == one.person_id


def _seniority(one: Waiting) -> tuple[int, int, int]:
    return one.joined_ms, one.person_id, one.pool


def _wave(people: list[Waiting], now_ms: int) -> list[Pair]:
    """The pairs of one pool: first those who did not just meet, then the rest."""
    pairs = _passes(people, now_ms, again=False)
    busy = {one.person_id for both in pairs for one in both}
    left = [one for one in people if one.person_id not in busy]
    pairs += _passes(left, now_ms, again=True)
    return sorted(pairs, key=lambda both: _seniority(both[0]))


def _passes(people: list[Waiting], now_ms: int, again: bool) -> list[Pair]:
    """Slices, and slices of those left over, until no pair is found. One is enough for as many as fit into a slice."""
    left = sorted(people, key=lambda one: (one.rating, _seniority(one)))
    pairs = found = _round(left, now_ms, again)
    while found and len(left) > SLICE:
        busy = {one.person_id for both in found for one in both}
        left = [one for one in left if one.person_id not in busy]
        found = _round(left, now_ms, again)
        pairs = pairs + found
    return pairs


def _round(left: list[Waiting], now_ms: int, again: bool) -> list[Pair]:
    slices = (left[start : start + SLICE] for start in range(0, len(left), SLICE))
    return [found for people in slices if len(people) > 1 for found in _match(people, now_ms, again)]


def _match(people: list[Waiting], now_ms: int, again: bool) -> list[Pair]:
    """The best matching of a slice."""
    people = sorted(people, key=_seniority)
    weights = {
        (place, place + after): _weight(place, place + after, one, other, now_ms)
        for place, one in enumerate(people)
        for after, other in enumerate(people[place + 1 :], 1)
        if may_meet(one, other, now_ms) and (again or not just_met(one, other))
    }
    return [(people[one], people[other]) for one, other in _heaviest(weights)]


def _heaviest(weights: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The matching of most pairs, and among those of most weight."""
    if len({place for both in weights for place in both}) < 4:  # room for one pair at most
        return sorted(weights, key=lambda both: (-weights[both], both))[:1]
    import networkx  # takes a fifth of a second: the first wave waits for it, not every start of a server

    graph = networkx.Graph()
    graph.add_weighted_edges_from((*both, weight) for both, weight in weights.items())
    return sorted((min(both), max(both)) for both in networkx.max_weight_matching(graph, maxcardinality=True))


def _weight(place: int, behind: int, one: Waiting, other: Waiting, now_ms: int) -> int:
    """Three wishes in one whole number, each too small to outweigh the one before it in the sum of a slice.

    The places are those in the order of joining.
    """
    urgent = (now_ms - one.joined_ms >= URGENT_MS) + (now_ms - other.joined_ms >= URGENT_MS)
    difference = min(round(CENTS * abs(one.rating - other.rating)), FARTHEST)
    patience = 2 * SLICE - place - behind
    return (urgent * FARTHEST * SLICE - difference) * SLICE * SLICE + patience
