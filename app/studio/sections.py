"""Sections: what they are called and where they stand. Callers open the transaction.

A section that learners see changes when a second person agrees; one without a published class at once.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.lessons.models import MicroClass, Section
from app.people.models import Person
from app.studio.models import ChangeState, SectionChange

MOST_NUMBER = 99
LONGEST = {"title": 60, "summary": 200}
LANGUAGES = ("zh", "en")

EMPTY = _("Write the title and the summary in both languages.")
TOO_LONG = _("A title has at most 60 characters, a summary 200. Shorten it.")
NO_NUMBER = _("Choose a number from 1 to 99.")
SAME = _("Nothing differs. Nothing was changed.")
WAITS = _("A change of this section waits already. Decide on that one first.")
DECIDED = _("This change was decided on already.")
OWN_CHANGE = _("A second person agrees to a change. Ask another trainer.")


@dataclass(frozen=True)
class Named:
    """What a section is called, and its place."""

    number: int
    title: dict[str, str]
    summary: dict[str, str]


def named(section: Section) -> Named:
    return Named(section.number, section.title, section.summary)


def create(wish: Named, by: Person, now: datetime, key: str = "") -> Section:
    """A new section, which learners see once a class of it is published. Raises Invalid."""
    _check(wish)
    number = _free(wish.number)
    found = Section(
        key=key or _key(wish.title["en"]), number=number, title=wish.title, summary=wish.summary, in_studio=True
    )
    session().add(found)
    session().flush()
    _note(found, Named(number, wish.title, wish.summary), by, now, ChangeState.DONE)
    return found


def propose(section: Section, wish: Named, by: Person, now: datetime) -> SectionChange:
    """Change it: at once where no learner sees it, else when a second person agrees. Raises Invalid, Conflict."""
    _check(wish)
    if wish == named(section):
        raise Conflict(SAME)
    made = _note(section, wish, by, now, ChangeState.OPEN)
    if not is_seen(section):
        _carry_out(made, section)
    return made


def agree(change_id: int, by: Person, now: datetime) -> SectionChange:
    """It is called so from now on. Raises Conflict, Forbidden for one's own change."""
    change = _open(change_id)
    if change.by_id == by.id:
        raise Forbidden(OWN_CHANGE)
    section = session().get_one(Section, change.section_id, with_for_update=True, populate_existing=True)
    change.decided_by_id, change.decided_at = by.id, now
    _carry_out(change, section)
    return change


def drop(change_id: int, by: Person, now: datetime) -> SectionChange:
    """It stays as it is: taken back by its author, or not agreed to by another one. Raises Conflict."""
    change = _open(change_id)
    change.state = ChangeState.DROPPED.value
    change.decided_by_id, change.decided_at = (by.id, now) if by.id != change.by_id else (None, now)
    return change


def is_seen(section: Section) -> bool:
    """Whether learners see it: a class of it is published."""
    return bool(
        session().scalar(select(exists().where(MicroClass.section_id == section.id, MicroClass.current_id > 0)))
    )


def get(section_id: int) -> Section:
    """Raises NotFound."""
    found = session().get(Section, section_id)
    if found is None:
        raise NotFound
    return found


def changes(section: Section) -> Sequence[SectionChange]:
    """The newest first."""
    query = select(SectionChange).filter_by(section_id=section.id).order_by(SectionChange.id.desc()).limit(50)
    return session().scalars(query.options(joinedload(SectionChange.by), joinedload(SectionChange.decided_by))).all()


def waiting() -> dict[int, SectionChange]:
    """The open change of each section that has one, by the section's id."""
    query = select(SectionChange).filter_by(state=ChangeState.OPEN.value).order_by(SectionChange.id)
    return {one.section_id: one for one in session().scalars(query)}


def _note(section: Section, wish: Named, by: Person, now: datetime, state: ChangeState) -> SectionChange:
    made = SectionChange(section_id=section.id, before=asdict(named(section)), after=asdict(wish), by_id=by.id, at=now,
                         state=state.value)  # fmt: skip
    session().add(made)
    try:
        session().flush()
    except IntegrityError as twice:
        raise Conflict(WAITS) from twice
    return made


def _open(change_id: int) -> SectionChange:
    found = session().get(SectionChange, change_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.state != ChangeState.OPEN.value:
        raise Conflict(DECIDED)
    return found


def _carry_out(change: SectionChange, section: Section) -> None:
    change.state, change.before = ChangeState.DONE.value, asdict(named(section))
    call(section, Named(**change.after))


def call(section: Section, wish: Named) -> None:
    """Whatever has its number takes the place that it leaves. From now on the studio keeps what it has changed."""
    other = session().scalar(select(Section).where(Section.number == wish.number, Section.id != section.id).limit(1))
    if other is not None:
        other.number, other.in_studio = section.number, True
    section.number, section.title, section.summary, section.in_studio = wish.number, wish.title, wish.summary, True
    session().flush()


def _check(wish: Named) -> None:
    texts = {"title": wish.title, "summary": wish.summary}
    if not all(text[language].strip() for text in texts.values() for language in LANGUAGES):
        raise Invalid(EMPTY)
    if any(len(text[language]) > LONGEST[name] for name, text in texts.items() for language in LANGUAGES):
        raise Invalid(TOO_LONG)
    if not 1 <= wish.number <= MOST_NUMBER:
        raise Invalid(NO_NUMBER)


def _free(number: int) -> int:
    """This number, or the next one behind all where it is taken."""
    taken = set(session().scalars(select(Section.number)))
    return number if number not in taken else min(max(taken) + 1, MOST_NUMBER)


def next_number() -> int:
    return min((session().scalar(select(func.max(Section.number))) or 0) + 1, MOST_NUMBER)


def _key(title: str) -> str:
    """Its name in addresses and files, by its English title; it never changes."""
    plain = "-".join(re.findall("[a-z0-9]+", title.lower()))[:50].strip("-") or "section"
    is_taken = session().scalar(select(Section.id).filter_by(key=plain)) is not None
    return f"{plain}-{secrets.token_hex(2)}" if is_taken else plain


def of_form(form: Any) -> Named:
    """What was typed."""

    def text(name: str) -> dict[str, str]:
        return {one: " ".join(form.get(f"{name}-{one}", "").split()) for one in ("en", "zh")}

    number = form.get("number", "")
    return Named(int(number) if number.isascii() and number.isdigit() else 0, text("title"), text("summary"))
