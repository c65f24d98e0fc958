"""The tour's pages in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date, format_number
from flask_babel import gettext as _

from app.kit import clock
from app.kit.errors import NotFound
from app.kit.i18n import pick
from app.people.models import Person
from app.seasons.models import Season
from app.tour import maps, queries, sections
from app.tour.models import Journey
from app.tour.plans import plan_of, today_of
from quizzes.formats.route import Stop
from quizzes.rules import tour
from quizzes.rules.tour import UNLOCKS, WHOLE, Leg, LegState, Plan


@dataclass(frozen=True)
class Mine:
    """A person's journey on the road of a season. `season` is None while there is none: then the car waits."""

    person: Person
    season: Season | None
    plan: Plan
    journey: Journey | None
    legs: tuple[LegState, ...]

    @property
    def metres(self) -> int:
        return min(self.journey.metres, self.plan.metres) if self.journey else 0

    @property
    def last(self) -> int:
        """The number of the stop that was reached last; 0 is the start."""
        return tour.stops_passed(self.plan, self.metres)

    @property
    def here(self) -> Stop:
        return self.plan.stops[self.last]

    @property
    def next(self) -> Stop | None:
        return self.plan.stops[self.last + 1] if self.last + 1 < len(self.plan.stops) else None

    @property
    def waiting(self) -> int:
        return sum(leg.waiting for leg in self.legs)

    @property
    def is_behind(self) -> bool:
        """Whether a day has come that releases kilometres which nobody has released yet."""
        return tour.metres(self.legs) > self.metres

    @property
    def arrival(self) -> Stop | None:
        """The stop that was reached and whose arrival was not shown yet."""
        journey = self.journey
        return self.here if journey and journey.greeted < journey.stops and self.last else None

    @property
    def percent(self) -> int:
        return 100 * self.metres // self.plan.metres


def mine(person: Person, season: Season | None, now: datetime) -> Mine:
    if season is None:
        plan = tour.plan(tour.route())
        return Mine(person, None, plan, None, tour.states(plan, {}, now.date()))
    plan, journey = plan_of(season), queries.journey_of(person, season)
    free = sections.free_of_post(plan, person.post_id)
    states = tour.states(plan, journey.shares if journey else {}, today_of(season, now), free)
    return Mine(person, season, plan, journey, states)


