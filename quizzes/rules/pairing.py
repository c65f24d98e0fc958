"""Who plays whom: one wave of pairing among the people who wait for a live PK.

Who may meet: different people of the same pool (what is never mixed: friendly PKs and those that count) who do not
avoid each other (either's wish is enough), whose ratings differ by no more than the band allows, and whose posts lie no
farther apart than the reach allows: the same post, after some seconds the same family of posts, then any. Band and
reach are those of the one who has waited longer, for otherwise each newcomer's narrow ones would keep waiting whoever
has waited already. People of two posts that share too few questions never meet.

Who meets, in this order: people of the same post, then those left over of the same family, then anybody left over.
Among each of these: as many pairs as can be; as many as can be of those who have waited six seconds; the smallest
differences of rating; those who have waited longest (the smaller number of two who came together). Nobody meets the
same person twice in a row unless nobody else who may meet either of them is left over.

A weighted matching of a whole crowd would take seconds, so more than SLICE people are matched in slices of neighbours
in rating, and those left over once more, until no pair is found. Measured: 1,000 people of one post take 0.3 s of one
processor; up to SLICE people the matching is the best there is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from itertools import combinations
from math import inf
from typing import Any

OFFER_AFTER_MS = 10_000  # then the page offers a machine of one's own level or an open challenge
BANDS = ((2_000, 5.0), (3_500, 8.0), (5_000, 12.0))  # until so many ms of waiting: allowed difference of mu; then any
FAMILY_AFTER_MS = 2_500  # of waiting: then one meets the other posts of the family, too
ANYBODY_AFTER_MS = 5_000  # and then everybody
URGENT_MS = 6_000
SLICE = 12
FEW = 10  # ways to pair: so many are tried, all of them
CENTS = 100  # differences of rating count in hundredths: whole numbers add up alike on every machine
FARTHEST = 100_000


class Reach(IntEnum):
    """How far away somebody may be: within the post, within its family, or anywhere."""

    POST = 0
    FAMILY = 1
    ANYBODY = 2


@dataclass(frozen=True)
class Waiting:
    """A person who waits for an opponent. Ratings of different families are compared as they are."""

    person_id: int
    rating: float
    joined_ms: int
    last_opponent: int | None = None
    avoids: frozenset[int] = frozenset()
    pool: int = 0
    post: int = 0
    family: str = ""


Pair = tuple[Waiting, Waiting]
Posts = tuple[int, int]  # two different ones, the smaller number first
Places = tuple[int, int]  # of two people in a slice, in the order of joining
May = Callable[[Waiting, Waiting], bool]
GROUPS: tuple[Callable[[Waiting], Any], ...] = (lambda one: one.post, lambda one: one.family, lambda one: one.pool)


def pair(waiting: Sequence[Waiting], now_ms: int, apart: Collection[Posts] = ()) -> list[Pair]:
    """The pairs of this wave, the one who has waited longer first in each. The rest wait on.

    `apart`: of the posts that `across` names, those that share too few questions. The same people give the same pairs,
    in whatever order they come. A person who stands there twice counts once, as first joined (or first named).
    """
    pools = _grouped(_once(waiting), lambda one: one.pool)
    return [found for people in pools if len(people) > 1 for found in _wave(people, now_ms, frozenset(apart))]


def across(waiting: Sequence[Waiting], now_ms: int) -> list[Posts]:
    """The different posts whose people could meet in this wave, if they share enough questions."""
    posts = _grouped(_once(waiting), lambda one: (one.pool, one.post, one.family))
    eldest = [people[0] for people in posts]
    different = (both for both in combinations(eldest, 2) if both[0].pool == both[1].pool)
    return sorted({_posts(*both) for both in different if _within_reach(*both, now_ms)})


def distance(one: Waiting, other: Waiting) -> Reach:
    """How far apart the posts of these two lie."""
    if one.post == other.post:
        return Reach.POST
    return Reach.FAMILY if one.family == other.family else Reach.ANYBODY


def reach(waited_ms: int) -> Reach:
    """How far apart the posts may lie after so long a wait."""
    if waited_ms < FAMILY_AFTER_MS:
        return Reach.POST
    return Reach.FAMILY if waited_ms < ANYBODY_AFTER_MS else Reach.ANYBODY


def band(waited_ms: int) -> float:
    """How much the ratings may differ after so long a wait."""
    for until, width in BANDS:
        if waited_ms < until:
            return width
    return inf


def may_meet(one: Waiting, other: Waiting, now_ms: int, apart: Collection[Posts] = ()) -> bool:
    """Whether these two may be paired at all, last opponents included."""
    return (
        one.person_id != other.person_id
        and one.pool == other.pool
        and abs(one.rating - other.rating) <= band(_waited_ms(one, other, now_ms))
        and (one.post == other.post or (_within_reach(one, other, now_ms) and _posts(one, other) not in apart))
        and one.person_id not in other.avoids
        and other.person_id not in one.avoids
    )


def just_met(one: Waiting, other: Waiting) -> bool:
    """Whether either's last opponent was the other."""
    return one.last_opponent == other.person_id or other.last_opponent == one.person_id


def _waited_ms(one: Waiting, other: Waiting, now_ms: int) -> int:
    """How long the one of them has waited who came first."""
    return now_ms - min(one.joined_ms, other.joined_ms)


