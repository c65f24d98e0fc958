"""Looking at journeys: mine, my dealer's, everybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import bindparam, func, select

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


class Share(NamedTuple):
    """How many people a dealer has in the season, and the metres that they have come, all together."""

    people: int
    metres: int


@dataclass(frozen=True)
class Neighbours:
    """Colleagues of one's own dealer near a stop: those who show their names, and how many others there are."""

    shown: Sequence[tuple[Person, int]]
    others: int


JOURNEY = select(Journey).where(  # built once: every page of today runs it
    Journey.season_id == bindparam("season_id"), Journey.person_id == bindparam("person_id")
)


def journey_of(person: Person, season: Season) -> Journey | None:
    """The person's way in the season; None before the first move."""
    return session().scalar(JOURNEY, {"season_id": season.id, "person_id": person.id})


def field_and_dealer(season: Season, dealer_id: int, part: int, now: datetime) -> tuple[Field, Share]:
    """Everybody, counted in parts of the road of so many metres, as it was within the last minute, and one dealer's
    people as they are: one statement. Counting everybody takes the longer the more people there are, and one car more
    or less is not seen.
    """
    kept: dict[tuple[int, int], tuple[datetime, Field]] = current_app.extensions.setdefault(KEPT, {})
    counted = kept.get((season.id, part))
    is_fresh = counted is not None and timedelta() <= now - counted[0] < KEPT_FOR
    number, here = Journey.metres // part, Person.dealer_id == dealer_id
    query = select(number, here, func.count(), func.coalesce(func.sum(Journey.metres), 0)).select_from(Person)
    query = query.outerjoin(Journey, (Journey.person_id == Person.id) & (Journey.season_id == season.id))
    query = query.where(*members(season), *([here] if is_fresh else [])).group_by(number, here)
    rows = [
        (part_number, is_here, count, int(metres)) for part_number, is_here, count, metres in session().execute(query)
    ]
    if counted is None or not is_fresh:
        counted = kept[season.id, part] = (now, _field(rows))
    own = [row for row in rows if row[1]]
    return counted[1], Share(sum(row[2] for row in own), sum(row[3] for row in own))


def _field(rows: Iterable[tuple[int | None, bool, int, int]]) -> Field:
    parts: Counter[int] = Counter()
    people = metres = 0
    for number, _is_here, count, metres_there in rows:
        people, metres = people + count, metres + metres_there
        if number is not None:
            parts[int(number)] += count
    return Field(dict(parts), people, metres)


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
