"""What is written to people when something happens."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import force_locale, format_datetime
from flask_babel import gettext as _

from app.duels.events import ChallengeRemembered, ChallengeSent
from app.kit import clock
from app.kit.database import session
from app.notifications.models import Message
from app.people import links
from app.people.events import LinkRequested
from app.people.models import Person, Purpose


def write_link(fact: LinkRequested) -> None:
    """An e-mail with a link to choose a password; nothing for people without an address."""
    person = session().get_one(Person, fact.person_id)
    if not person.email:
        return
    now = clock.now()
    link = links.issue(person, now)
    with force_locale(person.locale):
        subject, body = _words(person, link)
    session().add(
        Message(person_id=person.id, to=person.email, subject=subject, body=body, created_at=now, try_at=now, tries=0)
    )


def _words(person: Person, link: links.Link) -> tuple[str, str]:
    hours = int(links.LIFE[link.purpose].total_seconds() // 3600)
    if link.purpose is Purpose.ACTIVATION:
        subject = _("Welcome to Paddock")
        first = _("choose your password here and you are on the road:")
    else:
        subject = _("A new password for Paddock")
        first = _("choose a new password here:")
    lines = (
        _("Hello %(name)s,", name=person.name),
        f"{first}\n{links.address(link)}",
        _("The link works once, for %(hours)d hours. If you did not ask for it, nothing has changed.", hours=hours),
    )
    return subject, "\n\n".join(lines) + "\n"


def write_challenge(fact: ChallengeSent) -> None:
    """An e-mail to whoever was challenged; an open challenge is found in the lobby."""
    if fact.to_person_id is not None:
        _write_about_challenge(fact.duel_id, fact.person_id, fact.to_person_id, fact.until)


def write_reminder(fact: ChallengeRemembered) -> None:
    _write_about_challenge(fact.duel_id, fact.person_id, fact.to_person_id, fact.until)


def _write_about_challenge(duel_id: int, sender_id: int, person_id: int, until: datetime) -> None:
    person, sender = (session().get_one(Person, one) for one in (person_id, sender_id))
    if not person.email or not person.active:
        return
    now = clock.now()
    with force_locale(person.locale):
        subject = _("%(name)s challenges you to a PK", name=sender.name)
        lines = (
            _("Hello %(name)s,", name=person.name),
            _("%(name)s has answered five questions. The very same ones wait for you:", name=sender.name)
            + f"\n{current_app.config['SETTINGS'].public_url}/pk/{duel_id}",
            _("There is time until %(until)s. If you let it pass, nothing is lost.", until=format_datetime(until)),
        )
    body = "\n\n".join(lines) + "\n"
    session().add(
        Message(person_id=person.id, to=person.email, subject=subject, body=body, created_at=now, try_at=now, tries=0)
    )