def _within_reach(one: Waiting, other: Waiting, now_ms: int) -> bool:
    """Whether people of these posts may meet by now."""
    return distance(one, other) <= reach(_waited_ms(one, other, now_ms))


def _posts(one: Waiting, other: Waiting) -> Posts:
    return min(one.post, other.post), max(one.post, other.post)


def _seniority(one: Waiting) -> tuple[int, int, int, int, str]:
    return one.joined_ms, one.person_id, one.pool, one.post, one.family


def _once(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Everybody once, as first joined; who joined first comes first."""
    first: dict[int, Waiting] = {}
    for one in sorted(waiting, key=_seniority):
        first.setdefault(one.person_id, one)
    return list(first.values())


def _grouped(people: Iterable[Waiting], by: Callable[[Waiting], Any]) -> list[list[Waiting]]:
    groups: dict[Any, list[Waiting]] = {}
    for one in people:
        groups.setdefault(by(one), []).append(one)
    return [group for _key, group in sorted(groups.items())]


def _wave(people: list[Waiting], now_ms: int, apart: frozenset[Posts]) -> list[Pair]:
    """The pairs of one pool: first those who did not just meet, then the rest; each time from the near to the far."""
    pairs = _stages(people, now_ms, partial(_may, now_ms, apart, False))
    left = _without(people, pairs)
    numbers = {one.person_id for one in left}
    if any(one.last_opponent in numbers for one in left):
        pairs += _stages(left, now_ms, partial(_may, now_ms, apart, True))
    return sorted(pairs, key=lambda both: _seniority(both[0]))


def _stages(left: list[Waiting], now_ms: int, may: May) -> list[Pair]:
    """The pairs within posts, then within families, then of anybody, as far as the one who came first reaches."""
    pairs: list[Pair] = []
    for key in GROUPS[: reach(now_ms - left[0].joined_ms) + 1] if left else ():
        groups = (group for group in _grouped(left, key) if len(group) > 1)
        found = [both for group in groups for both in _passes(group, now_ms, may)]
        pairs, left = pairs + found, _without(left, found)
    return pairs


def _may(now_ms: int, apart: frozenset[Posts], again: bool, one: Waiting, other: Waiting) -> bool:
    return may_meet(one, other, now_ms, apart) and (again or not just_met(one, other))


def _without(people: list[Waiting], pairs: list[Pair]) -> list[Waiting]:
    if not pairs:
        return people
    busy = {one.person_id for both in pairs for one in both}
    return [one for one in people if one.person_id not in busy]


def _passes(people: list[Waiting], now_ms: int, may: May) -> list[Pair]:
    """Slices, and slices of those left over, until no pair is found. One is enough for as many as fit into a slice."""
    if len(people) <= SLICE:
        return _match(people, now_ms, may)
    left = sorted(people, key=lambda one: (one.rating, _seniority(one)))
    pairs = found = _round(left, now_ms, may)
    while found and len(left) > SLICE:
        left = _without(left, found)
        found = _round(left, now_ms, may)
        pairs = pairs + found
    return pairs


def _round(left: list[Waiting], now_ms: int, may: May) -> list[Pair]:
    slices = (left[start : start + SLICE] for start in range(0, len(left), SLICE))
    return [found for people in slices if len(people) > 1 for found in _match(people, now_ms, may)]


def _match(people: list[Waiting], now_ms: int, may: May) -> list[Pair]:
    """The best matching of a slice."""
    people = sorted(people, key=_seniority)
    weights = {
        (place, behind): _weight(place, behind, people[place], people[behind], now_ms)
        for place, behind in combinations(range(len(people)), 2)
        if may(people[place], people[behind])
    }
    return [(people[one], people[other]) for one, other in _heaviest(weights)]


def _heaviest(weights: dict[Places, int]) -> list[Places]:
    """The matching of most pairs, and among those of most weight."""
    if len(weights) <= FEW:
        return sorted(_best(sorted(weights), weights))
    import networkx  # takes a fifth of a second: the first crowd waits for it, not every start of a server

    graph = networkx.Graph()
    graph.add_weighted_edges_from((*both, weight) for both, weight in weights.items())
    return sorted((min(both), max(both)) for both in networkx.max_weight_matching(graph, maxcardinality=True))


def _best(edges: list[Places], weights: dict[Places, int]) -> list[Places]:
    """The same by trying all: so few that this is quicker."""
    if len(edges) < 2:
        return edges
    (one, other), rest = edges[0], edges[1:]
    apart = [both for both in rest if one not in both and other not in both]
    if len(apart) == len(rest):
        return [edges[0], *_best(rest, weights)]
    taken, passed = [edges[0], *_best(apart, weights)], _best(rest, weights)
    return max(taken, passed, key=lambda pairs: (len(pairs), sum(weights[both] for both in pairs)))


def _weight(place: int, behind: int, one: Waiting, other: Waiting, now_ms: int) -> int:
    """Three wishes in one whole number, each too small to outweigh the one before it in the sum of a slice.

    The places are those in the order of joining.
    """
    urgent = (now_ms - one.joined_ms >= URGENT_MS) + (now_ms - other.joined_ms >= URGENT_MS)
    difference = min(round(CENTS * abs(one.rating - other.rating)), FARTHEST)
    patience = 2 * SLICE - place - behind
    return (urgent * FARTHEST * SLICE - difference) * SLICE * SLICE + patience
