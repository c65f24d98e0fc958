"""The page of a dealer, its card for today, and the table of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.i18n import pick
from app.people.models import Dealer, Person, Region
from app.seasons.models import Season
from app.seasons.queries import day_of, days_of_week, is_running, running, shown, week_of
from app.teams import doings, pairing, queries
from app.teams.counting import field_of
from app.teams.models import DealerWeek, Moment, TeamRecord, TeamWeek
from app.teams.services import A_DAY, CHEERS
from quizzes.formats.route import route
from quizzes.rules.badges import BY_KEY
from quizzes.rules.teams import FIRST, SMALLEST, Field, Next, Week, next_step

WORDS = {"bravo": _("Well done"), "thanks": _("Thank you"), "go-on": _("Keep going")}
ICONS = {"bravo": "thumbs-up", "thanks": "heart", "go-on": "flag"}
KINDS = {"day": "calendar-check", "class": "graduation-cap", "stop": "map-pin", "badge": "award"}
TOP = 20
NEAR = 2


@dataclass(frozen=True)
class Goal:
    """How far a dealer is with its goal of the week."""

    dealer: Dealer
    people: int
    taking_part: int
    score: float
    stars: int
    rank: int | None
    step: Next | None

    @property
    def percent(self) -> int:
        return round(100 * self.taking_part / self.people) if self.people else 0

    @property
    def is_team(self) -> bool:
        return self.people >= SMALLEST

    @property
    def helps(self) -> list[str]:
        """What brings the next star."""
        said = []
        if self.step and self.step.people:
            said.append(
                ngettext(
                    "%(num)d more person who completes today's set brings the next star.",
                    "%(num)d more people who complete today's set bring the next star.",
                    self.step.people,
                )
            )
        if self.step and self.step.mastered:
            said.append(
                ngettext(
                    "So does %(num)d more newly mastered question by those who take part.",
                    "So do %(num)d more newly mastered questions by those who take part.",
                    self.step.mastered,
                )
            )
        return said


@dataclass(frozen=True)
class Cheerable:
    """Something that happened, and whom to cheer for it."""

    person: Person
    kind: str
    key: str
    words: str
    icon: str
    at: datetime
    is_guest: bool  # of a paired dealer


@dataclass(frozen=True)
class Team:
    """The page of one's own dealer."""

    season: Season | None
    said_days: str
    goal: Goal | None
    others: Sequence[Goal]
    mine: doings.Mine
    record: TeamRecord | None
    cheerable: Sequence[Cheerable]
    left: int
    received: Mapping[str, int]
    is_willing: bool
    counted_at: datetime | None

    @property
    def together(self) -> int:
        """The stars that all of the pair have."""
        return min([self.goal.stars if self.goal else 0, *(other.stars for other in self.others)])


@dataclass(frozen=True)
class Line:
    """A dealer on the table."""

    row: queries.Row
    is_mine: bool


@dataclass(frozen=True)
class Table:
    """The dealers of a week. `gap` is the place of the line before which some are left out."""

    season: Season | None
    said_days: str
    is_over: bool
    regions: Sequence[Region]
    region: Region | None
    lines: Sequence[Line]
    gap: int | None
    size: int
    mine: queries.Row | None
    counted_at: datetime | None


def today() -> Goal | None:
    """The goal of the signed-in person's dealer, for the page "today": at most two statements beside the season's."""
    now = clock.now()
    season = running(now)
    if season is None:
        return None
    week = week_of(season, day_of(season, now))
    own = queries.circle(season, week, current_user.dealer_id).own
    return _goal(own, _field(queries.week_of_field(season, week))) if own and own.people >= SMALLEST else None


