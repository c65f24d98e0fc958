"""Letters: one notice, or those of a day."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.kit.database import session
from app.notifications.models import Message, Notice
from app.notifications.outcomes import Needless
from app.notifications.words import Said, said
from app.people.models import Person

MOST = 30


def letter(message: Message, person: Person, public_url: str) -> tuple[str, str]:
    """Subject and text of a day's letter: what was not read in the app meanwhile. Raises Needless without any."""
    query = select(Notice).where(Notice.digest_id == message.id, Notice.read_at.is_(None))
    query = query.where(Notice.person_id == person.id).order_by(Notice.id)
    found = session().scalars(query.limit(MOST)).all()
    if not found:
        raise Needless("all of it was read already")
    lines = [(said(notice), notice) for notice in found]
    subject = ngettext("Paddock: one thing that is new", "Paddock: %(num)d things that are new", len(lines))
    return subject, body_of(person, lines, public_url)


def body_of(person: Person, lines: Sequence[tuple[Said, Notice]], public_url: str) -> str:
    parts = [_("Hello %(name)s,", name=person.name)]
    parts += [f"{words.title}\n{words.text}\n{public_url}{notice.url}" for words, notice in lines]
    parts.append(_("You choose what you are told, and how: %(address)s", address=f"{public_url}/me/notifications"))
    return "\n\n".join(parts) + "\n"
