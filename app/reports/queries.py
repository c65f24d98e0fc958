"""Reading the figures: a handful of sums over small tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select

from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons.models import MicroClass, Section
from app.people.models import Brand, Dealer, Person, Post, Region
from app.points.models import SEASON, Standing
from app.reports.models import WHOLE, DayFigure, GroupFigure, What
from app.seasons.models import Season

LONG_SERVICE_YEARS = 15


@dataclass(frozen=True)
class Narrowed:
    """Which people the figures are about: all, or those of a region or post."""

    region_id: int | None = None
    post_id: int | None = None

    def of(self, model: type[DayFigure] | type[Standing]) -> list[ColumnElement[bool]]:
        wanted = {"region_id": self.region_id, "post_id": self.post_id}
        return [getattr(model, name) == value for name, value in wanted.items() if value is not None]

    def of_people(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [] if self.post_id is None else [Person.post_id == self.post_id]
        if self.region_id is not None:
            found.append(Person.dealer_id.in_(select(Dealer.id).where(Dealer.region_id == self.region_id)))
        return found


def season(season_id: int) -> Season:
    """Raises NotFound."""
    found = session().get(Season, season_id)
    if found is None:
        raise NotFound
    return found


def by_day(found: Season, narrowed: Narrowed) -> dict[str, dict[int, int]]:
    """For each thing counted: day (ordinal) -> count."""
    rows = session().execute(
        select(DayFigure.what, DayFigure.day, func.sum(DayFigure.count))
        .where(DayFigure.season_id == found.id, *narrowed.of(DayFigure))
        .group_by(DayFigure.what, DayFigure.day)
        .order_by(DayFigure.day)
    )
    days: dict[str, dict[int, int]] = {what.value: {} for what in What}
    for what, day, count in rows:
        days[what][day] = int(count)
    return days


def by_place(found: Season, narrowed: Narrowed) -> dict[str, dict[int, Counter[str]]]:
    """What was counted for each region (under region_id) and each post (under post_id), read at one go."""
    keys = (DayFigure.region_id, DayFigure.post_id)
    rows = (
        session()
        .execute(
            select(*keys, DayFigure.what, func.sum(DayFigure.count))
            .where(DayFigure.season_id == found.id, DayFigure.what != What.ACTIVE.value, *narrowed.of(DayFigure))
            .group_by(*keys, DayFigure.what)
        )
        .all()
    )
    return {
        "region_id": _tabled((region_id, what, count) for region_id, _post_id, what, count in rows),
        "post_id": _tabled((post_id, what, count) for _region_id, post_id, what, count in rows),
    }


def by_group(found: Season, dimension: str, since_week: int = WHOLE) -> dict[int, Counter[str]]:
    """For each dealer, section or decade: what was counted, in the whole season or from that week on."""
    weeks = GroupFigure.week == WHOLE if since_week == WHOLE else GroupFigure.week >= since_week
    rows = session().execute(
        select(GroupFigure.key, GroupFigure.what, func.sum(GroupFigure.count))
        .where(GroupFigure.season_id == found.id, GroupFigure.dimension == dimension, weeks)
        .group_by(GroupFigure.key, GroupFigure.what)
    )
    return _tabled((key, what, count) for key, what, count in rows)


def _tabled(rows: Any) -> dict[int, Counter[str]]:
    table: dict[int, Counter[str]] = {}
    for key, what, count in rows:
        table.setdefault(key, Counter())[what] += int(count)
    return table


def people_by(narrowed: Narrowed) -> dict[str, Counter[int]]:
    """How many active people there are by region_id, post_id, dealer_id and birth_decade (0: not known)."""
    people = select(func.count()).select_from(Person).join(Dealer, Dealer.id == Person.dealer_id)
    return _counted(people.where(Person.active, *narrowed.of_people()))


def taking_part_by(found: Season, narrowed: Narrowed) -> dict[str, Counter[int]]:
    """How many people have an entry in the season's ledger, by the same keys."""
    standings = select(func.count()).select_from(Standing).join(Person, Person.id == Standing.person_id)
    of_season = Standing.season_id == found.id, Standing.period == SEASON
    return _counted(standings.join(Dealer, Dealer.id == Person.dealer_id).where(*of_season, *narrowed.of(Standing)))


