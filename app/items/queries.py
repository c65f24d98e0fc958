"""Looking at the figures of questions. Nothing is counted here: all of it stands in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from app.items import looks
from app.items.models import ItemStatistics, ItemUse, Place, Quarantine
from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons.models import Section
from app.people.models import Post
from app.questions.models import Calibration, Question, QuestionVersion, is_asked
from app.seasons.models import Stage

PAGE = 50
MOST = 10_000
STATES = ("asked", "resting", "retired")
SORTS: dict[str, tuple[Any, ...]] = {
    "look": (Question.quarantined_id.is_(None), ItemStatistics.discrimination.is_(None), ItemStatistics.discrimination),
    "hardest": (ItemStatistics.facility.is_(None), ItemStatistics.facility),
    "easiest": (ItemStatistics.facility.is_(None), ItemStatistics.facility.desc()),
    "discrimination": (ItemStatistics.discrimination.is_(None), ItemStatistics.discrimination),
    "slowest": (ItemStatistics.median_ms.is_(None), ItemStatistics.median_ms.desc()),
    "exposed": (ItemStatistics.asked.is_(None), ItemStatistics.asked.desc()),
    "unused": (ItemStatistics.unused.is_(None), ItemStatistics.unused.desc()),
}


@dataclass(frozen=True)
class Look(looks.Look):
    """What the list of figures is narrowed to, and its order."""

    CHOICES = {"place": tuple(Place), "sort": SORTS, "state": ("", *STATES)}

    sort: str = "look"
    place: str = Place.PK.value
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """A question with its newest version and what is known of that in a place."""

    question: Question
    version: QuestionVersion
    figures: ItemStatistics | None


def lines(look: Look, most: int = PAGE + 1) -> list[Line]:
    """A page of the list and one line more; by key where the order says nothing."""
    query = _lines(look).order_by(*SORTS[look.sort], Question.key)
    return [Line(*row) for row in session().execute(query.limit(most).offset(PAGE * (look.page - 1)))]


def _lines(look: Look) -> Select[Question, QuestionVersion, ItemStatistics]:
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)
    of_place = and_(ItemStatistics.question_version_id == QuestionVersion.id, ItemStatistics.place == look.place)
    query = (
        select(Question, QuestionVersion, ItemStatistics)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .outerjoin(ItemStatistics, of_place)
        .where(QuestionVersion.id.in_(newest))
    )
    return query.where(*_narrowed(look))


def _narrowed(look: Look) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if look.state:
        rests = Question.quarantined_id == Question.current_id
        found.append({"asked": is_asked(), "resting": rests, "retired": Question.current_id.is_(None)}[look.state])
    if look.kind:
        found.append(Question.kind == look.kind)
    return found + look.of_place(Question.id)


def question(question_id: int) -> Question:
    """Raises NotFound."""
    found = session().get(Question, question_id)
    if found is None:
        raise NotFound
    return found


def versions_of(question_id: int) -> Sequence[QuestionVersion]:
    """The newest first."""
    query = select(QuestionVersion).filter_by(question_id=question_id).order_by(QuestionVersion.number.desc())
    return session().scalars(query).all()


def figures_of(version_ids: Sequence[int]) -> dict[tuple[int, str], ItemStatistics]:
    """By version and place."""
    query = select(ItemStatistics).where(ItemStatistics.question_version_id.in_(version_ids))
    return {(row.question_version_id, row.place): row for row in session().scalars(query)}


def calibration_of(version_id: int) -> float | None:
    return session().scalar(select(Calibration.difficulty).filter_by(question_version_id=version_id))


def quarantines_of(question_id: int) -> Sequence[Quarantine]:
    """The newest first."""
    query = select(Quarantine).filter_by(question_id=question_id).options(joinedload(Quarantine.by))
    return session().scalars(query.order_by(Quarantine.id.desc())).all()


def resting() -> int:
    """How many questions rest now."""
    query = select(func.count()).select_from(Question).where(Question.quarantined_id == Question.current_id)
    return session().scalar(query) or 0


def uses_of(question_id: int) -> Sequence[tuple[Stage, int]]:
    """In which stages it was asked, and how often; the newest first."""
    rows = session().execute(
        select(Stage, ItemUse.asked)
        .join(ItemUse, ItemUse.stage_id == Stage.id)
        .where(ItemUse.question_id == question_id)
        .order_by(Stage.opens_at.desc(), Stage.id)
    )
    return [(stage, asked) for stage, asked in rows]


def sections() -> Sequence[Section]:
    return session().scalars(select(Section).order_by(Section.number)).all()


def posts() -> Sequence[Post]:
    return session().scalars(select(Post).order_by(Post.id)).all()
