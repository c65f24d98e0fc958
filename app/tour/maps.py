"""The map of one person: what is drawn where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from app.kit.i18n import pick
from quizzes.formats.route import Stop
from quizzes.rules import roadmap
from quizzes.rules.mapnames import Label, Sheet, labels
from quizzes.rules.outlines import path
from quizzes.rules.roadmap import WIDTH, Frame, Road
from quizzes.rules.tour import BINS, Leg, LegState, Plan, bin_size

WHOLE_HEIGHT, LEG_HEIGHT, STRIP_HEIGHT = 480, 700, 300
NARROW, WIDE = 43, 22  # how high letters are on a phone and on a wide screen, in units of the drawing
SAMPLES = 120  # places of the road that a name should not cover
LEVELS = 5  # how many widths the field is drawn in


@dataclass(frozen=True)
class Spot:
    """A place of the drawing. `state` is one of reached, ahead."""

    x: int
    y: int
    state: str = ""


@dataclass(frozen=True)
class Drawing:
    """A map, ready to be written as SVG. Paths are path data; cars outside the frame are None."""

    width: int
    height: int
    land: str
    lines: str
    road: str
    locked: str
    driven: str
    field: Sequence[tuple[int, str]]
    stops: Sequence[Spot]
    narrow: Sequence[Label]
    wide: Sequence[Label]
    me: Spot | None
    dealer: Spot | None


@dataclass(frozen=True)
class Cars:
    """Where everybody is, in metres; `field` counts the cars by the part of the road they are on."""

    me: int
    dealer: int | None
    field: Mapping[int, int]


def whole(plan: Plan, legs: Sequence[LegState], cars: Cars) -> Drawing:
    """The whole road."""
    road = roadmap.road(plan.stops)
    ends = [leg.last for leg in plan.legs]
    ahead = next((number for number, stop in enumerate(plan.stops) if stop.metres > cars.me), len(plan.stops) - 1)
    first = [ahead, 0, len(plan.stops) - 1, *ends]
    wanted = list(dict.fromkeys([*first, *range(len(plan.stops))]))
    shown = roadmap.frame(road.corners, WHOLE_HEIGHT)
    line = range(0, plan.metres, plan.metres // SAMPLES)
    return _drawing(shown, road, plan, legs, cars, (wanted[: 3 + len(ends)], wanted), line, every=10)


def of_leg(plan: Plan, leg: Leg, legs: Sequence[LegState], cars: Cars) -> Drawing:
    """One leg, nearer."""
    road = roadmap.road(plan.stops)
    shown = roadmap.frame(road.between(leg.start, leg.end), LEG_HEIGHT)
    wanted = list(dict.fromkeys([leg.last, leg.first, *leg.stops]))
    around = leg.metres // 5
    line = range(max(0, leg.start - around), min(plan.metres, leg.end + around), leg.metres // SAMPLES)
    return _drawing(shown, road, plan, legs, cars, (wanted, wanted), line, every=5)


def _drawing(
    shown: Frame,
    road: Road,
    plan: Plan,
    legs: Sequence[LegState],
    cars: Cars,
    wanted: tuple[Sequence[int], Sequence[int]],
    line: Sequence[int],
    every: int,
) -> Drawing:
    me, dealer = _spot(shown, road, cars.me), _spot(shown, road, cars.dealer)
    taken = [(spot.x, spot.y) for spot in (me, dealer) if spot]
    covered = [shown.place(road.at(metres)) for metres in line]
    dots = [shown.place(road.at(stop.metres)) for stop in plan.stops]

    def names(numbers: Sequence[int], font: int) -> Sequence[Label]:
        stops = (plan.stops[number] for number in numbers)
        named = [(pick(stop.name), shown.place(road.at(stop.metres))) for stop in stops]
        return labels(named, Sheet(font, shown.height, dots, taken, covered))

    return Drawing(
        WIDTH,
        shown.height,
        roadmap.land(shown),
        roadmap.graticule(shown, every),
        "".join(path(road.between(leg.leg.start, leg.leg.end), shown.place) for leg in legs if leg.is_open),
        "".join(path(road.between(leg.leg.start, leg.leg.end), shown.place) for leg in legs if not leg.is_open),
        path(road.between(0, cars.me), shown.place) if cars.me else "",
        _field(shown, road, plan, cars.field),
        _stops(shown, road, plan, cars.me),
        names(wanted[0], NARROW),
        names(wanted[1], WIDE),
        me,
        dealer,
    )


def _spot(shown: Frame, road: Road, metres: int | None, state: str = "") -> Spot | None:
    if metres is None:
        return None
    x, y = shown.place(road.at(metres))
    inside = 0 <= x <= WIDTH and 0 <= y <= shown.height
    return Spot(round(x), round(y), state) if inside else None


def _stops(shown: Frame, road: Road, plan: Plan, me: int) -> list[Spot]:
    spots = (_spot(shown, road, stop.metres, "reached" if stop.metres <= me and me else "ahead") for stop in plan.stops)
    return [spot for spot in spots if spot]


def _field(shown: Frame, road: Road, plan: Plan, parts: Mapping[int, int]) -> list[tuple[int, str]]:
    """(level, path): the more cars on a part of the road, the higher the level, by the root of their number."""
    most, size = max(parts.values(), default=0), bin_size(plan)
    if not most:
        return []
    levels = [_level(parts.get(part, 0), most) for part in range(BINS)]
    found: dict[int, str] = {}
    for level, run in groupby(range(BINS), key=lambda part: levels[part]):
        of_run = list(run)
        line = road.between(of_run[0] * size, min(plan.metres, (of_run[-1] + 1) * size))
        found[level] = found.get(level, "") + path(line, shown.place)
    return sorted((level, line) for level, line in found.items() if level)


def _level(count: int, most: int) -> int:
    return -int(-LEVELS * (count / most) ** 0.5 // 1)


@dataclass(frozen=True)
class Strip:
    """The road alone, small: for the page "today"."""

    width: int
    height: int
    road: str
    driven: str
    me: Spot
    ends: tuple[Spot, Spot]


def strip(plan: Plan, me: int) -> Strip:
    road = roadmap.road(plan.stops)
    shown, whole = _whole(plan.stops)
    spots = [_spot(shown, road, metres) for metres in (me, 0, plan.metres)]
    car, start, end = (spot or Spot(0, 0) for spot in spots)
    driven = path(road.between(0, me), shown.place) if me else ""
    return Strip(WIDTH, shown.height, whole, driven, car, (start, end))


@lru_cache(maxsize=8)
def _whole(stops: tuple[Stop, ...]) -> tuple[Frame, str]:
    """The part of the map that the strip shows, and the whole road in it: the same for everybody."""
    corners = roadmap.road(stops).corners
    shown = roadmap.frame(corners, STRIP_HEIGHT)
    return shown, path(corners, shown.place)