def _counted(people: Select[Any]) -> dict[str, Counter[int]]:
    """These people by each key, in two statements: dealers alone are as many as all the others together."""
    found: dict[str, Counter[int]] = {}
    for keys in (("dealer_id",), ("region_id", "post_id", "birth_decade")):
        columns = [_of_person(key) for key in keys]
        rows = session().execute(people.add_columns(*columns).group_by(*columns)).all()
        for place, key in enumerate(keys, start=1):
            found[key] = Counter()
            for row in rows:
                found[key][row[place]] += row[0]
    return found


def _of_person(key: str) -> Any:
    if key == "birth_decade":
        return func.coalesce(Person.birth_decade, literal_column("0"))  # two values would be two groups to PostgreSQL
    return Dealer.region_id if key == "region_id" else getattr(Person, key)


def named(model: Any) -> dict[int, Any]:
    """All regions, posts or dealers by id, ordered by code."""
    return {one.id: one for one in session().scalars(select(model).order_by(model.code))}


def sections() -> Sequence[Section]:
    return session().scalars(select(Section).order_by(Section.number)).all()


def size_of_network(narrowed: Narrowed, today: date) -> Row:
    """(people, dealers, regions, brands, posts, classes, long-serving people)."""
    since = date(today.year - LONG_SERVICE_YEARS, today.month, min(today.day, 28))
    people = select(func.count()).select_from(Person).where(Person.active, *narrowed.of_people())
    dealers = select(func.count(Person.dealer_id.distinct())).where(Person.active, *narrowed.of_people())
    classes = select(func.count()).select_from(MicroClass).where(MicroClass.current_id.is_not(None))
    return (
        session()
        .execute(
            select(
                people.scalar_subquery().label("people"),
                dealers.scalar_subquery().label("dealers"),
                select(func.count()).select_from(Region).scalar_subquery().label("regions"),
                select(func.count()).select_from(Brand).scalar_subquery().label("brands"),
                select(func.count()).select_from(Post).scalar_subquery().label("posts"),
                classes.scalar_subquery().label("classes"),
                people.where(Person.hired_on <= since).scalar_subquery().label("long_service"),
            )
        )
        .one()
    )


@dataclass(frozen=True)
class Counted:
    """All that a report is made of, read once, whatever the languages that it is told in."""

    season: Season
    narrowed: Narrowed
    today: int
    by_day: dict[str, dict[int, int]]
    size: Row
    names: dict[str, dict[int, Any]]
    counts: dict[str, dict[int, Counter[str]]]
    people: dict[str, Counter[int]]
    taking_part: dict[str, Counter[int]]
    sections: Sequence[Section]
    lately: dict[int, Counter[str]]


def read(found: Season, narrowed: Narrowed, today: int, lately_from: int) -> Counted:
    """The figures as of that day (an ordinal); what dealers did lately is counted from that week on."""
    groups = {"dealer_id": "dealer", "birth_decade": "decade", "section": "section"}
    return Counted(
        season=found,
        narrowed=narrowed,
        today=today,
        by_day=by_day(found, narrowed),
        size=size_of_network(narrowed, date.fromordinal(today)),
        names={"region_id": named(Region), "post_id": named(Post), "dealer_id": named(Dealer)},
        counts=by_place(found, narrowed) | {key: by_group(found, name) for key, name in groups.items()},
        people=people_by(narrowed),
        taking_part=taking_part_by(found, narrowed),
        sections=sections(),
        lately=by_group(found, "dealer", lately_from),
    )
