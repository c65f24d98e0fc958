"""The tour: how mastery becomes kilometres, when a leg is unlocked, and where everybody is on the road.

A leg of the road belongs to a section. Its metres are earned with the section's questions that are asked of the
person's post: 70 % of a question's part when it is right for the first time, 20 % when it is still known on a later
day, the last 10 % on another one. Answering again brings nothing. What is earned in a locked leg waits and is released
when the leg is unlocked: by mastering 60 % of the leg before that has something for the person's post. The car stands
where the metres of all unlocked legs add up to; it never rolls back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quizzes.formats.route import Route, Stop
from quizzes.formats.route import route as route

WHOLE = 1_000_000  # shares are whole millionths, so that nothing is lost in rounding
TENTHS = (0, 7, 9, 10)  # of a question's part, by the best level reached
UNLOCKS = WHOLE * 60 // 100  # so much of a leg mastered unlocks the next one
FIELD_WEIGHT = 5  # a dealer's mean is drawn towards the field's as if by so many people
BINS = 60


@dataclass(frozen=True)
class Leg:
    """From the stop `first` (where the leg before ended) to the stop `last`, by their places on the route."""

    number: int
    section: str
    first: int
    last: int
    start: int
    end: int
    opens_on: date | None

    @property
    def metres(self) -> int:
        return self.end - self.start

    @property
    def stops(self) -> range:
        """The places on the route of the stops that belong to the leg."""
        return range(self.first + 1, self.last + 1)


@dataclass(frozen=True)
class Plan:
    """The road of a season: the route as far as its legs go."""

    route: Route
    legs: tuple[Leg, ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        return self.route.stops[: self.legs[-1].last + 1]

    @property
    def metres(self) -> int:
        return self.legs[-1].end


@dataclass(frozen=True)
class LegState:
    """A leg as it stands for one person. `by_day`: its day has come; `by_road`: enough of the leg before is mastered.

    `before`: the share of the leg with the number `gate`, the one that counts as the leg before; a gate of 0 holds
    nobody up.
    """

    leg: Leg
    share: int
    by_day: bool
    by_road: bool
    before: int
    gate: int
    is_free: bool = False  # its section has nothing for the person's post

    @property
    def is_open(self) -> bool:
        return self.by_day or self.by_road

    @property
    def earned(self) -> int:
        return self.leg.metres * self.share // WHOLE

    @property
    def driven(self) -> int:
        return self.earned if self.is_open else 0

    @property
    def waiting(self) -> int:
        """What is in the tank: earned, and not released yet."""
        return self.earned - self.driven


def plan(route: Route, legs: Sequence[Mapping[str, str | None]] = ()) -> Plan:
    """The road of a season that states its legs as {section, until, opens_on}; without any, the route's own.

    Raises ValueError where a leg ends at no stop, or not behind the leg before.
    """
    stated = legs or [{"section": section, "until": until, "opens_on": None} for section, until in route.legs]
    found: list[Leg] = []
    first = 0
    for number, leg in enumerate(stated, start=1):
        last = route.keys.index(str(leg["until"]))
        if last <= first:
            raise ValueError(f"Leg {number} must end behind {route.stops[first].key}.")
        day = leg.get("opens_on")
        opens_on = date.fromisoformat(day) if day else None
        start, end = route.stops[first].metres, route.stops[last].metres
        found.append(Leg(number, str(leg["section"]), first, last, start, end, opens_on))
        first = last
    return Plan(route, tuple(found))


def share(tenths: int, asked: int) -> int:
    """How much of a section is mastered: tenths earned of all its questions, in millionths."""
    return min(WHOLE, tenths * WHOLE // (10 * asked)) if asked else 0


def gained(kept: int, level: int, tenths: int, asked: int) -> int:
    """The share after a question has reached a level for the first time.

    `tenths` and `asked` are counted now, this step included. Where a curriculum grew or the post changed, the share
    that was reached before stays, and the step counts on top of it.
    """
    step = share(TENTHS[level] - TENTHS[level - 1], asked)
    return min(WHOLE, max(kept + step, share(tenths, asked)))


def lost(kept: int, levels: tuple[int, int], tenths: int, asked: int) -> int:
    """The share after a question has fallen from one best level to another; never below what is counted now."""
    before, after = levels
    return max(kept - share(TENTHS[before] - TENTHS[after], asked), share(tenths, asked))


def states(
    plan: Plan, shares: Mapping[str, int], today: date, free: Collection[str] = frozenset()
) -> tuple[LegState, ...]:
    """Every leg as it stands. The first one without a day is open from the start.

    `free`: the sections that have nothing for the person's post. Their legs hold nobody up: what unlocks them unlocks
    the next one, too.
    """
    found: list[LegState] = []
    before, gate = WHOLE, 0
    for leg in plan.legs:
        by_day = leg.opens_on is not None and leg.opens_on <= today
        by_road = before >= UNLOCKS and (leg.number > 1 or leg.opens_on is None)
        state = LegState(leg, shares.get(leg.section, 0), by_day, by_road, before, gate, leg.section in free)
        found.append(state)
        driven = state.share if state.is_open else 0
        waits_for_its_day = leg.number == 1 and not state.is_open
        if not state.is_free or driven >= UNLOCKS or waits_for_its_day:
            before, gate = driven, leg.number
    return tuple(found)


def metres(legs: Iterable[LegState]) -> int:
    """How far the car is: what is driven of all legs together."""
    return sum(state.driven for state in legs)


def stops_passed(plan: Plan, metres: int) -> int:
    """How many stops behind the start are reached."""
    return bisect_right([stop.metres for stop in plan.stops], metres) - 1


def leg_at(plan: Plan, metres: int) -> Leg:
    """The leg that the car is on."""
    return next((leg for leg in plan.legs if metres < leg.end), plan.legs[-1])


def dealer_metres(total: int, people: int, field_mean: float) -> int:
    """Where a dealer's car stands: the mean of its people, drawn towards the field's mean where they are few."""
    return round((total + FIELD_WEIGHT * field_mean) / (people + FIELD_WEIGHT))


def bin_size(plan: Plan) -> int:
    """The metres of one part of the road, when the field is counted."""
    return -(-plan.metres // BINS)


def per_stop(count: int, stops: int) -> list[range]:
    """The classes of a section, shared out in order over the stops of its leg; earlier stops take one more."""
    least, more = divmod(count, stops)
    sizes = [least + (number < more) for number in range(stops)]
    starts = [sum(sizes[:number]) for number in range(stops)]
    return [range(start, start + size) for start, size in zip(starts, sizes, strict=True)]
