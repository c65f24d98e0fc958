"""What is written to people when something happens."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

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
