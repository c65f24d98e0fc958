"""Once more: both must want it while both are still there."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.duels import presence, queries, starting
from app.duels.events import DuelChanged, Paired
from app.duels.models import Duel, Kind, Status
from app.duels.seating import of_side
from app.kit.database import session
from app.kit.errors import Conflict
from app.kit.events import publish
from app.people.models import Person

NOT_YET = _("A rematch is for a PK that two people have finished live.")
LEFT = _("Your colleague has left. Send a challenge instead: it can be played later.")


def ask(duel_id: int, person: Person, now: datetime) -> Duel | None:
    """Say that one wants a rematch. The new PK, where the other does too; else None.

    Raises NotFound for somebody else's PK, Conflict where it is not over, the other has left or plays already.
    """
    duel = queries.duel(duel_id, person)
    if duel.kind != Kind.LIVE or duel.status != Status.FINISHED:
        raise Conflict(NOT_YET)
    side = queries.side_of(duel, person)
    assert side is not None
    first, second = (session().get_one(Person, seat.person_id) for seat in duel.seats)
    starting.lock(first, second)
    again = of(duel)
    if again is not None:
        return again
    if not presence.is_here(duel.seats[1 - side], now):
        raise Conflict(LEFT, code="left")
    if duel.seats[side].wants_rematch:
        presence.seen(duel, side, now)
    else:
        _want(duel, side, now)
    session().refresh(duel)
    if not duel.seats[1 - side].wants_rematch:
        return None
    new = starting.start_live(first, second, now, secrets.randbits(60), friendly=duel.friendly, rematch_of=duel.id)
    publish(Paired(new.id, (first.id, second.id)))
    return new


def of(duel: Duel) -> Duel | None:
    """The rematch of a PK, where there is one."""
    return session().scalars(select(Duel).where(Duel.rematch_of_id == duel.id)).one_or_none()


def _want(duel: Duel, side: int, now: datetime) -> None:
    """Who says so is there. The PK's version counts it: a page on its way meanwhile hears of it once it listens."""
    mine = {of_side(side, "wants_rematch"): True, of_side(side, "seen_at"): now, "version": Duel.version + 1}
    counted = update(Duel).where(Duel.id == duel.id).values(mine).returning(Duel.version)
    publish(DuelChanged(duel.id, session().execute(counted).scalar_one()))