def km(metres: int) -> str:
    """Whole kilometres, as numbers are written in the reader's language."""
    return str(format_number(metres // 1000))


def km_to(stop: Stop, mine: Mine) -> str:
    """How far it still is: never 0 before one is there."""
    return str(format_number(-(-(stop.metres - mine.metres) // 1000)))


def where(mine: Mine) -> str:
    """Where the car is, in words."""
    if mine.next is None:
        return _("You have arrived in %(place)s.", place=pick(mine.here.name))
    if mine.metres == mine.here.metres:
        return _("You are in %(place)s.", place=pick(mine.here.name))
    return _("You are between %(one)s and %(other)s.", one=pick(mine.here.name), other=pick(mine.next.name))


@dataclass(frozen=True)
class LegLine:
    """A leg in the list of legs."""

    leg: Leg
    title: str
    start: Stop
    end: Stop
    percent: int
    earned: int
    waiting: int
    is_open: bool
    is_free: bool
    is_done: bool
    has_car: bool
    why: str


def leg_lines(mine: Mine, titles: dict[str, dict[str, str]]) -> list[LegLine]:
    return [leg_line(mine, state, titles) for state in mine.legs]


def leg_line(mine: Mine, state: LegState, titles: dict[str, dict[str, str]]) -> LegLine:
    leg = state.leg
    return LegLine(
        leg,
        pick(titles[leg.section]) if leg.section in titles else _("Leg %(number)s", number=leg.number),
        mine.plan.stops[leg.first],
        mine.plan.stops[leg.last],
        100 * state.share // WHOLE,
        state.earned,
        state.waiting,
        state.is_open,
        state.is_free,
        state.is_open and state.share == WHOLE,
        tour.leg_at(mine.plan, mine.metres) is leg,
        _why(state),
    )


def _why(state: LegState) -> str:
    """Why the leg is open or locked."""
    leg, asked = state.leg, 100 * UNLOCKS // WHOLE
    if state.by_day and leg.opens_on:
        return _("Open since %(day)s.", day=_day(leg.opens_on))
    if leg.number == 1:
        return _("Open from the start.") if leg.opens_on is None else _("Opens on %(day)s.", day=_day(leg.opens_on))
    if state.by_road and not state.gate:
        return _("Open, for the legs before have no class for your post.")
    if state.by_road:
        return _("Open, for %(asked)s %% of leg %(gate)s is mastered.", asked=asked, gate=state.gate)
    now = 100 * state.before // WHOLE
    if leg.opens_on is None:
        return _(
            "Opens when %(asked)s %% of leg %(gate)s is mastered: now %(now)s %%.",
            asked=asked,
            gate=state.gate,
            now=now,
        )
    return _(
        "Opens on %(day)s, or when %(asked)s %% of leg %(gate)s is mastered: now %(now)s %%.",
        day=_day(leg.opens_on),
        asked=asked,
        gate=state.gate,
        now=now,
    )


def _day(day: date) -> str:
    return str(format_date(day, "long"))


@dataclass(frozen=True)
class DealerCar:
    """A dealer's car: how far it has come, and how many people it has."""

    metres: int
    people: int


@dataclass(frozen=True)
class TourPage:
    """The whole road. `dealer` is None without a season."""

    mine: Mine
    drawing: maps.Drawing
    legs: Sequence[LegLine]
    field: queries.Field | None
    dealer: DealerCar | None
    finding: str

    @property
    def where(self) -> str:
        return where(self.mine)

    @property
    def current(self) -> LegLine:
        """The leg that the car is on."""
        return next(line for line in self.legs if line.has_car)

    @property
    def said(self) -> str:
        """What the map shows, in words."""
        return said(self.mine, self.dealer, self.finding)


def said(mine: Mine, dealer: DealerCar | None, finding: str = "") -> str:
    """A map for those who do not see it."""
    ours = "" if dealer is None else _("Your dealer's car is at %(km)s km.", km=km(dealer.metres))
    mine_ = _("Your car is at %(km)s km.", km=km(mine.metres))
    return " ".join(part for part in (where(mine), mine_, ours, finding) if part)


def tour_page(mine: Mine) -> TourPage:
    field, dealer = _field_and_dealer(mine)
    cars = maps.Cars(mine.metres, dealer.metres if dealer else None, field.parts if field else {})
    return TourPage(
        mine,
        maps.whole(mine.plan, mine.legs, cars),
        leg_lines(mine, queries.section_titles()),
        field,
        dealer,
        _finding(mine.plan, field),
    )


def _field_and_dealer(mine: Mine) -> tuple[queries.Field | None, DealerCar | None]:
    if mine.season is None:
        return None, None
    part = tour.bin_size(mine.plan)
    field, own = queries.field_and_dealer(mine.season, mine.person.dealer_id, part, clock.now())
    return field, DealerCar(tour.dealer_metres(own.metres, own.people, field.mean), own.people)


def _finding(plan: Plan, field: queries.Field | None) -> str:
    """What the drawn field says, in a sentence."""
    if field is None or not field.cars:
        return _("No car is on the road yet.")
    fullest = max(field.parts, key=lambda part: (field.parts[part], -part))
    middle = min(fullest * tour.bin_size(plan) + tour.bin_size(plan) // 2, plan.metres - 1)
    number = tour.stops_passed(plan, middle)
    one, other = plan.stops[number], plan.stops[number + 1]
    return _(
        "%(cars)s of %(people)s cars are on the road; most of them between %(one)s and %(other)s.",
        cars=format_number(field.cars),
        people=format_number(field.people),
        one=pick(one.name),
        other=pick(other.name),
    )


@dataclass(frozen=True)
class LegPage:
    mine: Mine
    drawing: maps.Drawing
    line: LegLine
    count: int
    stops: Sequence[tuple[Stop, bool]]
    said: str


def leg_page(mine: Mine, number: int) -> LegPage:
    """One leg, nearer. Raises NotFound where the road has none of that number."""
    state = next((state for state in mine.legs if state.leg.number == number), None)
    if state is None:
        raise NotFound
    field, dealer = _field_and_dealer(mine)
    cars = maps.Cars(mine.metres, dealer.metres if dealer else None, field.parts if field else {})
    leg = state.leg
    return LegPage(
        mine,
        maps.of_leg(mine.plan, leg, mine.legs, cars),
        leg_line(mine, state, queries.section_titles()),
        len(mine.legs),
        [(mine.plan.stops[number], number <= mine.last) for number in range(leg.first, leg.last + 1)],
        said(mine, dealer),
    )
