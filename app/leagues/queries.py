"""Who takes part, a person's group of a week with how it stands, and how an earlier week ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, Integer, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from app.kit.database import session
from app.leagues.models import LeagueGroup, LeagueMember, LeagueOptOut, LeaguePlayer, LeagueWeek
from app.people.models import Dealer, Person
from app.points.models import Standing
from app.seasons.models import Season


class Seat(NamedTuple):
    """Somebody in a group. The points are this week's so far, or what the week closed with."""

    person_id: int
    tier: int
    number: int
    late: bool
    points: int
    mastered: int
    name: str
    shows_name: bool
    dealer_en: str
    dealer_zh: str


class Outcome(NamedTuple):
    """How a closed week ended for a person."""

    tier: int
    points: int
    place: int | None
    moved: str


def willing() -> tuple[ColumnElement[bool], ...]:
    """The conditions on a person of being in the groups: the one place that says who is not."""
    return (Person.active.is_(True), Person.plain.is_(False), ~exists().where(LeagueOptOut.person_id == Person.id))


def has_opted_out(person: Person) -> bool:
    return session().get(LeagueOptOut, person.id) is not None


def last_week(season: Season) -> int:
    """The newest week whose groups were made; 0 where there is none."""
    return session().scalar(select(func.max(LeagueWeek.week)).where(LeagueWeek.season_id == season.id)) or 0


def group_of(person_id: int, season: Season, week: int) -> Sequence[Seat]:
    """Everybody in the person's group of that week; empty where the person has none, or takes no part."""
    rows = session().execute(_group_of(), {"season_id": season.id, "week": week, "person_id": person_id})
    seats = [Seat._make(row) for row in rows]
    return seats if any(seat.person_id == person_id for seat in seats) else []


@cache
def _group_of() -> Executable:
    """Parameters: season_id, week, person_id. Built once: building it costs more than running it."""
    own = aliased(LeagueMember)
    season_id, week, person_id = (bindparam(name, type_=Integer) for name in ("season_id", "week", "person_id"))
    return (
        select(
            LeagueMember.person_id,
            LeagueGroup.tier,
            LeagueGroup.number,
            LeagueMember.late,
            func.coalesce(LeagueMember.points, Standing.points, 0),
            func.coalesce(LeagueMember.mastered, Standing.mastered, 0),
            Person.name,
            Person.shows_name,
            Dealer.name_en,
            Dealer.name_zh,
        )
        .select_from(own)
        .join(LeagueMember, LeagueMember.group_id == own.group_id)
        .join(LeagueGroup, LeagueGroup.id == own.group_id)
        .join(Person, Person.id == LeagueMember.person_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .outerjoin(Standing, standing_of_member())
        .where(own.season_id == season_id, own.week == week, own.person_id == person_id, *willing())
        .order_by(LeagueMember.person_id)
    )


def standing_of_member() -> ColumnElement[bool]:
    """The standing of the week that a member is in."""
    return and_(
        Standing.season_id == LeagueMember.season_id,
        Standing.period == LeagueMember.week,
        Standing.person_id == LeagueMember.person_id,
    )


def player(person_id: int, season: Season) -> LeaguePlayer | None:
    return session().get(LeaguePlayer, (season.id, person_id))


def outcome(person_id: int, season: Season, week: int) -> Outcome | None:
    """How that week ended for the person; None where it is not closed, or there was no group."""
    query = (
        select(LeagueGroup.tier, LeagueMember.points, LeagueMember.place, LeagueMember.moved)
        .join(LeagueGroup, LeagueGroup.id == LeagueMember.group_id)
        .where(
            LeagueMember.season_id == season.id,
            LeagueMember.week == week,
            LeagueMember.person_id == person_id,
            LeagueMember.moved.is_not(None),
        )
    )
    row = session().execute(query).one_or_none()
    return Outcome._make(row) if row else None
