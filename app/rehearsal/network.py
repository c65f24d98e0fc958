"""More dealers for the final than a demo shows from day to day, by a roster as organizers bring it in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.kit.database import session
from app.kit.errors import Conflict
from app.people import roster
from app.people.models import Dealer, Grant, Person, Post, Role
from app.people.roster_sample import sample

NUMBER, EMAIL, DEALER = 0, 3, 5  # columns of the sample
HIRED_ON = date(2016, 7, 1)
NO_CAST = "The people of the demo are not here. Start the demo once; it makes the final, too."


@dataclass(frozen=True)
class Officials:
    """Two who sign, one who writes the score sheets; `judge` and `hero` are those who are looked at in a demo."""

    first: Person
    second: Person
    trainer: Person
    judge: Person | None = None
    hero: Person | None = None


def extend(people: int, dealers: int, seed: int, now: datetime) -> None:
    """Bring in so many people of new dealers, beside those that are there."""
    text = io.StringIO()
    csv.writer(text).writerows(_rows(people, dealers, seed))
    roster.apply(roster.plan(text.getvalue().encode()), by=None, file_name="final.csv", now=now)


def _rows(people: int, dealers: int, seed: int) -> Iterator[list[str]]:
    """Numbers go on where those of the house end; nobody has an address."""
    rows = map(list, sample(people, dealers, seed))
    yield next(rows)
    known, houses = (session().scalar(select(func.count()).select_from(one)) or 0 for one in (Person, Dealer))
    for row in rows:
        row[NUMBER] = f"P{int(row[NUMBER][1:]) + known:06d}"
        row[DEALER] = f"D{int(row[DEALER][1:]) + houses:04d}"
        row[EMAIL] = ""
        yield row


def of_demo(now: datetime) -> Officials:
    """Those of the demo's cast; an older one lacks the second organizer. Raises Conflict without a cast."""
    numbers = ("DEMO-ORGANIZER", "DEMO-ORGANIZER-2", "DEMO-TRAINER", "DEMO-JUDGE", "DEMO-TECH")
    found = [session().scalars(select(Person).filter_by(staff_number=one)).one_or_none() for one in numbers]
    first, second, trainer, judge, hero = found
    if not (first and trainer and judge and hero):
        raise Conflict(NO_CAST)
    second = second or _official(numbers[1], "钱颖", Role.ORGANIZER, now)
    hero.hired_on = HIRED_ON
    return Officials(first, second, trainer, judge, hero)


def strangers(now: datetime) -> Officials:
    """For a house without a cast."""
    made = [("FINAL-ORGANIZER-1", "赵敏", Role.ORGANIZER), ("FINAL-ORGANIZER-2", "钱颖", Role.ORGANIZER)]
    made.append(("FINAL-TRAINER", "周文博", Role.TRAINER))
    return Officials(*(_official(*one, now) for one in made))


def _official(staff_number: str, name: str, role: Role, now: datetime) -> Person:
    person = Person(staff_number=staff_number, name=name, created_at=now, activated_at=now)
    person.post_id = session().scalars(select(Post.id).order_by(Post.position).limit(1)).one()
    person.dealer_id = session().scalars(select(Dealer.id).order_by(Dealer.id.desc()).limit(1)).one()
    person.grants = [Grant(role=role.value)]
    session().add(person)
    session().flush()
    return person
