"""What the pages about seasons show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session
from app.kit.i18n import pick
from app.lessons.models import Section
from app.people.models import Brand, Post, Region
from app.seasons import queries, services
from app.seasons.models import Season, Stage
from app.seasons.wording import FIELDS, KINDS, LANGUAGES, RULES, STATES, STATUSES, TAGS, Said, closing, opening, said
from quizzes.formats.route import route
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonplan import Kind, StageState, Status, begins, by_hand, ends, local

WIDTH = 1000  # of the time line, in its own units
STATE_TAGS = {StageState.AHEAD: "", StageState.OPEN: "tag--good", StageState.OVER: "tag--petrol"}


@dataclass(frozen=True)
class Bar:
    """A part of the time line."""

    x: float
    width: float
    state: str
    number: int


@dataclass(frozen=True)
class StageLine:
    stage: Stage
    kind: str
    opens: str
    closes: str
    state: str
    tag: str
    is_open: bool


@dataclass(frozen=True)
class LegLine:
    number: int
    section: Any
    until: Any
    opens: str


@dataclass(frozen=True)
class View:
    """A season as organizers and learners see it."""

    season: Season
    status: str
    tag: str
    days: str
    how_far: str
    zone: str
    languages: str
    bars: list[Bar]
    today: float | None
    stages: list[StageLine]
    audience: list[tuple[str, str]]
    legs: list[LegLine]
    rules: list[tuple[str, int]]


@dataclass(frozen=True)
class Desk:
    """The organizer's overview of a season: what is missing, where it may be led, and what may not be meant."""

    view: View
    missing: list[Said]
    ways: tuple[Status, ...]
    copied_from: Season | None
    hints: list[str]


def view(season: Season, now: datetime) -> View:
    """Everything about a season, in the reader's language."""
    status = Status(season.status)
    return View(
        season=season,
        status=str(STATUSES[status]),
        tag=TAGS.get(status, ""),
        days=f"{_day(season.first_day)} – {_day(season.last_day)}",
        how_far=_how_far(season, now),
        zone=season.time_zone,
        languages=", ".join(str(LANGUAGES[one]) for one in season.languages if one in LANGUAGES),
        bars=_bars(season, now),
        today=_place(season, now),
        stages=[_stage_line(stage, season, now) for stage in season.stages],
        audience=_audience(season),
        legs=_legs(season),
        rules=rules_in_words(queries.rules_of(season)),
    )


@dataclass(frozen=True)
class Line:
    """A season in the list of all."""

    season: Season
    status: str
    tag: str
    days: str
    how_far: str


def line(season: Season, now: datetime) -> Line:
    status = Status(season.status)
    days = f"{_day(season.first_day)} – {_day(season.last_day)}"
    return Line(season, str(STATUSES[status]), TAGS.get(status, ""), days, _how_far(season, now))


def field_name(name: str) -> str:
    return str(FIELDS[name])


def desk(season: Season, now: datetime) -> Desk:
    copied = session().get(Season, season.copied_from_id) if season.copied_from_id else None
    is_ahead = season.status in (Status.DRAFT, Status.ANNOUNCED)
    return Desk(
        view(season, now),
        [said(fault) for fault in services.missing(season, now)] if is_ahead else [],
        by_hand(season.status, ends(season.last_day, season.time_zone), now),
        copied,
        _hints(season) if is_ahead else [],
    )


def _hints(season: Season) -> list[str]:
    """Where the stages leave the first or the last days of the season out."""
    if not season.stages:
        return []
    found = []
    first = local(min(stage.opens_at for stage in season.stages), season.time_zone)
    last = local(max(stage.closes_at for stage in season.stages), season.time_zone)
    if first.date() > season.first_day:
        found.append(
            _(
                "The first stage opens on %(day)s, the season on %(first)s.",
                day=opening(first),
                first=_day(season.first_day),
            )
        )
    if last < datetime.combine(season.last_day, time()):
        found.append(
            _(
                "The last stage closes with %(day)s, the season with %(last)s.",
                day=closing(last),
                last=_day(season.last_day),
            )
        )
    return found


def _day(day: date) -> str:
    return str(format_date(day, "medium", rebase=False))


def _how_far(season: Season, now: datetime) -> str:
    today = queries.day_of(season, now)
    first, last = season.first_day.toordinal(), season.last_day.toordinal()
    if today < first:
        return ngettext("begins in %(num)d day", "begins in %(num)d days", first - today)
    if today > last:
        return ngettext("ended %(num)d day ago", "ended %(num)d days ago", today - last)
    return _("day %(day)s of %(days)s", day=today - first + 1, days=last - first + 1)


