"""A board as one person may see it: the top ten, then the person with three above and three below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import lazy_gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.i18n import pick
from app.leaderboards import queries
from app.leaderboards.queries import NEAR, TOP, Ahead, Board, Me, Scope
from app.people.models import Person
from app.points.models import SEASON
from app.seasons.models import Season
from app.seasons.queries import day_of, days_of_week, is_running, running, shown, week_of
from quizzes.rules.ranking import standard_ranks

SCOPES: dict[Scope, Any] = {
    Scope.POST_REGION: _("My post, my region"),
    Scope.POST: _("My post"),
    Scope.REGION: _("My region"),
    Scope.DEALER: _("My dealer"),
    Scope.NATION: _("Everyone"),
}
PERIODS: dict[str, Any] = {"week": _("This week"), "season": _("Season")}


@dataclass(frozen=True)
class Row:
    """A line of a board. `name` and `dealer` are None where the person has not agreed to be shown."""

    rank: int
    name: str | None
    dealer: dict[str, str] | None
    points: int
    mastered: int
    is_me: bool


@dataclass(frozen=True)
class Next:
    """The rank that is next to reach, the points that it takes, and whose it is (None: not to be named)."""

    rank: int
    needed: int
    points: int
    name: str | None


@dataclass(frozen=True)
class Place:
    """Where a person stands."""

    rank: int
    size: int
    points: int
    mastered: int
    next: Next | None
    link: str


@dataclass(frozen=True)
class Page:
    """A board. `near` are the lines after the top ten; `gap`: some are left out in between."""

    season: Season | None
    over: bool
    scope: Scope
    period: str
    among: str
    said_days: str
    size: int
    top: Sequence[Row]
    near: Sequence[Row]
    gap: bool
    place: Place | None


def my_place() -> Place | None:
    """The signed-in person's place among the same post and region this week; None before the first points."""
    now = clock.now()
    season = running(now)
    if season is None:
        return None
    board = Board.of(current_user, Scope.POST_REGION, season.id, week_of(season, day_of(season, now)))
    me, size = queries.me(board, current_user.id)
    return _place(board, me, size, Scope.POST_REGION, "week") if me else None


def page(person: Person, scope: Scope, period: str, now: datetime) -> Page:
    """The board of that scope and period; a season that is over has only its final board."""
    season = shown(now)
    if season is None:
        return Page(None, False, scope, period, "", "", 0, (), (), False, None)
    over = not is_running(season, now)
    period = "season" if over else period
    week = week_of(season, day_of(season, now))
    board = Board.of(person, scope, season.id, week if period == "week" else SEASON)
    (me, size), top = queries.me(board, person.id), queries.top(board)
    near, first = _near(board, me, person) if me else ([], 0)
    days = days_of_week(season, week) if period == "week" else (season.first_day, season.last_day)
    return Page(
        season=season,
        over=over,
        scope=scope,
        period=period,
        among=_among(person, scope),
        said_days=_said_days(*days),
        size=size,
        top=_ranked(top, 1, 1, person, scope),
        near=_ranked(near, first, _first_rank(board, near[0], me), person, scope) if me and near else (),
        gap=first > TOP + 1,
        place=_place(board, me, size, scope, period) if me else None,
    )


def _among(person: Person, scope: Scope) -> str:
    """Who is on the board, by name: the tabs only say "my"."""
    post, region = pick(person.post), pick(person.dealer.region)
    return {
        Scope.POST_REGION: f"{post} · {region}",
        Scope.POST: post,
        Scope.REGION: region,
        Scope.DEALER: pick(person.dealer),
        Scope.NATION: str(_("Everyone")),
    }[scope]


def _said_days(first: date, last: date) -> str:
    return f"{format_date(first, 'medium')} – {format_date(last, 'medium')}"


def _near(board: Board, me: Me, person: Person) -> tuple[list[queries.Row], int]:
    """Those around the person who are not in the top ten, and the position of the first of them."""
    if me.position + NEAR <= TOP:
        return [], 0
    after = queries.below(board, me, NEAR)
    if me.position <= TOP:
        return after[TOP - me.position :], TOP + 1
    before = queries.above(board, me, min(NEAR, me.position - TOP - 1))
    dealer = person.dealer
    own = queries.Row(person.id, me.points, me.mastered, person.name, True, dealer.name_en, dealer.name_zh)
    return [*before, own, *after], me.position - len(before)


def _first_rank(board: Board, first: queries.Row, me: Me) -> int:
    """The rank of the first line after the top ten, which may be shared with lines before it."""
    return me.rank if first.worth == me.worth else queries.rank_of(board, first, me)


def _ranked(rows: Sequence[queries.Row], position: int, rank: int, person: Person, scope: Scope) -> list[Row]:
    """Lines with their ranks. The first of them stands at `position` and has `rank`, shared with some before it."""
    lines: list[Row] = []
    for offset, (row, step) in enumerate(zip(rows, standard_ranks([row.worth for row in rows]), strict=True)):
        named = position + offset <= TOP or row.shows_name or row.person_id == person.id
        lines.append(_line(row, rank if step == 1 else position + step - 1, named, person, scope))
    return lines


def _line(row: queries.Row, rank: int, named: bool, person: Person, scope: Scope) -> Row:
    dealer = {"en": row.dealer_en, "zh": row.dealer_zh} if named and scope is not Scope.DEALER else None
    return Row(rank, row.name if named else None, dealer, row.points, row.mastered, row.person_id == person.id)


def _place(board: Board, me: Me, size: int, scope: Scope, period: str) -> Place:
    ahead = queries.ahead(board, me) if me.rank > 1 else None
    link = url_for("leaderboards.board", scope=scope.value, period=period)
    return Place(me.rank, size, me.points, me.mastered, _next(me, ahead) if ahead else None, link)


def _next(me: Me, ahead: Ahead) -> Next:
    """With equal points the questions mastered decide: who has fewer needs one point more."""
    needed = ahead.points - me.points + (1 if me.mastered < ahead.mastered else 0)
    named = ahead.shows_name or me.rank - 1 <= TOP  # it is the last of those who are better
    return Next(ahead.rank, needed, me.points + needed, ahead.name if named else None)
