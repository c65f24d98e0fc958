"""Looking at dealers' weeks, at what colleagues can be cheered for, and at kudos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select

from app.duels import avoiding
from app.kit.database import session
from app.lessons.models import MicroClass, MicroClassVersion
from app.people.models import Dealer, Person, Region
from app.seasons.models import Season
from app.teams.models import DealerWeek, Kudos, Moment, TeamRecord, TeamWeek

FRESH = timedelta(days=7)  # for how long something can be cheered
MOST = 8  # people on a page who can be cheered, each for the newest thing
KINDS = 4  # of moments that a person can have at once
TABLE = 1000  # dealers on a table


@dataclass(frozen=True)
class Circle:
    """A dealer's week, and the weeks of the dealers it is paired with."""

    own: DealerWeek | None
    others: tuple[DealerWeek, ...]


class Row(NamedTuple):
    """A dealer on the table; the score is in tenths."""

    rank: int
    dealer_id: int
    name_en: str
    name_zh: str
    people: int
    taking_part: int
    score: int
    stars: int


def week_of_field(season: Season, week: int) -> TeamWeek | None:
    return session().get(TeamWeek, (season.id, week))


OF_WEEK = (DealerWeek.season_id == bindparam("season_id"), DealerWeek.week == bindparam("week"))
OF_DEALER = DealerWeek.dealer_id == bindparam("dealer_id")
CIRCLE = (  # built once: every page of today runs it
    select(DealerWeek)
    .where(*OF_WEEK)
    .where(or_(OF_DEALER, DealerWeek.pair == select(DealerWeek.pair).where(*OF_WEEK, OF_DEALER).scalar_subquery()))
    .order_by(DealerWeek.people.desc(), DealerWeek.dealer_id)
)


def circle(season: Season, week: int, dealer_id: int) -> Circle:
    """One statement: the dealer and who shares its pair."""
    rows = session().scalars(CIRCLE, {"season_id": season.id, "week": week, "dealer_id": dealer_id}).all()
    own = next((row for row in rows if row.dealer_id == dealer_id), None)
    return Circle(own, tuple(row for row in rows if row.dealer_id != dealer_id))


def table(season: Season, week: int, region_id: int | None) -> list[Row]:
    """The dealers of a week in the order of their ranks; those that are no team are left out."""
    query = (
        select(
            DealerWeek.rank,
            DealerWeek.dealer_id,
            Dealer.name_en,
            Dealer.name_zh,
            DealerWeek.people,
            DealerWeek.taking_part,
            DealerWeek.score,
            DealerWeek.stars,
        )
        .join(Dealer, Dealer.id == DealerWeek.dealer_id)
        .where(DealerWeek.season_id == season.id, DealerWeek.week == week, DealerWeek.rank.is_not(None))
        .order_by(DealerWeek.rank, DealerWeek.dealer_id)
        .limit(TABLE)
    )
    if region_id is not None:
        query = query.where(Dealer.region_id == region_id)
    return [Row._make(row) for row in session().execute(query)]


def regions() -> Sequence[Region]:
    return session().scalars(select(Region).order_by(Region.code)).all()


def moments(person: Person, dealer_ids: Collection[int], now: datetime) -> Sequence[tuple[Moment, Person]]:
    """What others of these dealers did last, newest first: of people who show their name and do not avoid this one.

    What the person has cheered already is left out; what comes before it stands in its place.
    """
    cheered = select(Kudos.id).where(
        Kudos.from_person_id == person.id,
        Kudos.to_person_id == Moment.person_id,
        Kudos.for_what == Moment.kind + ":" + Moment.key,
    )
    query = _shown(person, dealer_ids, now).where(~cheered.exists())
    rows = session().execute(query.order_by(Moment.at.desc(), Moment.person_id, Moment.kind).limit(MOST * KINDS))
    newest: dict[int, tuple[Moment, Person]] = {}
    for moment, other in rows:
        newest.setdefault(other.id, (moment, other))
    return list(newest.values())[:MOST]


def moment(person: Person, other_id: int, kind: str, dealer_ids: Collection[int], now: datetime) -> Moment | None:
    """The newest moment of that kind of somebody whom the person may cheer."""
    query = _shown(person, dealer_ids, now).where(Moment.person_id == other_id, Moment.kind == kind)
    return session().scalars(query).one_or_none()


def _shown(person: Person, dealer_ids: Collection[int], now: datetime) -> Select[Moment, Person]:
    avoided = avoiding.avoided_by([person.id])[person.id]
    return (
        select(Moment, Person)
        .join(Person, and_(Person.id == Moment.person_id, Person.active, Person.shows_name))
        .where(Person.dealer_id.in_(dealer_ids), Moment.at > now - FRESH)
        .where(Person.id != person.id, Person.id.not_in(avoided))
    )


def titles(class_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The titles of these classes."""
    if not class_ids:
        return {}
    query = (
        select(MicroClass.id, MicroClassVersion.content)
        .join(MicroClassVersion, MicroClassVersion.id == MicroClass.current_id)
        .where(MicroClass.id.in_(class_ids))
    )
    return {class_id: content["title"] for class_id, content in session().execute(query)}


def given_on(person: Person, season: Season, day: int) -> int:
    """How many kudos the person gave on that day."""
    query = select(func.count()).where(
        Kudos.from_person_id == person.id, Kudos.season_id == season.id, Kudos.day == day
    )
    return session().scalar(query) or 0


def received(person: Person, season: Season) -> dict[str, int]:
    """The kudos that the person got in the season, by cheer."""
    query = (
        select(Kudos.cheer, func.count())
        .where(Kudos.to_person_id == person.id, Kudos.season_id == season.id)
        .group_by(Kudos.cheer)
    )
    return dict(session().execute(query).all())


def record(person: Person, season: Season) -> TeamRecord | None:
    return session().get(TeamRecord, (season.id, person.id))
