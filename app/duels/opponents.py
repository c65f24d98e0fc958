"""Who sits on the other side, in words: a machine, a colleague, a recorded PK, somebody who has yet to play."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _

from app.duels.levels import LEVELS
from app.duels.models import Duel, Kind, Status
from app.duels.seating import Seat
from app.kit.database import session
from app.kit.i18n import tag
from app.people.models import Person


@dataclass(frozen=True)
class Opponent:
    """`title` labels the seat (a machine and a recording are always labelled), `name` says who; `them`: in a sentence.

    `is_secret`: has yet to play, so nothing of that side is known.
    """

    title: str
    name: str
    them: str
    icon: str
    person_id: int | None = None
    is_machine: bool = False
    is_secret: bool = False


def opponent_of(duel: Duel, side: int) -> Opponent:
    """Whom the person at this side meets."""
    other = duel.seats[1 - side]
    if duel.level is not None:
        return _machine(duel.level, tag())
    if other.ghost_of_id is not None:
        return _ghost(other, duel.seats[side].person_id)
    if other.person_id is None:
        return Opponent(_("Open challenge"), _("whoever takes it"), _("whoever takes it"), "flag", is_secret=True)
    person = session().get_one(Person, other.person_id)
    secret = side == 0 and duel.status != Status.FINISHED and duel.kind == Kind.CHALLENGE
    return Opponent(_("Colleague"), person.name, person.name, "user", person.id, is_secret=secret)


@cache
def _machine(level: int, _language: str) -> Opponent:
    return Opponent(_("Machine"), str(LEVELS[level - 1].name), _("the machine"), "bot", is_machine=True)


def _ghost(seat: Seat, mine: int | None) -> Opponent:
    if seat.ghost_of_id == mine:
        return Opponent(_("Recorded PK"), _("You, earlier"), _("you, earlier"), "history")
    person = session().get_one(Person, seat.ghost_of_id)
    return Opponent(_("Recorded PK"), person.name, person.name, "history", person.id)


def shows_name(person: Person, to: Person) -> bool:
    """Whether the list of recorded PKs may name the person: by consent, and within a dealer."""
    return person.shows_name or person.dealer_id == to.dealer_id
