"""The people of a simulated season: what they know, when they come, how much they play, whom they meet, who cheats.

Values in, values out: the same people, days and seed give the same season. What is supposed stands in the constants.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from random import Random
from typing import NamedTuple

from quizzes.rules.machine import ABILITY
from quizzes.rules.simulation import DEVIATION, MEAN, PACES

ZEAL = (0.8, 3.6)  # of a beta distribution: most come now and then, some nearly every day
WEEKDAYS = (1.0, 1.05, 1.05, 1.0, 0.95, 0.7, 0.45)  # how busy each day of the week is, from Monday on
REGION_SKILL, REGION_ZEAL = 0.2, 0.12  # how far regions differ: deviation of the skill, and of the zeal's factor
DROP_OUT = 0.3  # share of people who stop for good on some day
LATE_START = 0.25  # share of people who begin after the first week
FARMERS, COLLUDERS = 0.01, 0.006  # share of people who play the weakest machine all day; who let each other win
FARMED, USUAL = 30.0, 4.0  # PKs that a farmer would like to play in a day; that others would, on average
LIVE = 0.35  # share of the PKs that are between two people
EARLY, LATE = 8 * 60, 19 * 60  # minutes of the day at which the two shifts have their time
SPREAD_MINUTES = 75
FIRST_MINUTE, LAST_MINUTE = 6 * 60, 21 * 60
LEARNED = ABILITY[5] - ABILITY[3]  # logits that fresh learning of a question is worth
CYCLE_MS = 110_000  # a PK and the pause after it, to guess who is there at the same time
LAUNCH, AFTER_LAUNCH, FINISH = 1.5, 14, 1.25  # the first weeks and the last one are busier


class Habit(StrEnum):
    """How somebody takes the contest."""

    HONEST = "honest"
    FARMER = "farmer"
    COLLUDER = "colluder"


class Member(NamedTuple):
    """Somebody as the roster has them."""

    person_id: int
    post_id: int
    family: str
    region: str


@dataclass
class Learner:
    """A simulated person. Days are numbers of the season's days, from 0; `rests`: weekdays off, Monday is 0."""

    member: Member
    skill: float
    slowness: float
    zeal: float
    rests: frozenset[int]
    shift: int
    first: int
    last: int
    appetite: float
    habit: Habit = Habit.HONEST
    partner_id: int | None = None


class Meeting(NamedTuple):
    """Two people, or one and the machine, about so many milliseconds after midnight."""

    at: int
    first: Learner
    second: Learner | None


def cohort(members: Sequence[Member], days: int, seed: int) -> list[Learner]:
    """The people of a season; their skill follows from the seed and who they are."""
    found = [
        _learner(one, days, Random(f"{seed}:person:{one.person_id}"), _region(one.region, seed)) for one in members
    ]
    waiting: dict[int, Learner] = {}
    for one in found:
        if one.habit is not Habit.COLLUDER:
            continue
        other = waiting.pop(one.member.post_id, None)
        if other is None:
            waiting[one.member.post_id] = one
        else:
            one.partner_id, other.partner_id = other.member.person_id, one.member.person_id
    return found


def _region(code: str, seed: int) -> tuple[float, float]:
    rng = Random(f"{seed}:region:{code}")
    return rng.gauss(0, REGION_SKILL), max(0.5, rng.gauss(1, REGION_ZEAL))


def _learner(member: Member, days: int, rng: Random, region: tuple[float, float]) -> Learner:
    more_skill, more_zeal = region
    first = rng.randrange(7, max(8, days)) if rng.random() < LATE_START and days > 7 else 0
    last = rng.randrange(first, days) if rng.random() < DROP_OUT else days - 1
    draw = rng.random()
    habit = Habit.FARMER if draw < FARMERS else Habit.COLLUDER if draw < FARMERS + COLLUDERS else Habit.HONEST
    zeal = min(0.97, rng.betavariate(*ZEAL) * more_zeal)
    if habit is not Habit.HONEST:
        zeal, first, last = max(zeal, 0.6), 0, days - 1
    return Learner(
        member=member,
        skill=rng.gauss(MEAN, DEVIATION) + more_skill,
        slowness=rng.lognormvariate(0, PACES),
        zeal=zeal,
        rests=frozenset(rng.sample(range(7), rng.choice((1, 1, 2)))),
        shift=rng.choice((EARLY, LATE)),
        first=first,
        last=last,
        appetite=FARMED if habit is Habit.FARMER else 0.3 + rng.expovariate(1 / USUAL),
        habit=habit,
    )


def share_of_day(day: int, days: int, weekday: int) -> float:
    """How busy a day is beside the others."""
    launch = 1 + (LAUNCH - 1) * max(0.0, 1 - day / AFTER_LAUNCH)
    return WEEKDAYS[weekday] * launch * (FINISH if day >= days - 7 else 1.0)


def duels_by_day(duels: int, days: int, first_weekday: int) -> list[int]:
    """How many PKs each day has; together just `duels`."""
    shares = [share_of_day(day, days, (first_weekday + day) % 7) for day in range(days)]
    return _rounded(shares, duels)


