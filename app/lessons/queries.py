"""Looking at sections, classes, checks and mastery."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import CTE, ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.kit.database import session
from app.kit.errors import NotFound
from app.kit.shelf import Shelf
from app.lessons.models import (
    Check,
    Mastery,
    MicroClass,
    MicroClassQuestion,
    MicroClassVersion,
    Progress,
    Section,
    micro_class_posts,
    requirements,
)
from app.people.models import Person, Role
from app.questions.models import Question, is_asked
from quizzes.rules.classhealth import SAFETY

KEPT = 4096
SECTIONS = select(Section).order_by(Section.number)
PersonId = int | ColumnElement[int]  # of a statement that is built once: its parameter


class Head(NamedTuple):
    """What a list says of a version of a class. Nobody changes `title`: it is shared."""

    title: dict[str, str]
    minutes: int


@dataclass(frozen=True)
class ClassCard:
    """A class in a list, as it stands for one person."""

    key: str
    title: dict[str, str]
    minutes: int
    questions: int
    learned: int
    opened: bool
    completed: bool
    for_my_post: bool
    is_locked: bool  # a class on safety comes first


@dataclass(frozen=True)
class SectionCard:
    """A section with its classes, as it stands for one person."""

    section: Section
    classes: tuple[ClassCard, ...]

    @property
    def completed(self) -> int:
        return sum(card.completed for card in self.classes)


def sections_for(person: Person) -> list[SectionCard]:
    """All sections that have a class, in order, with what the person has done in each."""
    cards = _cards(person)
    sections = session().scalars(SECTIONS)
    return [SectionCard(section, tuple(cards[section.id])) for section in sections if section.id in cards]


def section_for(key: str, person: Person) -> SectionCard:
    for card in sections_for(person):
        if card.section.key == key:
            return card
    raise NotFound


def _cards(person: Person) -> dict[int, list[ClassCard]]:
    """The class cards by section id: one statement, and another one where a class is new to this process."""
    rows = session().execute(_rows_of_cards(), {"person_id": person.id, "post_id": person.post_id}).all()
    known = heads([row.current_id for row in rows])
    locks = any(row[-1] for row in rows) and not writes(person)
    cards: dict[int, list[ClassCard]] = {}
    for section_id, key, current_id, count, done, opened, completed, for_me, is_locked in rows:
        head = known[current_id]
        stands = opened, completed, for_me, is_locked and locks
        card = ClassCard(key, head.title, head.minutes, count, done, *stands)
        cards.setdefault(section_id, []).append(card)
    return cards


@cache
def _rows_of_cards() -> Select[*tuple[Any, ...]]:
    """Parameters: person_id, post_id. Built once: building it costs more than reading 132 classes."""
    person_id, post_id = bindparam("person_id", type_=Integer), bindparam("post_id", type_=Integer)
    mine = select(micro_class_posts.c.micro_class_id).where(micro_class_posts.c.post_id == post_id)
    asked = select(MicroClassQuestion.micro_class_id, func.count().label("asked"))
    learned = (
        select(MicroClassQuestion.micro_class_id, func.count().label("learned"))
        .join(Mastery, Mastery.question_id == MicroClassQuestion.question_id)
        .where(Mastery.person_id == person_id, Mastery.level >= 1)
    )
    asked_of, learned_of = (one.group_by(MicroClassQuestion.micro_class_id).subquery() for one in (asked, learned))
    return (
        select(
            MicroClass.section_id,
            MicroClass.key,
            MicroClass.current_id,
            func.coalesce(asked_of.c.asked, 0),
            func.coalesce(learned_of.c.learned, 0),
            Progress.opened_at.is_not(None),
            Progress.completed_at.is_not(None),
            MicroClass.id.in_(mine),
            MicroClass.id.in_(locked(person_id)),
        )
        .outerjoin(asked_of, asked_of.c.micro_class_id == MicroClass.id)
        .outerjoin(learned_of, learned_of.c.micro_class_id == MicroClass.id)
        .outerjoin(Progress, (Progress.micro_class_id == MicroClass.id) & (Progress.person_id == person_id))
        .where(MicroClass.current_id.is_not(None))
        .order_by(MicroClass.section_id, MicroClass.position, MicroClass.key)
    )


def heads(version_ids: Collection[int]) -> dict[int, Head]:
    """What lists say of these versions of classes, by id. Those read before cost no statement."""
    shelf: Shelf[Head] = current_app.extensions.setdefault("class_heads", Shelf(KEPT))
    return shelf.get(version_ids, _read_heads)


def _read_heads(version_ids: Collection[int]) -> dict[int, Head]:
    content = MicroClassVersion.content
    rows = session().execute(
        select(MicroClassVersion.id, content["title"], content["minutes"].as_integer()).where(
            MicroClassVersion.id.in_(version_ids)
        )
    )
    return {version_id: Head(title, minutes) for version_id, title, minutes in rows}


def next_of(sections: Sequence[SectionCard]) -> ClassCard | None:
    """The class to take next: one begun, else the first one for the person's post, else any; None: all are done, or
    locked.
    """
    cards = [card for section in sections for card in section.classes if not (card.completed or card.is_locked)]
    return min(cards, key=lambda card: (not card.for_my_post, not card.opened), default=None)


def micro_class(key: str) -> MicroClass:
    """A class that is shown now. Raises NotFound."""
    found = session().scalar(
        select(MicroClass)
        .where(MicroClass.key == key, MicroClass.current_id.is_not(None))
        .options(joinedload(MicroClass.current), joinedload(MicroClass.section))
    )
    if found is None:
        raise NotFound
    return found


def questions_of(micro_class_id: int) -> Sequence[Question]:
    """The questions that a class asks now, in order."""
    return (
        session()
        .scalars(
            select(Question)
            .join(MicroClassQuestion, MicroClassQuestion.question_id == Question.id)
            .where(MicroClassQuestion.micro_class_id == micro_class_id, is_asked())
            .order_by(MicroClassQuestion.position)
        )
        .all()
    )


def levels(person_id: int, question_ids: Sequence[int]) -> dict[int, Mastery]:
    """What the person has mastered of these questions."""
    found = session().scalars(
        select(Mastery).where(Mastery.person_id == person_id, Mastery.question_id.in_(question_ids))
    )
    return {mastery.question_id: mastery for mastery in found}


def check(check_id: int, person: Person, *, for_update: bool = False) -> Check:
    """One of the person's own checks, with what was answered. Raises NotFound."""
    query = select(Check).filter_by(id=check_id, person_id=person.id).options(selectinload(Check.attempts))
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def open_check(person: Person, micro_class_id: int) -> Check | None:
    """The check of this class that the person has begun and not finished."""
    return session().scalar(
        select(Check).filter_by(person_id=person.id, micro_class_id=micro_class_id, finished_at=None)
    )


