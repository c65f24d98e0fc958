"""Looking at journeys: mine, my dealer's, everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, func, select

from app.kit.database import session
from app.lessons.models import Section
from app.people.models import Person
from app.seasons.audience import members
from app.seasons.models import Season
from app.tour.models import Journey

NEAR_SHOWN = 12
KEPT, KEPT_FOR = "tour.field", timedelta(minutes=1)


@dataclass(frozen=True)
class Field:
    """All active people of the network on the road. `parts` counts the cars in each part of it, by its number."""

    parts: dict[int, int]
    people: int
    metres: int

    @property
    def cars(self) -> int:
        return sum(self.parts.values())

    @property
    def mean(self) -> float:
        return self.metres / self.people if self.people else 0.0


@dataclass(frozen=True)
class Neighbours:
    """Colleagues of one's own dealer near a stop: those who show their names, and how many others there are."""

    shown: Sequence[tuple[Person, int]]
    others: int


def journey_of(person: Person, season: Season) -> Journey | None:
    """The person's way in the season; None before the first move."""
    return session().scalar(select(Journey).filter_by(season_id=season.id, person_id=person.id))


def field(season: Season, part: int, now: datetime) -> Field:
    """Everybody, counted in parts of the road of so many metres: as it was within the last minute. Counting takes the
    longer the more people there are, and one car more or less is not seen.
    """
    kept: dict[tuple[int, int], tuple[datetime, Field]] = current_app.extensions.setdefault(KEPT, {})
    counted = kept.get((season.id, part))
    if counted is None or not timedelta() <= now - counted[0] < KEPT_FOR:
        counted = kept[season.id, part] = (now, _field(season, part))
    return counted[1]


def _field(season: Season, part: int) -> Field:
    number = Journey.metres // part
    query = select(number, func.count(), func.coalesce(func.sum(Journey.metres), 0)).select_from(Person)
    query = query.outerjoin(Journey, _of_person(season)).where(*members(season)).group_by(number)
    rows = session().execute(query).all()
    parts = {int(number): count for number, count, _metres in rows if number is not None}
    return Field(parts, sum(row[1] for row in rows), sum(int(row[2]) for row in rows))


def of_dealer(season: Season, dealer_id: int) -> tuple[int, int]:
    """How many people a dealer has in the season, and the metres that they have come, all together."""
    query = select(func.count(), func.coalesce(func.sum(Journey.metres), 0)).select_from(Person)
    query = query.outerjoin(Journey, _of_person(season)).where(Person.dealer_id == dealer_id, *members(season))
    people, metres = session().execute(query).one()
    return people, int(metres)


def _of_person(season: Season) -> ColumnElement[bool]:
    return (Journey.person_id == Person.id) & (Journey.season_id == season.id)


def near(person: Person, season: Season, start: int, end: int) -> Neighbours:
    """Who of the person's dealer is on this part of the road: the foremost first, those of one place by name."""
    found = (
        session()
        .execute(
            select(Person, Journey.metres)
            .join(Journey, Journey.person_id == Person.id)
            .where(Journey.season_id == season.id, Journey.metres >= start, Journey.metres < end)
            .where(Person.dealer_id == person.dealer_id, Person.active, Person.id != person.id)
            .order_by(Journey.metres.desc(), Person.name, Person.id)
        )
        .all()
    )
    shown = [(one, metres) for one, metres in found if one.shows_name][:NEAR_SHOWN]
    return Neighbours(shown, len(found) - len(shown))


def section_titles() -> dict[str, dict[str, str]]:
    """What the sections are called, by key."""
    return {key: title for key, title in session().execute(select(Section.key, Section.title))}  # noqa: C416
