"""Bringing a curriculum's folder in: sections, and drafts of all classes and questions that are new or changed.

Callers open the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.lessons import publishing
from app.lessons.models import MicroClass, Section
from app.lessons.picturing import pictures_of
from app.media import recognising
from app.media import services as media
from app.people.models import Person
from app.studio import albums, bringing, places, sections
from app.studio.comparing import Fate
from app.studio.folders import QUESTION, SECTION, Look, Piece
from app.studio.models import CLASS, Bringing
from app.studio.sections import Named
from quizzes.formats.faults import START, Fault, fault_at

if TYPE_CHECKING:
    from quizzes.formats.curriculum import Curriculum

FORMAT = "folder"
Ids = Mapping[str, int]


def unfit(curriculum: Curriculum) -> Iterator[Fault]:
    """Pictures that the library does not take."""
    for one in pictures_of(curriculum):
        if media.known(one.data) is None:
            try:
                recognising.check(one.data)
            except Invalid as refused:
                yield fault_at(one.file, START, str(refused.message))


def bring(found: Look, file_name: str, by: Person, now: datetime) -> Bringing:
    """All that is new or changed. Raises Conflict where there is nothing, or somebody is just doing the same."""
    if not found.brings:
        raise Conflict(bringing.NOTHING)
    fates = [one.fate for one in found.drafts]
    made = Bringing(by_id=by.id, file_name=file_name[:200], format=FORMAT, at=now,
                    added=fates.count(Fate.NEW), changed=fates.count(Fate.CHANGED))  # fmt: skip
    session().add(made)
    _sections([one for one in found.brings if one.what == SECTION], by, now)
    homes = _classes([one for one in found.brings if one.what == CLASS])
    session().flush()
    rows = [_row(one, homes, made.id, by, now) for one in found.drafts]
    _keep_ends(rows)
    if rows:
        bringing.store(rows)
    with bringing.at_once():
        albums.note_uses(made, {one.key: one.content for one in found.drafts})
    return made


def _sections(pieces: list[Piece], by: Person, now: datetime) -> None:
    """New ones, which nobody sees before a class of them is published, and proposals to change others."""
    for one in pieces:
        wish = Named(**one.content)
        if one.number is None:
            sections.create(wish, by, now, one.key)
        else:
            sections.propose(session().get_one(Section, one.number), wish, by, now)


def _classes(pieces: list[Piece]) -> Ids:
    """The ids of all classes by their keys; those that there are not yet begin."""
    homes = {one.key: one for one in session().scalars(select(Section))}
    for one in pieces:
        if one.number is None:
            publishing.begin(one.key, homes[one.within]).position = one.content["order"]
        else:
            session().get_one(MicroClass, one.number).in_studio = True
    session().flush()
    return dict(session().execute(select(MicroClass.key, MicroClass.id)).all())


def _row(one: Piece, homes: Ids, bringing_id: int, by: Person, now: datetime) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind,
        "content": one.content,
        "posts": list(one.posts),
        "older": [],
        "micro_class_id": homes[one.key] if one.what == CLASS else homes.get(one.within),
        "question_id": one.number if one.what == QUESTION else None,
        "expires_at": None,
        "author_id": by.id,
        "changed_by_id": by.id,
        "bringing_id": bringing_id,
        "created_at": now,
        "changed_at": now,
    }


def _keep_ends(rows: list[dict[str, Any]]) -> None:
    """What is published and has an end keeps it."""
    ends = places.ends_of([row["question_id"] for row in rows if row["question_id"]])
    dated = select(MicroClass.id, MicroClass.expires_at).where(MicroClass.expires_at.is_not(None))
    of_classes = dict(session().execute(dated).all())
    for row in rows:
        is_class = row["kind"] == CLASS
        row["expires_at"] = of_classes.get(row["micro_class_id"]) if is_class else ends.get(row["question_id"] or 0)