def class_after(found: MicroClass) -> MicroClass | None:
    """The class that follows in the same section."""
    return session().scalar(
        select(MicroClass)
        .where(
            MicroClass.section_id == found.section_id,
            MicroClass.current_id.is_not(None),
            (MicroClass.position > found.position)
            | ((MicroClass.position == found.position) & (MicroClass.key > found.key)),
        )
        .order_by(MicroClass.position, MicroClass.key)
        .limit(1)
        .options(joinedload(MicroClass.current))
    )


def locked(person_id: PersonId) -> Select[tuple[int]]:
    """The ids of the classes that are closed for the person: a class on safety that comes before them, directly or
    through others, is not completed.
    """
    before = _before()
    return (
        select(before.c.class_id)
        .join(MicroClass, MicroClass.id == before.c.before_id)
        .where(MicroClass.key.in_(SAFETY), *_not_completed(person_id))
        .correlate(None)
    )


@dataclass(frozen=True)
class ToCome:
    """What comes before a class and is not completed. `requires`: directly; `safety`: what keeps the class closed."""

    requires: list[MicroClass]
    safety: list[MicroClass]


def to_come(found: MicroClass, person: Person) -> ToCome:
    """One statement. Nothing is closed for who writes classes or runs the season."""
    before = _before()
    ids = select(before.c.before_id).where(before.c.class_id == found.id)
    direct = select(requirements.c.requires_id).where(requirements.c.micro_class_id == found.id)
    rows = session().execute(
        select(MicroClass, MicroClass.id.in_(direct))
        .where(MicroClass.id.in_(ids), *_not_completed(person.id))
        .order_by(MicroClass.section_id, MicroClass.position, MicroClass.key)
        .options(joinedload(MicroClass.current))
    )
    waiting = [(one, is_direct) for one, is_direct in rows]
    safety = [one for one, _is_direct in waiting if one.key in SAFETY]
    return ToCome([one for one, is_direct in waiting if is_direct], [] if safety and writes(person) else safety)


def _before() -> CTE:
    """Each class with each that comes before it, directly or through others."""
    pairs = select(requirements.c.micro_class_id.label("class_id"), requirements.c.requires_id.label("before_id"))
    before, further = pairs.cte("before", recursive=True), requirements.alias()
    step = select(before.c.class_id, further.c.requires_id)
    return before.union(step.join(further, further.c.micro_class_id == before.c.before_id))


def _not_completed(person_id: PersonId) -> tuple[ColumnElement[bool], ...]:
    done = select(Progress.micro_class_id).where(Progress.person_id == person_id, Progress.completed_at.is_not(None))
    return MicroClass.current_id.is_not(None), MicroClass.id.not_in(done)


def writes(person: Person) -> bool:
    return not {Role.TRAINER, Role.ORGANIZER}.isdisjoint(person.roles)


def class_of(found: Check) -> MicroClass:
    """The class that a check is of, retired or not."""
    return (
        session()
        .scalars(
            select(MicroClass)
            .filter_by(id=found.micro_class_id)
            .options(joinedload(MicroClass.current), joinedload(MicroClass.section))
        )
        .one()
    )


def is_completed(micro_class_id: int, person: Person) -> bool:
    query = select(Progress.completed_at).filter_by(person_id=person.id, micro_class_id=micro_class_id)
    return session().scalar(query) is not None