def duels_by_post(people: Mapping[int, int], duels: int) -> dict[int, int]:
    """How many PKs of a season each post has, in proportion to its people; together just `duels`.

    By largest remainder; of equal ones the post with more people, then the lower number, comes first.
    """
    whole = sum(people.values())
    found = {post: count * duels // whole for post, count in people.items()}
    order = sorted(people, key=lambda post: (-(people[post] * duels % whole), -people[post], post))
    for post in order[: duels - sum(found.values())]:
        found[post] += 1
    return found


def lots(people: Mapping[int, int], most: int) -> list[list[int]]:
    """All posts in at most so many lots with nearly as many people each: the largest first, each to the smallest lot.

    Who plays meets nobody of another post, so that lots can be played apart.
    """
    found: list[list[int]] = [[] for _each in range(min(most, len(people)))]
    for post in sorted(people, key=lambda one: (-people[one], one)):
        min(found, key=lambda lot: sum(people[one] for one in lot)).append(post)
    return [sorted(lot) for lot in found]


def coming(learners: Sequence[Learner], day: int, days: int, weekday: int, rng: Random) -> list[Learner]:
    """Who comes on a day; on no day nobody."""
    busy = share_of_day(day, days, weekday)
    found = [one for one in learners if rng.random() < one.zeal * busy and _is_there(one, day, weekday)]
    if len(found) < 2:
        found = sorted(learners, key=lambda one: (-one.zeal, one.member.person_id))[:2]
    return found


def _is_there(one: Learner, day: int, weekday: int) -> bool:
    return one.first <= day <= one.last and weekday not in one.rests


def minute(one: Learner, day: int, rng: Random) -> int:
    """When in the day somebody comes: the shifts change from week to week."""
    usual = one.shift if (day // 7) % 2 == 0 else EARLY + LATE - one.shift
    return round(min(LAST_MINUTE, max(FIRST_MINUTE, rng.gauss(usual, SPREAD_MINUTES))))


def meetings(came: Sequence[tuple[Learner, int]], duels: int, rng: Random) -> list[Meeting]:
    """So many PKs of those who came (each with the millisecond of the day from which they play), in order of time."""
    live = round(duels * LIVE) if len(came) > 1 else 0
    counts = _rounded([one.appetite * rng.expovariate(1) for one, _at in came], duels + live)
    slots = [
        (at + place * CYCLE_MS, one) for (one, at), count in zip(came, counts, strict=True) for place in range(count)
    ]
    pairs, alone = _paired(slots, live, rng)
    spare = len(pairs) + len(alone) - duels
    rng.shuffle(alone)
    found = pairs + [Meeting(at, one, None) for at, one in alone[spare:]]
    return sorted(found, key=lambda one: (one.at, one.first.member.person_id))


def _paired(slots: Sequence[tuple[int, Learner]], live: int, rng: Random) -> tuple[list[Meeting], list]:
    """At most so many pairs of people of one post who are there at the same time; and who is left alone."""
    shelves: dict[object, list[tuple[int, Learner]]] = defaultdict(list)
    alone: list[tuple[int, Learner]] = []
    for at, one in sorted(slots, key=lambda slot: (slot[0], slot[1].member.person_id)):
        if one.habit is Habit.FARMER:
            alone.append((at, one))
        elif one.partner_id is not None:
            shelves[tuple(sorted((one.member.person_id, one.partner_id)))].append((at, one))
        else:
            shelves[one.member.post_id].append((at, one))
    possible: list[tuple[tuple[int, Learner], tuple[int, Learner]]] = []
    for _post, shelf in sorted(shelves.items(), key=lambda item: str(item[0])):
        possible += _neighbours(shelf)
    chosen = rng.sample(possible, min(live, len(possible)))
    used = {id(slot) for both in chosen for slot in both}
    alone += [slot for shelf in shelves.values() for slot in shelf if id(slot) not in used]
    return [Meeting(max(a[0], b[0]), a[1], b[1]) for a, b in chosen], alone


def _neighbours(shelf: Sequence[tuple[int, Learner]]) -> Iterator[tuple[tuple[int, Learner], tuple[int, Learner]]]:
    """Slots next to each other of two different people, each once."""
    taken = False
    for one, other in pairwise(shelf):
        if taken or one[1] is other[1]:
            taken = False
            continue
        taken = True
        yield one, other


def _rounded(shares: Sequence[float], whole: int) -> list[int]:
    """Whole numbers in these proportions that add up to `whole`."""
    total, so_far, given, found = sum(shares), 0.0, 0, []
    for share in shares:
        so_far += share
        upto = round(whole * so_far / total)
        found.append(upto - given)
        given = upto
    return found


def ability(learner: Learner, remembered: float) -> float:
    """What somebody brings to a question, in logits: what they can, and what they learned and still remember of it."""
    return learner.skill + LEARNED * remembered


def habits(learners: Sequence[Learner]) -> Mapping[Habit, int]:
    """How many there are of each."""
    return Counter(one.habit for one in learners)
