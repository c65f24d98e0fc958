"""Sign-in links: a person chooses a password with one, once, for a while. Only the token's hash is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import select, update

from app.kit.database import session
from app.kit.errors import Conflict, NotFound
from app.people.models import Person, Purpose, SignInLink
from app.people.signing_in import hash_of, sign_out_everywhere

LIFE = {Purpose.ACTIVATION: timedelta(hours=72), Purpose.RESET: timedelta(hours=2)}
GONE = _("This link has been used or is too old. Ask for a new one; it takes a minute.")


@dataclass(frozen=True)
class Link:
    """A link just made: the only moment when its token is known."""

    token: str
    purpose: Purpose


def purpose_for(person: Person) -> Purpose:
    return Purpose.RESET if person.activated_at else Purpose.ACTIVATION


def issue(person: Person, now: datetime, purpose: Purpose | None = None) -> Link:
    """A new link for the person; earlier ones stop working. Raises Conflict for people who are not active."""
    if not person.active:
        raise Conflict(_("This person is no longer active and cannot sign in."))
    purpose = purpose or purpose_for(person)
    _end_links(person, now)
    token = secrets.token_urlsafe(32)
    expires = now + LIFE[purpose]
    session().add(SignInLink(person_id=person.id, purpose=purpose, token_hash=hash_of(token), expires_at=expires))
    session().flush()
    return Link(token, purpose)


def address(link: Link) -> str:
    """The whole address of a link."""
    return current_app.config["SETTINGS"].public_url + url_for("people.use_link", token=link.token)


def person_of(token: str, now: datetime) -> Person:
    """Whose link this is. Raises NotFound where it was used, is too old, or never was."""
    found = session().scalar(select(SignInLink).filter_by(token_hash=hash_of(token)))
    if found is None or found.used_at is not None or now > found.expires_at:
        raise NotFound(GONE)
    person = session().get_one(Person, found.person_id)
    if not person.active:
        raise NotFound(GONE)
    return person


def use(token: str, password_hash: str, now: datetime, *, language: str | None = None) -> Person:
    """Set the password and use the link up: of two at once, one. All earlier sign-ins end. Raises NotFound.

    `language`: what the person reads just now. A roster does not know it; it is kept with the first password.
    """
    person = person_of(token, now)
    if language and person.activated_at is None:
        person.locale = language
    used = session().execute(
        update(SignInLink)
        .where(SignInLink.token_hash == hash_of(token), SignInLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound(GONE)
    set_password(person, password_hash, now)
    return person


def set_password(person: Person, password_hash: str, now: datetime) -> None:
    """Keep the new password; end every sign-in that was made with the old one, and every link still out there."""
    person.password_hash = password_hash
    person.activated_at = person.activated_at or now
    sign_out_everywhere(person)
    _end_links(person, now)


def _end_links(person: Person, now: datetime) -> None:
    session().execute(update(SignInLink).filter_by(person_id=person.id, used_at=None).values(used_at=now))
