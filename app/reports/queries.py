"""Reading the figures: a handful of sums over small tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons.models import MicroClass, Section
from app.people.models import Brand, Dealer, Person, Post, Region
from app.points.models import SEASON, Standing
from app.reports.models import DayFigure, GroupFigure, What
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


def by_place(found: Season, key: str, narrowed: Narrowed) -> dict[int, Counter[str]]:
    """For each region (`key`: region_id) or post (post_id): what was counted."""
    column = getattr(DayFigure, key)
    rows = session().execute(
        select(column, DayFigure.what, func.sum(DayFigure.count))
        .where(DayFigure.season_id == found.id, DayFigure.what != What.ACTIVE.value, *narrowed.of(DayFigure))
        .group_by(column, DayFigure.what)
    )
    return _tabled((place, what, count) for place, what, count in rows)


def by_group(found: Season, dimension: str, since_week: int = 0) -> dict[int, Counter[str]]:
    """For each dealer, section or decade: what was counted, from that week on."""
    rows = session().execute(
        select(GroupFigure.key, GroupFigure.what, func.sum(GroupFigure.count))
        .where(GroupFigure.season_id == found.id, GroupFigure.dimension == dimension, GroupFigure.week >= since_week)
        .group_by(GroupFigure.key, GroupFigure.what)
    )
    return _tabled((key, what, count) for key, what, count in rows)


def _tabled(rows: Any) -> dict[int, Counter[str]]:
    table: dict[int, Counter[str]] = {}
    for key, what, count in rows:
        table.setdefault(key, Counter())[what] += int(count)
    return table


def people_by(key: str, narrowed: Narrowed) -> dict[int, int]:
    """How many active people there are by region_id, post_id, dealer_id or birth_decade (0: not known)."""
    column = _of_person(key)
    rows = session().execute(
        select(column, func.count())
        .select_from(Person)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .where(Person.active, *narrowed.of_people())
        .group_by(column)
    )
    return {row[0]: row[1] for row in rows}


def taking_part_by(found: Season, key: str, narrowed: Narrowed) -> dict[int, int]:
    """How many people have an entry in the season's ledger, by the same keys."""
    column = _of_person(key)
    rows = session().execute(
        select(column, func.count())
        .select_from(Standing)
        .join(Person, Person.id == Standing.person_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .where(Standing.season_id == found.id, Standing.period == SEASON, *narrowed.of(Standing))
        .group_by(column)
    )
    return {row[0]: row[1] for row in rows}


def _of_person(key: str) -> Any:
    if key == "birth_decade":
        return func.coalesce(Person.birth_decade, 0)
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