def team(person: Person, now: datetime) -> Team:
    """All that the page of the person's dealer shows."""
    season = running(now)
    willing = pairing.is_willing(person.dealer_id)
    if season is None:
        return Team(None, "", None, (), doings.Mine(False, 0), None, (), 0, {}, willing, None)
    day = day_of(season, now)
    week = week_of(season, day)
    circle, kept = queries.circle(season, week, person.dealer_id), queries.week_of_field(season, week)
    field = _field(kept)
    dealer_ids = [person.dealer_id, *(other.dealer_id for other in circle.others)]
    return Team(
        season=season,
        said_days=_said_days(*days_of_week(season, week)),
        goal=_goal(circle.own, field) if circle.own else None,
        others=[_goal(other, field) for other in circle.others],
        mine=doings.mine(person, season, week),
        record=queries.record(person, season),
        cheerable=_cheerable(queries.moments(person, dealer_ids, now), person),
        left=max(0, A_DAY - queries.given_on(person, season, day)),
        received=queries.received(person, season),
        is_willing=willing,
        counted_at=kept.counted_at if kept else None,
    )


def table(person: Person, now: datetime, region_code: str, whole: bool) -> Table:
    """The table of this week; of a season that is over, of its last one."""
    season, regions = shown(now), queries.regions()
    region = next((one for one in regions if one.code == region_code), None)
    if season is None:
        return Table(None, "", False, regions, region, (), None, 0, None, None)
    is_over = not is_running(season, now)
    week = week_of(season, min(day_of(season, now), season.last_day.toordinal()))
    rows = queries.table(season, week, region.id if region else None)
    kept = queries.week_of_field(season, week)
    lines, gap = _lines(rows, person.dealer_id, whole)
    return Table(
        season=season,
        said_days=_said_days(*days_of_week(season, week)),
        is_over=is_over,
        regions=regions,
        region=region,
        lines=lines,
        gap=gap,
        size=len(rows),
        mine=next((row for row in rows if row.dealer_id == person.dealer_id), None),
        counted_at=kept.counted_at if kept else None,
    )


def _lines(rows: Sequence[queries.Row], dealer_id: int, whole: bool) -> tuple[list[Line], int | None]:
    """The first twenty, and the own dealer with two above and below."""
    lines = [Line(row, row.dealer_id == dealer_id) for row in rows]
    if whole or len(lines) <= TOP:
        return lines, None
    own = next((place for place, line in enumerate(lines) if line.is_mine), 0)
    near = lines[max(TOP, own - NEAR) : own + NEAR + 1] if own + NEAR >= TOP else []
    return lines[:TOP] + near, TOP if near and own - NEAR > TOP else None


def _field(kept: TeamWeek | None) -> Field:
    return field_of(kept) if kept else FIRST


def _goal(row: DealerWeek, field: Field) -> Goal:
    step = next_step(Week(row.people, row.taking_part, row.mastered), field, row.stars)
    return Goal(row.dealer, row.people, row.taking_part, row.score / 10, row.stars, row.rank, step)


def _cheerable(found: Sequence[tuple[Moment, Person]], person: Person) -> list[Cheerable]:
    titles = queries.titles([int(moment.key) for moment, _other in found if moment.kind == "class"])
    return [
        Cheerable(
            person=other,
            kind=moment.kind,
            key=moment.key,
            words=str(_words(moment, titles)),
            icon=KINDS[moment.kind],
            at=moment.at,
            is_guest=other.dealer_id != person.dealer_id,
        )
        for moment, other in found
    ]


def _words(moment: Moment, titles: Mapping[int, dict[str, str]]) -> Any:
    if moment.kind == "class":
        title = titles.get(int(moment.key))
        return _("Completed the class “%(title)s”", title=pick(title)) if title else _("Completed a class")
    if moment.kind == "stop":
        name = next((stop.name for stop in route().stops if stop.key == moment.key), None)
        return _("Reached %(stop)s", stop=pick(name)) if name else _("Reached a stop of the tour")
    if moment.kind == "badge":
        badge = BY_KEY.get(moment.key)
        return _("Has the badge “%(badge)s”", badge=pick(badge.name)) if badge else _("Has a new badge")
    return _("Completed the day's set")


def _said_days(first: date, last: date) -> str:
    return f"{format_date(first, 'medium')} – {format_date(last, 'medium')}"


def cheers() -> list[tuple[str, Any, str]]:
    """The cheers there are: value, words, icon."""
    return [(cheer, WORDS[cheer], ICONS[cheer]) for cheer in CHEERS]
