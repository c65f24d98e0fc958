"""My league: the group of this week with its zones, how last week ended, and the ladder of gears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.kit import clock
from app.leagues import queries
from app.leagues.queries import Seat
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import day_of, days_of_week, is_running, may_take_part, running, shown, week_of
from quizzes.rules import leagues as rules
from quizzes.rules.leagues import Moved, Runner

NAMED = 10  # as on boards: the first ten show their names, the others where they agreed
GEARS: dict[int, Any] = {
    1: _("First gear"),
    2: _("Second gear"),
    3: _("Third gear"),
    4: _("Fourth gear"),
    5: _("Fifth gear"),
}


class Zone(StrEnum):
    """What a week would do to somebody if it ended now."""

    UP = "up"
    STAY = "stay"
    DOWN = "down"
    REST = "rest"


@dataclass(frozen=True)
class Line:
    """Somebody in the group. `name` and `dealer` are None where the person has not agreed to be shown."""

    place: int | None
    name: str | None
    dealer: dict[str, str] | None
    points: int
    mastered: int
    is_me: bool
    zone: Zone


@dataclass(frozen=True)
class Group:
    """How a group stands, for one of its people."""

    tier: int
    number: int
    last_day: date
    lines: Sequence[Line]
    limits: rules.Zones
    me: Line
    is_late: bool
    to_go: int | None

    @property
    def gear(self) -> Any:
        return GEARS[self.tier]

    @property
    def size(self) -> int:
        return len(self.lines)

    @property
    def zones(self) -> list[tuple[Zone, list[Line]]]:
        """The lines by zone, from the top; zones with nobody are left out."""
        found = ((zone, [line for line in self.lines if line.zone is zone]) for zone in Zone)
        return [(zone, lines) for zone, lines in found if lines]


@dataclass(frozen=True)
class Ended:
    """How last week ended; `tier` is the gear after it."""

    tier: int
    points: int
    place: int | None
    moved: Moved

    @property
    def gear(self) -> Any:
        return GEARS[self.tier]


@dataclass(frozen=True)
class Page:
    """`is_made`: this week's groups are there; `may_join`: the season is for people like this one.

    `is_out`: opted out; who chose the plain view is out as well. `is_last`: no week follows, so nobody shifts.
    """

    season: Season | None
    is_over: bool
    is_out: bool
    may_join: bool
    is_made: bool
    days: tuple[date, date] | None
    tier: int
    best: int
    group: Group | None
    ended: Ended | None
    is_last: bool = False

    @property
    def gear(self) -> Any:
        return GEARS[self.tier]


def my_league() -> Group | None:
    """The signed-in person's group of this week, for the page "today": one statement beside the season's."""
    now = clock.now()
    season = running(now)
    if season is None:
        return None
    return _group(current_user, season, week_of(season, day_of(season, now)))


def page(person: Person, now: datetime) -> Page:
    """All that the page shows; of a season that is over, the group of its last week."""
    season, out = shown(now), queries.has_opted_out(person)
    if season is None:
        return Page(None, False, out, False, False, None, rules.LOWEST, rules.LOWEST, None, None)
    is_over, made = not is_running(season, now), queries.last_week(season)
    week = made if is_over else week_of(season, day_of(season, now))
    player = queries.player(person.id, season)
    return Page(
        season=season,
        is_over=is_over,
        is_out=out,
        may_join=may_take_part(season, person),
        is_made=made >= week,
        days=days_of_week(season, week) if week else None,
        tier=player.tier if player else rules.LOWEST,
        best=player.best if player else rules.LOWEST,
        group=_group(person, season, week),
        ended=None if out or person.plain or is_over else _ended(person, season, week - 1),
        is_last=not is_over and _is_last(season, week),
    )


def _is_last(season: Season, week: int) -> bool:
    return days_of_week(season, week)[1] >= season.last_day


def _group(person: Person, season: Season, week: int) -> Group | None:
    seats = queries.group_of(person.id, season, week)
    own = next((seat for seat in seats if seat.person_id == person.id), None)
    if own is None:
        return None
    runners = [_runner(seat) for seat in seats]
    is_last = _is_last(season, week)
    limits = rules.Zones(0, len(seats)) if is_last else rules.zones(len(seats), own.tier)
    lines = _lines(seats, runners, limits, person.id)
    return Group(
        tier=own.tier,
        number=own.number,
        last_day=days_of_week(season, week)[1],
        lines=lines,
        limits=limits,
        me=next(line for line in lines if line.is_me),
        is_late=own.late,
        to_go=None if is_last else rules.to_go(_runner(own), runners, own.tier),
    )


def _runner(seat: Seat) -> Runner:
    return Runner(seat.person_id, seat.points, seat.mastered)


def _lines(seats: Sequence[Seat], runners: Sequence[Runner], limits: rules.Zones, my_id: int) -> list[Line]:
    """Those with points in their order, then those without."""
    by_id = {seat.person_id: seat for seat in seats}
    lines = []
    for position, (place, runner) in enumerate(rules.placed(runners), 1):
        lines.append(_line(by_id[runner.person_id], place, _zone(place, limits), position <= NAMED, my_id))
    return lines + [_line(seat, None, Zone.REST, False, my_id) for seat in seats if seat.points <= 0]


def _zone(place: int, limits: rules.Zones) -> Zone:
    if place <= limits.up:
        return Zone.UP
    return Zone.DOWN if place > limits.stay else Zone.STAY


def _line(seat: Seat, place: int | None, zone: Zone, on_top: bool, my_id: int) -> Line:
    is_me = seat.person_id == my_id
    named = on_top or seat.shows_name or is_me
    dealer = {"en": seat.dealer_en, "zh": seat.dealer_zh} if named else None
    return Line(place, seat.name if named else None, dealer, seat.points, seat.mastered, is_me, zone)


def _ended(person: Person, season: Season, week: int) -> Ended | None:
    found = queries.outcome(person.id, season, week)
    if found is None or found.moved == Moved.OUT:
        return None
    moved = Moved(found.moved)
    return Ended(rules.tier_after(found.tier, moved), found.points, found.place, moved)
