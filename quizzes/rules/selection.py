"""Who comes to the national final: eligibility, quotas by region and post, national minimums, wild cards, reserves.

Everybody who is eligible stands in one order: by points, then by the tie-breaks of the rules; the lot, which is always
the last one, decides for good. Seats are given in this order of steps:

1. Each quota (a region and a post) takes the best of its people.
2. Seats of a quota that has too few people go to the best of the post in the nation, or stay empty: as the rules say.
3. A post that has fewer finalists than its national minimum takes the next best in the nation.
4. Wild cards, one after the other, take the best who are left: of their post, or of all.

Who declines is left out and everything is reckoned again: nobody who had a seat loses it by that.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import islice

from quizzes.rules.selectiontrace import Step, TieBreak, parting


class Fate(StrEnum):
    """What becomes of somebody."""

    IN = "in"
    RESERVE = "reserve"
    OUT = "out"
    NOT_ELIGIBLE = "not-eligible"
    DECLINED = "declined"


class Way(StrEnum):
    """By which of the steps somebody has a seat."""

    QUOTA = "quota"
    FILLED = "filled"
    MINIMUM = "minimum"
    WILD_CARD = "wild-card"


class Bar(StrEnum):
    """Why somebody is not eligible; all that hold are named."""

    NOT_EMPLOYED = "not-employed"
    POST = "post"
    BRAND = "brand"
    TENURE = "tenure"
    POINTS = "points"
    DISQUALIFIED = "disqualified"


@dataclass(frozen=True)
class Candidate:
    """Somebody as the snapshot of the day has them. `measures`: what tie-breaks compare, by their name.

    `points` are those of the stages that count. A measure that is missing counts as nought.
    """

    person_id: int
    region: str
    post: str
    points: int
    employed: bool = True
    brands: frozenset[str] = frozenset()
    hired_on: date | None = None
    disqualified: bool = False
    measures: Mapping[TieBreak, int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Quota:
    """So many seats for the people of a post in a region."""

    region: str
    post: str
    seats: int


@dataclass(frozen=True)
class WildCard:
    """So many seats for the best who have none; `post`: only of this one, or "" for all."""

    seats: int
    post: str = ""


@dataclass(frozen=True)
class SelectionRules:
    """The rules as data. `posts` and `brands`: who may come; empty means all of them.

    `on`: the day of the snapshot, from which tenure is reckoned. `minimums`: post -> the least number of finalists.
    `fills`: whether seats that a region cannot fill go to the nation. `reserves`: so many stand by for each quota.
    `lot`: what the lot is drawn with; announced before the snapshot, so that nobody can choose it.
    """

    on: date
    quotas: tuple[Quota, ...]
    lot: str
    posts: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    least_years: int = 0
    least_points: int = 1
    minimums: Mapping[str, int] = field(default_factory=dict, hash=False)
    wild_cards: tuple[WildCard, ...] = ()
    fills: bool = True
    reserves: int = 2
    tie_breaks: tuple[TieBreak, ...] = (TieBreak.MASTERED, TieBreak.FIRST_TRY, TieBreak.DAYS, TieBreak.RATING)


@dataclass(frozen=True)
class Decision:
    """What becomes of a person, and why.

    `place`: among the eligible of the same region and post, from 1; 0 for who is not eligible. `way` says how a seat
    was won; `reserve`: the place among those who stand by. `bars`: why not eligible. `cut`: the last one of the same
    region and post who has a seat by the quota, and what parted the two; None where nobody does.
    """

    person_id: int
    fate: Fate
    place: int = 0
    way: Way | None = None
    reserve: int = 0
    bars: tuple[Bar, ...] = ()
    cut: Step | None = None


@dataclass(frozen=True)
class Shortfall:
    """Seats that could not be given: of a quota, a minimum (`region` "") or wild cards (both may be "")."""

    region: str
    post: str
    seats: int
    given: int


@dataclass(frozen=True)
class Selection:
    """`decisions` stand in the order of the nation, those who are not eligible last, by number."""

    decisions: tuple[Decision, ...]
    shortfalls: tuple[Shortfall, ...]

    def of(self, fate: Fate) -> list[int]:
        return [one.person_id for one in self.decisions if one.fate is fate]


def bars(one: Candidate, rules: SelectionRules) -> tuple[Bar, ...]:
    """Why somebody is not eligible; empty for who is."""
    checks = (
        (Bar.NOT_EMPLOYED, not one.employed),
        (Bar.POST, bool(rules.posts) and one.post not in rules.posts),
        (Bar.BRAND, bool(rules.brands) and not one.brands & set(rules.brands)),
        (Bar.TENURE, rules.least_years > 0 and years(one.hired_on, rules.on) < rules.least_years),
        (Bar.POINTS, one.points < rules.least_points),
        (Bar.DISQUALIFIED, one.disqualified),
    )
    return tuple(bar for bar, holds in checks if holds)


def years(since: date | None, on: date) -> int:
    """Whole years of employment until that day; none where it is not known since when.

    A year is whole on its anniversary; that of a 29 February is the 28th in a common year (a month without the day
    ends the period with its last one: PRC Civil Code, article 202).
    """
    if since is None or since > on:
        return 0
    day = min(since.day, monthrange(on.year, since.month)[1])
    return on.year - since.year - ((on.month, on.day) < (since.month, day))


def lot(person_id: int, drawn: str) -> int:
    """The lot of a person: the same for the same words, and nobody can foresee it before they are known."""
    return int.from_bytes(sha256(f"{drawn}:{person_id}".encode()).digest()[:8])


def ordered(candidates: Iterable[Candidate], rules: SelectionRules) -> list[Candidate]:
    """The best first: points, then each tie-break, then the lot."""
    return sorted(candidates, key=lambda one: sort_key(one, rules))


def sort_key(one: Candidate, rules: SelectionRules) -> tuple[int, ...]:
    """Smaller is better. The lot is last, and the number only for two whose lots are the same."""
    measured = (-one.measures.get(name, 0) for name in rules.tie_breaks)
    return (-one.points, *measured, lot(one.person_id, rules.lot), one.person_id)


def select(
    candidates: Sequence[Candidate], rules: SelectionRules, declined: Collection[int] = frozenset()
) -> Selection:
    """Give the seats. The same candidates in any order give the same."""
    barred = {one.person_id: bars(one, rules) for one in candidates}
    eligible = ordered((one for one in candidates if not barred[one.person_id]), rules)
    seating = _Seating([one for one in eligible if one.person_id not in declined], rules)
    seating.seat_all()
    decided = [*_decisions(eligible, seating, declined)]
    others = sorted(one.person_id for one in candidates if barred[one.person_id])
    decided += [Decision(one, Fate.NOT_ELIGIBLE, bars=barred[one]) for one in others]
    return Selection(tuple(decided), tuple(seating.shortfalls))


class _Seating:
    """Gives seats step by step; `ways` says who has one and how."""

    def __init__(self, line: Sequence[Candidate], rules: SelectionRules) -> None:
        self.line, self.rules = line, rules
        self.ways: dict[int, Way] = {}
        self.shortfalls: list[Shortfall] = []

    def seat_all(self) -> None:
        short = [self._quota(quota) for quota in self.rules.quotas]
        if self.rules.fills:
            for quota, missing in zip(self.rules.quotas, short, strict=True):
                self._seat((one for one in self.line if one.post == quota.post), missing, Way.FILLED)
        for post, least in sorted(self.rules.minimums.items()):
            self._minimum(post, least)
        for card in self.rules.wild_cards:
            given = self._seat(self._of_post(card.post), card.seats, Way.WILD_CARD)
            self._note("", card.post, card.seats, given)

    def _quota(self, quota: Quota) -> int:
        """How many seats are left over."""
        mine = (one for one in self.line if (one.region, one.post) == (quota.region, quota.post))
        given = self._seat(mine, quota.seats, Way.QUOTA)
        self._note(quota.region, quota.post, quota.seats, given)
        return quota.seats - given

    def _minimum(self, post: str, least: int) -> None:
        has = sum(one.post == post and one.person_id in self.ways for one in self.line)
        given = self._seat(self._of_post(post), max(0, least - has), Way.MINIMUM)
        self._note("", post, least, min(least, has + given))

    def _of_post(self, post: str) -> Iterable[Candidate]:
        return (one for one in self.line if post in ("", one.post))

    def _seat(self, people: Iterable[Candidate], seats: int, way: Way) -> int:
        free = list(islice((one for one in people if one.person_id not in self.ways), seats))
        self.ways |= dict.fromkeys((one.person_id for one in free), way)
        return len(free)

    def _note(self, region: str, post: str, seats: int, given: int) -> None:
        if given < seats:
            self.shortfalls.append(Shortfall(region, post, seats, given))


def _decisions(line: Sequence[Candidate], seating: _Seating, declined: Collection[int]) -> Iterable[Decision]:
    places: dict[tuple[str, str], int] = {}
    waiting: dict[tuple[str, str], int] = {}
    cuts = {(one.region, one.post): one for one in line if seating.ways.get(one.person_id) is Way.QUOTA}
    quotas = {(quota.region, quota.post) for quota in seating.rules.quotas}
    for one in line:
        cell = one.region, one.post
        places[cell] = places.get(cell, 0) + 1
        way = seating.ways.get(one.person_id)
        fate = Fate.IN if way else Fate.DECLINED if one.person_id in declined else Fate.OUT
        if fate is Fate.OUT and cell in quotas and waiting.get(cell, 0) < seating.rules.reserves:
            waiting[cell], fate = waiting.get(cell, 0) + 1, Fate.RESERVE
        yield Decision(
            one.person_id,
            fate,
            places[cell],
            way,
            waiting[cell] if fate is Fate.RESERVE else 0,
            cut=_cut(one, cuts.get(cell), seating.rules),
        )


def _cut(one: Candidate, last: Candidate | None, rules: SelectionRules) -> Step | None:
    """What parts somebody from the last one who has a seat by the quota of the same region and post."""
    if last is None or last is one:
        return None
    both = [(each.points, each.measures, lot(each.person_id, rules.lot)) for each in (one, last)]
    return parting(last.person_id, both[0], both[1], rules.tie_breaks)


@dataclass(frozen=True)
class Difference:
    """Whom another set of rules would treat otherwise."""

    person_id: int
    before: Fate
    after: Fate


def compare(before: Selection, after: Selection) -> list[Difference]:
    """Who comes in, who goes out, and who stands by otherwise; in the order of the first selection."""
    fates = {one.person_id: one.fate for one in after.decisions}
    pairs = ((one.person_id, one.fate, fates.get(one.person_id, Fate.OUT)) for one in before.decisions)
    return [Difference(*pair) for pair in pairs if pair[1] is not pair[2]]
