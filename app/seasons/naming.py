"""What the keys of a plan are called in the reader's language."""

from __future__ import annotations

from sqlalchemy import select

from app.kit.database import session
from app.kit.i18n import pick
from app.lessons.models import Section
from quizzes.formats.route import route


def stop(key: str) -> str | None:
    """A stop of the road; None where there is none of this key."""
    found = next((one for one in route().stops if one.key == key), None)
    return None if found is None else pick(found.name)


def section(key: str) -> str | None:
    """A section of the curriculum; None where there is none of this key."""
    title = session().scalar(select(Section.title).filter_by(key=key))
    return None if title is None else pick(title)
