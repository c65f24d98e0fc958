"""Sections that came with a folder, taken back with it: as far as nothing rests on them by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from app.kit.database import session
from app.kit.i18n import pick
from app.lessons.models import MicroClass, MicroClassVersion, Section
from app.people.models import Person
from app.studio import sections
from app.studio.models import OPEN, Bringing, ChangeState, Draft, SectionChange
from app.studio.sections import Named


def take_sections_back(made: Bringing, by: Person, now: datetime) -> list[str]:
    """What it made goes, what it proposed is dropped, what it renamed at once is called as before. Told is what stays,
    and why. Callers have thrown its drafts away already.
    """
    told = []
    for change in _changes(made):
        section = session().get_one(Section, change.section_id, with_for_update=True, populate_existing=True)
        if change.state == ChangeState.OPEN.value:
            sections.drop(change.id, by, now)
        elif change.state == ChangeState.DONE.value:
            told += _made_undone(section, change) if change.before == change.after else _named_back(section, change)
    return told


def _changes(made: Bringing) -> Sequence[SectionChange]:
    """Those of the moment in which it was brought, the last first."""
    query = select(SectionChange).filter_by(by_id=made.by_id, at=made.at).order_by(SectionChange.id.desc())
    return session().scalars(query).all()


def _made_undone(section: Section, change: SectionChange) -> list[str]:
    if _is_used(section, change):
        return [_("The section “%(title)s” stays: something else uses it by now.", title=pick(section.title))]
    title, here = pick(section.title), session()
    try:
        with here.begin_nested():
            _let_go(section)
    except IntegrityError:  # something else refers to it, which the database knows
        return [_("The section “%(title)s” stays: something else uses it by now.", title=title)]
    return []


def _is_used(section: Section, change: SectionChange) -> bool:
    """Whether a class of it was ever published or is still being written, or somebody has changed it since."""
    classes = select(MicroClass.id).filter_by(section_id=section.id)
    uses = (
        select(MicroClassVersion.id).where(MicroClassVersion.micro_class_id.in_(classes)),
        select(Draft.id).where(Draft.micro_class_id.in_(classes), Draft.state.in_(OPEN)),
        select(MicroClass.id).filter_by(section_id=section.id, in_studio=True),
        select(SectionChange.id).where(SectionChange.section_id == section.id, SectionChange.id != change.id),
    )
    return any(session().scalar(select(exists(one))) for one in uses)


def _let_go(section: Section) -> None:
    """The section, with the classes that were begun in it and are nothing without their drafts."""
    here, number = session(), section.id
    classes = list(here.scalars(select(MicroClass.id).filter_by(section_id=number)))
    quietly: dict[str, Any] = {"synchronize_session": False}
    dropped = update(Draft).where(Draft.micro_class_id.in_(classes)).values(micro_class_id=None)
    here.execute(dropped, execution_options=quietly)
    for gone in (
        delete(MicroClass).where(MicroClass.id.in_(classes)),
        delete(SectionChange).filter_by(section_id=number),
        delete(Section).filter_by(id=number),
    ):
        here.execute(gone, execution_options=quietly)
    here.expire_all()


def _named_back(section: Section, change: SectionChange) -> list[str]:
    """As it was, where that is still what it is called, and nobody has agreed or learns from it."""
    is_new = asdict(sections.named(section)) == change.after
    if not is_new or change.decided_by_id is not None or sections.is_seen(section):
        return [_("The section “%(title)s” stays as it is called now.", title=pick(section.title))]
    sections.call(section, Named(**change.before))
    change.state = ChangeState.DROPPED.value
    return []
