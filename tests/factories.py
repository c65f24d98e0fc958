"""Makers of the things that tests talk about. Each states only what matters and stores what it made."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Dealer, Grant, Person, Post, Region, Role

_numbers = count(1)


def _stored(thing: Any) -> Any:
    with transaction() as here:
        here.add(thing)
    return thing


def _named(model: Any, code: str, **fields: Any) -> Any:
    known = session().query(model).filter_by(code=code).one_or_none()
    return known or _stored(model(code=code, name_en=code.title(), name_zh=f"某{code}", **fields))


def make_region(code: str = "north") -> Region:
    return _named(Region, code)


def make_post(code: str = "me-technician", family: str = "technical") -> Post:
    return _named(Post, code, family=family, position=1)


def make_dealer(code: str = "D001", region: Region | None = None) -> Dealer:
    return _named(Dealer, code, region_id=(region or make_region()).id, opened_on=date(2010, 1, 1))


def make_person(*roles: Role, post: Post | None = None, dealer: Dealer | None = None, **fields: Any) -> Person:
    """An active person with the roles named beyond learner."""
    number = next(_numbers)
    defaults = {"staff_number": f"S{number:05d}", "name": f"王{number}", "created_at": clock.now(), "locale": "en"}
    person = Person(
        **(defaults | fields), post_id=(post or make_post()).id, dealer_id=(dealer or make_dealer()).id
    )
    person.grants = [Grant(role=role.value) for role in roles]
    return _stored(person)
