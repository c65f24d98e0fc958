"""Looking at journeys: mine, my dealer's, everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from app.kit.database import session
from app.lessons.models import Section
from app.people.models import Person
from app.seasons.audience import members
from app.seasons.models import Season
from app.tour.models import Journey

NEAR_SHOWN = 12


@dataclass(frozen=True)
class Field:
    """All active people of the network on the road. `parts` counts the cars in each part of it, by its number."""

    parts: dict[int, int]
    people: int
    metres: int
    dealer_people: int
    dealer_metres: int

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


def field(season: Season, dealer_id: int, part: int) -> Field:
    """Everybody, in one statement: counted in parts of the road of so many metres, and summed for one dealer."""
    number = Journey.metres // part
    here = Person.dealer_id == dealer_id
    metres = func.coalesce(func.sum(Journey.metres), 0)
    rows = (
        session()
        .execute(
            select(
                number,
                func.count(),
                metres,
                func.sum(case((here, 1), else_=0)),
                func.coalesce(func.sum(case((here, Journey.metres), else_=0)), 0),
            )
            .select_from(Person)
            .outerjoin(Journey, (Journey.person_id == Person.id) & (Journey.season_id == season.id))
            .where(*members(season))
            .group_by(number)
        )
        .all()
    )
    parts = {int(row[0]): int(row[1]) for row in rows if row[0] is not None}
    people, metres_of_all, dealer_people, dealer_metres = (int(sum(row[n] for row in rows)) for n in (1, 2, 3, 4))
    return Field(parts, people, metres_of_all, dealer_people, dealer_metres)


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
