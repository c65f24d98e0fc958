"""Weekly leagues: five gears, groups of about thirty, who shifts up or down, and who rests.

Everybody begins in first gear. A group is of one family of posts and one gear; it is ordered by points, then by
questions mastered, and equal in both is an equal place. The first fifth of a group shifts up, the last fifth down:

- Only who has points is placed. Who has none rests: neither up nor down, and those who rest stand behind all others,
  so that they fill the end of the group and shield whoever did a little.
- Equals are treated alike, and kindly: who shares the last place that shifts up does so too, and who shares a place
  with somebody who stays stays.
- Who was excused all week, or came into the group during the week, shifts up but never down.
- Who comes back after two weeks of rest or more begins one gear lower, never more.

As many shift up as down, so that in the long run each gear holds about as many.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heapreplace
from random import Random

from quizzes.rules.ranking import board_order, standard_ranks

LOWEST, HIGHEST = 1, 5
AIM, SMALLEST, LARGEST = 30, 20, 40  # people in a group
SHARE = 5  # one in so many shifts up, and one in so many down
BAND = 4  # groups among which people of like activity are mixed
LONG_REST = 2  # weeks without a point after which one comes back a gear lower

NAMES: dict[int, dict[str, str]] = {
    1: {"en": "First gear", "zh": "一挡"},
    2: {"en": "Second gear", "zh": "二挡"},
    3: {"en": "Third gear", "zh": "三挡"},
    4: {"en": "Fourth gear", "zh": "四挡"},
    5: {"en": "Fifth gear", "zh": "五挡"},
}


class Moved(StrEnum):
    """What a week did to somebody."""

    UP = "up"
    STAYED = "stayed"
    DOWN = "down"
    RESTED = "rested"  # no points
    OUT = "out"  # did not want to take part


@dataclass(frozen=True)
class Runner:
    """Somebody's week in a group."""

    person_id: int
    points: int
    mastered: int

    @property
    def worth(self) -> tuple[int, int]:
        return self.points, self.mastered


@dataclass(frozen=True)
class Result:
    """How it ended; only who has points has a place."""

    runner: Runner
    place: int | None
    moved: Moved


@dataclass(frozen=True)
class Zones:
    """Places 1 to `up` shift up, those after `stay` shift down."""

    up: int
    stay: int


def zones(size: int, tier: int) -> Zones:
    """Of a group of `size` people, who rest included. At least one shifts up, from first gear none down."""
    share = size // SHARE
    return Zones(max(share, 1) if tier < HIGHEST else 0, size - (share if tier > LOWEST else 0))


def placed(group: Sequence[Runner]) -> list[tuple[int, Runner]]:
    """Those who have points, the best first, with their places."""
    ran = [runner for runner in group if runner.points > 0]
    ran.sort(key=lambda runner: board_order(runner.points, runner.mastered, runner.person_id))
    return list(zip(standard_ranks([runner.worth for runner in ran]), ran, strict=True))


def results(group: Sequence[Runner], tier: int, safe: Collection[int] = frozenset()) -> list[Result]:
    """How the week ended for everybody in the group. Who is `safe` does not shift down."""
    limits = zones(len(group), tier)
    ran = [Result(runner, place, _moved(place, limits, runner.person_id in safe)) for place, runner in placed(group)]
    return ran + [Result(runner, None, Moved.RESTED) for runner in group if runner.points <= 0]


def _moved(place: int, limits: Zones, safe: bool) -> Moved:
    if place <= limits.up:
        return Moved.UP
    return Moved.DOWN if place > limits.stay and not safe else Moved.STAYED


def to_go(own: Runner, group: Sequence[Runner], tier: int) -> int | None:
    """The points that reach the zone which shifts up: 0 there; None in the highest gear.

    With equal points the questions mastered decide: who has fewer needs a point more.
    """
    up = zones(len(group), tier).up
    others = [runner for _place, runner in placed(group) if runner.person_id != own.person_id]
    if not up:
        return None
    if len(others) < up:
        return 0 if own.points > 0 else 1
    last = others[up - 1]
    return max(0, last.points - own.points + (own.mastered < last.mastered))


def tier_after(tier: int, moved: Moved) -> int:
    """The gear after a week."""
    step = {Moved.UP: 1, Moved.DOWN: -1}.get(moved, 0)
    return min(HIGHEST, max(LOWEST, tier + step))


def tier_back(tier: int, weeks_of_rest: int) -> int:
    """The gear in which somebody comes back; excused weeks are no weeks of rest."""
    return max(LOWEST, tier - 1) if weeks_of_rest >= LONG_REST else tier


def group_sizes(people: int) -> list[int]:
    """The sizes of the groups of so many people: about 30, from 20 to 40, smaller only where there are fewer."""
    if people <= 0:
        return []
    count = max(1, round(people / AIM), -(-people // LARGEST))
    small, larger = divmod(people, count)
    return [small + 1] * larger + [small] * (count - larger)


def grouped(activity: Sequence[tuple[int, int]], rng: Random) -> list[list[int]]:
    """Groups of person ids out of (person id, points of last week): like meets like, and not the same thirty again.

    People in the order of their activity are cut into bands of some groups; within a band chance deals them out.
    """
    sizes = group_sizes(len(activity))
    ids = [person_id for person_id, _points in sorted(activity, key=lambda one: (-one[1], one[0]))]
    groups: list[list[int]] = []
    for first in range(0, len(sizes), BAND):
        band = sizes[first : first + BAND]
        mixed, ids = ids[: sum(band)], ids[sum(band) :]
        rng.shuffle(mixed)
        for size in band:
            groups.append(mixed[:size])
            mixed = mixed[size:]
    return groups


def seats(newcomers: int, sizes: Sequence[int]) -> list[int]:
    """For each newcomer of the week the number of a group, counted from 0; numbers past `sizes` are new groups.

    First groups of fewer than 30 are filled, the smallest first. Twenty who are left over make groups of their own;
    fewer go where there is room up to 40, and only where there is none do they begin a group that is yet to fill.
    """
    heap = [(size, number) for number, size in enumerate(sizes)]
    heapify(heap)
    chosen = _fill(heap, newcomers, AIM)
    rest = newcomers - len(chosen)
    if rest < SMALLEST:
        chosen += _fill(heap, rest, LARGEST)
        rest = newcomers - len(chosen)
    for number, size in enumerate(group_sizes(rest), len(sizes)):
        chosen += [number] * size
    return chosen


def _fill(heap: list[tuple[int, int]], people: int, limit: int) -> list[int]:
    chosen: list[int] = []
    while heap and len(chosen) < people and heap[0][0] < limit:
        size, number = heap[0]
        heapreplace(heap, (size + 1, number))
        chosen.append(number)
    return chosen
