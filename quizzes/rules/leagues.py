"""Weekly leagues: five gears, groups of about thirty, who shifts up or down, and who rests.

Everybody begins in first gear. A group is of one family of posts and one gear; it is ordered by points, then by
questions mastered, and equal in both is an equal place. Of a group of five or more the first fifth shifts up and the
last fifth down; a smaller one only keeps its order.

- Only who has points has a place. Who has none rests and stands behind all others: doing a little is never worse than
  doing nothing, and those who rest fill the end of the group and shield whoever did a little.
- Equals are treated alike, and kindly: who shares the last place that shifts up does so too, and who shares a place
  with somebody who stays stays.
- A week of rest changes nothing. A second one in a row costs one gear, and no later one costs more: who rests on is in
  no group, and the gear waits.
- Who was excused, or came into the group during the week, shifts up but never down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heapreplace
from random import Random

from quizzes.rules.ranking import board_order, standard_ranks

LOWEST, HIGHEST = 1, 5
AIM, SMALLEST, LARGEST = 30, 20, 40  # people in a group
SHARE = 5  # one in so many shifts up, and one in so many down
BAND = 4  # groups among which people of like activity are mixed
RECENT = 2  # weeks whose points are the activity; without any, one is in no group until the next point


class Moved(StrEnum):
    """What a week did to somebody."""

    UP = "up"
    STAYED = "stayed"
    DOWN = "down"
    RESTED = "rested"  # no points
    OUT = "out"  # did not take part: by choice, or gone


@dataclass(frozen=True)
class Runner:
    """Somebody's week in a group. `safe`: excused or come late. `rested_before`: had no points last week either."""

    person_id: int
    points: int
    mastered: int
    safe: bool = False
    rested_before: bool = False

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
    """Of a group of `size` people, who rest included. From first gear nobody shifts down, from the highest none up."""
    share = size // SHARE
    return Zones(share if tier < HIGHEST else 0, size - share if tier > LOWEST else size)


def placed(group: Sequence[Runner]) -> list[tuple[int, Runner]]:
    """Those who have points, the best first, with their places."""
    ran = [runner for runner in group if runner.points > 0]
    ran.sort(key=lambda runner: board_order(runner.points, runner.mastered, runner.person_id))
    return list(zip(standard_ranks([runner.worth for runner in ran]), ran, strict=True))


def results(group: Sequence[Runner], tier: int) -> list[Result]:
    """How the week ended for everybody in the group; who rests comes last."""
    limits = zones(len(group), tier)
    ran = [Result(runner, place, _moved(place, limits, runner.safe)) for place, runner in placed(group)]
    return ran + [Result(runner, None, _rested(runner, tier)) for runner in group if runner.points <= 0]


def _moved(place: int, limits: Zones, safe: bool) -> Moved:
    if place <= limits.up:
        return Moved.UP
    return Moved.DOWN if place > limits.stay and not safe else Moved.STAYED


def _rested(runner: Runner, tier: int) -> Moved:
    costs = runner.rested_before and not runner.safe and tier > LOWEST
    return Moved.DOWN if costs else Moved.RESTED


def to_go(own: Runner, group: Sequence[Runner], tier: int) -> int | None:
    """The points that reach the zone which shifts up: 0 there; None where there is no such zone.

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


def group_sizes(people: int) -> list[int]:
    """The sizes of the groups of so many people: about 30, from 20 to 40, smaller only where there are fewer."""
    if people <= 0:
        return []
    count = max(1, round(people / AIM), -(-people // LARGEST))
    small, larger = divmod(people, count)
    return [small + 1] * larger + [small] * (count - larger)


def grouped(activity: Sequence[tuple[int, int]], rng: Random) -> list[list[int]]:
    """Groups of person ids out of (person id, recent points): like meets like, and not the same thirty again.

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
    fewer go where there is room up to 40, and only where there is not room for all do they begin, together, a group
    that is yet to fill.
    """
    heap = [(size, number) for number, size in enumerate(sizes)]
    heapify(heap)
    chosen = _fill(heap, newcomers, AIM)
    rest = newcomers - len(chosen)
    if rest < SMALLEST and rest <= sum(max(0, LARGEST - size) for size, _number in heap):
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
