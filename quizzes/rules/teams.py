"""What a dealer's week is worth, its stars, and which dealers reach theirs together.

A dealer's score is participation times mastery, each drawn a little towards the field (the week before):

    participation = (W * field share + taking part) / (W + people)
    mastery       = (W * field mastered + mastered) / ((W + taking part) * field mastered), from 0.9 to 1.2
    score         = participation * mastery

W = 5, as if each dealer had five more people who do what the field does (the mean of a beta-binomial model with that
much said beforehand). For a dealer of 3 these five weigh more than its own people, so that one person cannot put it
on top; for one of 60 they hardly count, so that it gets what its people do. One person's mastered questions count up to
twice the field's, and all mastery together lifts a score by a fifth at most: a champion cannot carry a dealer.

A star asks for the score that a dealer of the same size has when 30, 50 or 70 of 100 take part and master as much as
the field does, and for at least 2, 3, 4 people (or all). So every size can reach every star, and nobody one alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

WEIGHT = 5  # people of the field that each dealer is supposed to have besides its own
SHARES = (0.30, 0.50, 0.70)  # of the people, for one, two and three stars
LEAST = (2, 3, 4)  # people for one, two and three stars, whatever the size
SMALLEST = 2  # people that make a team
MASTERY = (0.9, 1.2)  # the least and the most that mastery makes of a score
SHARE, MASTERED = (0.1, 0.6), (3.0, 30.0)  # the least and the most that the field is taken for


@dataclass(frozen=True)
class Field:
    """What all dealers together did: the share who took part, and the questions mastered by each of those."""

    share: float
    mastered: float

    @property
    def most(self) -> int:
        """How many mastered questions of one person count."""
        return round(2 * self.mastered)


FIRST = Field(0.3, 6.0)  # before there was a week to measure


@dataclass(frozen=True)
class Week:
    """What a dealer did: `mastered` counts at most `Field.most` of each person."""

    people: int
    taking_part: int
    mastered: int


@dataclass(frozen=True)
class Next:
    """The star that is next, and what reaches it.

    `people`: so many more who complete a day's set, even if they master nothing new. `mastered`: so many more questions
    by those who take part already. None: not by this alone.
    """

    star: int
    people: int | None
    mastered: int | None


@dataclass(frozen=True)
class Team:
    """A dealer that wants to be paired."""

    id: int
    region_id: int
    people: int


def field_of(weeks: Collection[Week]) -> Field:
    """What the field did in a week, within the bounds that a measure may have."""
    people = sum(week.people for week in weeks)
    taking_part = sum(week.taking_part for week in weeks)
    if not people or not taking_part:
        return FIRST
    mastered = sum(week.mastered for week in weeks) / taking_part
    return Field(_within(taking_part / people, SHARE), _within(mastered, MASTERED))


def score(week: Week, field: Field) -> int:
    """From 0 to 1200, in tenths of a point."""
    return round(1000 * _participation(week.people, week.taking_part, field) * _mastery(week, field))


def stars(week: Week, field: Field) -> int:
    """How many stars a week has: 0 to 3."""
    return sum(_has(week, field, star) for star in (1, 2, 3))


def next_step(week: Week, field: Field, have: int) -> Next | None:
    """What reaches the star after the `have` ones; None where all are there or the team is too small."""
    if have >= len(SHARES) or week.people < SMALLEST:
        return None
    star = have + 1
    more_people = range(1, week.people - week.taking_part + 1)
    more_mastered = range(1, max(0, week.taking_part * field.most - week.mastered) + 1)
    return Next(
        star,
        next((more for more in more_people if _has(_grown(week, people=more), field, star)), None),
        next((more for more in more_mastered if _has(_grown(week, mastered=more), field, star)), None),
    )


def ranks(weeks: Mapping[int, Week], field: Field) -> dict[int, int]:
    """Ranks by dealer id: more score, then the larger share taking part, then more mastered by each of them.

    Equal in all three is an equal rank. Dealers with fewer than two people have none.
    """
    worth = {one: _worth(week, field) for one, week in weeks.items() if week.people >= SMALLEST}
    order = sorted(worth, key=lambda one: worth[one], reverse=True)
    found: dict[int, int] = {}
    for place, one in enumerate(order):
        before = order[place - 1] if place else None
        found[one] = found[before] if before is not None and worth[before] == worth[one] else place + 1
    return found


def pairs(teams: Collection[Team], met: Collection[frozenset[int]] = ()) -> list[tuple[int, ...]]:
    """Pairs of like size from different regions; the same dealers give the same pairs.

    The largest come first. Where one region holds at least half of those left, its own are paired first, so that as few
    as possible stay over. Who met lately (`met`) meets again only where nobody else is left. Who stays over makes a
    three with the pair of the nearest size; where there is no pair at all, they rest.
    """
    left = sorted((team for team in teams if team.people >= SMALLEST), key=lambda team: (-team.people, team.id))
    size = {team.id: team.people for team in left}
    found: list[tuple[int, ...]] = []
    while (first := _first(left)) is not None:
        others = [team for team in left if team.region_id != first.region_id]
        if not others:
            break
        must = _crowded(left)
        other = min(others, key=lambda team: _distance(first, team, met, must))
        found.append((first.id, other.id))
        left = [team for team in left if team not in (first, other)]
    return _with_thirds(found, left, size)


def _first(left: Sequence[Team]) -> Team | None:
    return left[0] if left else None


def _crowded(left: Sequence[Team]) -> int | None:
    """The region that holds at least half of those left."""
    counts: dict[int, int] = {}
    for team in left:
        counts[team.region_id] = counts.get(team.region_id, 0) + 1
    return next((region for region, count in counts.items() if 2 * count >= len(left)), None)


def _distance(
    first: Team, other: Team, met: Collection[frozenset[int]], must: int | None
) -> tuple[bool, bool, int, int]:
    outside = must is not None and must not in (first.region_id, other.region_id)
    return outside, frozenset((first.id, other.id)) in met, abs(first.people - other.people), other.id


def _with_thirds(found: list[tuple[int, ...]], left: Sequence[Team], size: Mapping[int, int]) -> list[tuple[int, ...]]:
    whole = list(found)
    for team in left:
        open_ones = [index for index, pair in enumerate(whole) if len(pair) == 2]
        if not open_ones:
            break
        nearest = min(open_ones, key=lambda index: (abs(size[whole[index][0]] - team.people), index))
        whole[nearest] = (*whole[nearest], team.id)
    return whole


def _has(week: Week, field: Field, star: int) -> bool:
    if week.people < SMALLEST or week.taking_part < min(LEAST[star - 1], week.people):
        return False
    due = _participation(week.people, SHARES[star - 1] * week.people, field)
    return _participation(week.people, week.taking_part, field) * _mastery(week, field) >= due - 1e-9


def _participation(people: int, taking_part: float, field: Field) -> float:
    return (WEIGHT * field.share + taking_part) / (WEIGHT + people)


def _mastery(week: Week, field: Field) -> float:
    own = WEIGHT * field.mastered + week.mastered
    return _within(own / ((WEIGHT + week.taking_part) * field.mastered), MASTERY)


def _worth(week: Week, field: Field) -> tuple[int, Fraction, Fraction]:
    share, each = Fraction(week.taking_part, week.people), Fraction(week.mastered, week.taking_part or 1)
    return score(week, field), share, each


def _grown(week: Week, people: int = 0, mastered: int = 0) -> Week:
    return Week(week.people, week.taking_part + people, week.mastered + mastered)


def _within(number: float, bounds: tuple[float, float]) -> float:
    return min(max(number, bounds[0]), bounds[1])
