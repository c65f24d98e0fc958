"""Inviting somebody to play now: a colleague, or whoever opens the link first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, select, update

from app.duels import starting
from app.duels.events import Paired, PersonInvited
from app.duels.models import Duel, Invitation
from app.kit.database import session
from app.kit.errors import Conflict, NotFound
from app.kit.events import publish
from app.people.models import Person

LASTS = timedelta(minutes=10)
ALIVE = timedelta(seconds=20)
MOST = 20
OVER = _("This invitation is over. Ask for a new one, or send a challenge that can be played later.")
AWAY = _("Whoever invited you has left the page. Send them a challenge instead: they play when they are back.")


def invite(person: Person, other: Person | None, now: datetime, *, friendly: bool = False) -> Invitation:
    """Offer a live PK; an older offer of the person ends. Raises Invalid or Conflict where the two cannot play."""
    if other is not None:
        starting.require_pair(person, other)
    take_back(person, now)
    invitation = Invitation(
        token=secrets.token_urlsafe(12),
        person_id=person.id,
        to_person_id=other.id if other else None,
        friendly=friendly,
        expires_at=now + LASTS,
        seen_at=now,
    )
    session().add(invitation)
    session().flush()
    if other is not None:
        publish(PersonInvited(person.id, other.id))
    return invitation


def take_back(person: Person, now: datetime) -> None:
    """End what the person has offered."""
    mine = update(Invitation).where(Invitation.person_id == person.id, Invitation.ended_at.is_(None))
    session().execute(mine.values(ended_at=now))


def of_token(token: str, person: Person) -> Invitation:
    """Raises NotFound where there is none, or it is for somebody else."""
    found = session().scalar(
        select(Invitation).where(Invitation.token == token).execution_options(populate_existing=True)
    )
    if found is None or (found.to_person_id not in (None, person.id) and found.person_id != person.id):
        raise NotFound
    return found


def is_open(invitation: Invitation, now: datetime) -> bool:
    return invitation.ended_at is None and invitation.expires_at > now


def still_here(invitation: Invitation, now: datetime) -> None:
    """A sign of life of who invites."""
    session().execute(update(Invitation).where(Invitation.id == invitation.id).values(seen_at=now))


def accept(token: str, person: Person, now: datetime) -> Duel:
    """Play: both count down from now. Raises NotFound, Invalid (oneself) or Conflict (over, away, busy, other post)."""
    invitation = of_token(token, person)
    host = session().get_one(Person, invitation.person_id)
    starting.require_pair(host, person)
    ended = update(Invitation).where(Invitation.id == invitation.id, Invitation.ended_at.is_(None))
    if invitation.expires_at <= now or session().execute(ended.values(ended_at=now)).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(OVER, code="over")
    if invitation.seen_at < now - ALIVE:
        raise Conflict(AWAY, code="away")
    duel = starting.start_live(host, person, now, secrets.randbits(60), friendly=invitation.friendly)
    session().execute(update(Invitation).where(Invitation.id == invitation.id).values(duel_id=duel.id))
    publish(Paired(duel.id, (host.id, person.id)))
    return duel


OF_PERSON = (  # built once: every look at the lobby runs it
    select(Invitation, Person)
    .join(Person, Person.id == Invitation.person_id)
    .where(
        Invitation.to_person_id == bindparam("person_id"),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > bindparam("now"),
        Invitation.seen_at >= bindparam("alive"),
    )
    .order_by(Invitation.id.desc())
    .limit(MOST)
)


def for_person(person: Person, now: datetime) -> Sequence[tuple[Invitation, Person]]:
    """Who invites the person just now and is still there, the latest first."""
    rows = session().execute(OF_PERSON, {"person_id": person.id, "now": now, "alive": now - ALIVE})
    return [(invitation, host) for invitation, host in rows.unique()]