def _place(season: Season, moment: datetime) -> float | None:
    """Where on the time line a moment lies; None where it is not in the season."""
    first, end = begins(season.first_day, season.time_zone), ends(season.last_day, season.time_zone)
    share = (moment - first) / (end - first)
    return round(WIDTH * share, 1) if 0 <= share <= 1 else None


def _bars(season: Season, now: datetime) -> list[Bar]:
    found = []
    for number, stage in enumerate(season.stages, start=1):
        start, end = _place(season, stage.opens_at), _place(season, stage.closes_at)
        if start is not None and end is not None:
            state = queries.state_of(stage, season, now).value
            found.append(Bar(start, max(8.0, round(end - start, 1)), state, number))
    return found


def _stage_line(stage: Stage, season: Season, now: datetime) -> StageLine:
    state = queries.state_of(stage, season, now)
    return StageLine(
        stage,
        str(KINDS[Kind(stage.kind)]),
        opening(local(stage.opens_at, season.time_zone)),
        closing(local(stage.closes_at, season.time_zone)),
        str(STATES[state]),
        STATE_TAGS[state],
        state is StageState.OPEN,
    )


def _audience(season: Season) -> list[tuple[str, str]]:
    """Who may take part: for each kind the names, or that all may."""
    named = ((_("Posts"), Post, "posts"), (_("Regions"), Region, "regions"), (_("Brands"), Brand, "brands"))
    found = []
    for label, model, kind in named:
        codes = season.audience.get(kind) or []
        found.append((label, _named(model, codes) if codes else _("all")))
    return found


def _named(model: type[Post | Region | Brand], codes: Sequence[str]) -> str:
    rows = session().scalars(select(model).where(model.code.in_(codes)).order_by(model.code))
    return " · ".join(pick(row) for row in rows)


def _legs(season: Season) -> list[LegLine]:
    sections = {one.key: one for one in session().scalars(select(Section))}
    stops = {stop.key: stop for stop in route().stops}
    stated = season.legs or [{"section": section, "until": until} for section, until in route().legs]
    return [
        LegLine(number, sections[leg["section"]].title, stops[leg["until"]].name, _leg_day(leg, number))
        for number, leg in enumerate(stated, start=1)
        if leg["section"] in sections and leg["until"] in stops
    ]


def _leg_day(leg: dict[str, Any], number: int) -> str:
    if leg.get("opens_on"):
        return _("opens on %(day)s", day=_day(date.fromisoformat(leg["opens_on"])))
    return _("opens with the season") if number == 1 else _("opens when enough of the leg before is mastered")


def rules_in_words(rules: PointsRules) -> list[tuple[str, int]]:
    return [(str(RULES[one.name][0]), getattr(rules, one.name)) for one in fields(rules) if one.name in RULES]


@dataclass(frozen=True)
class Choices:
    """What an organizer may choose from on the edit pages."""

    sections: list[tuple[str, str]]
    stops: list[tuple[str, str]]
    posts: list[tuple[str, str]]
    regions: list[tuple[str, str]]
    brands: list[tuple[str, str]]


def choices() -> Choices:
    here = session()
    sections = here.scalars(select(Section).order_by(Section.number))
    return Choices(
        [(one.key, pick(one.title)) for one in sections],
        [(stop.key, pick(stop.name)) for stop in route().stops[1:]],
        [(one.code, pick(one)) for one in here.scalars(select(Post).order_by(Post.position))],
        [(one.code, pick(one)) for one in here.scalars(select(Region).order_by(Region.code))],
        [(one.code, pick(one)) for one in here.scalars(select(Brand).order_by(Brand.code))],
    )


@dataclass(frozen=True)
class Card:
    """The season's next turn, for the page of today."""

    season: Season
    stage: Stage | None
    words: str
    how_far: str


def season_card() -> Card | None:
    """The season that runs or is announced: what is open, or what comes next. None where there is no such season."""
    now = clock.now()
    season = queries.told(now)
    if season is None or season.status not in (Status.RUNNING, Status.ANNOUNCED):
        return None
    for stage in season.stages:
        state = queries.state_of(stage, season, now)
        if state is StageState.OPEN:
            until = _day(local(stage.closes_at - timedelta(minutes=1), season.time_zone).date())
            return Card(season, stage, _("open until %(day)s", day=until), _how_far(season, now))
        if state is StageState.AHEAD:
            from_day = _day(local(stage.opens_at, season.time_zone).date())
            return Card(season, stage, _("opens on %(day)s", day=from_day), _how_far(season, now))
    return Card(season, None, "", _how_far(season, now))


def takes_part(season: Season) -> bool:
    """Whether whoever reads this may take part."""
    return queries.may_take_part(season, current_user)
