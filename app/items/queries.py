"""Looking at the figures of questions. Nothing is counted here: all of it stands in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from app.items.models import ItemStatistics, ItemUse, Place, Quarantine
from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons.models import MicroClass, MicroClassQuestion, Section
from app.people.models import Post
from app.questions.models import Calibration, Question, QuestionVersion, is_asked, question_posts
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
class Look:
    """What the list is narrowed to, and its order; every part of it stands in the address."""

    place: str = Place.PK.value
    sort: str = "look"
    state: str = ""
    kind: str = ""
    section: str = ""
    post: str = ""
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, str]) -> Self:
        page = args.get("page", "1")
        return cls(
            place=args["place"] if args.get("place") in set(Place) else Place.PK.value,
            sort=args["sort"] if args.get("sort") in SORTS else "look",
            state=args["state"] if args.get("state") in STATES else "",
            kind=args.get("kind", "")[:12],
            section=args.get("section", "")[:60],
            post=args.get("post", "")[:40],
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10_000 else 1,
        )

    @property
    def args(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in ("place", "sort", "state", "kind", "section", "post")}
        usual = {"place": Place.PK.value, "sort": "look"}
        return {name: value for name, value in given.items() if value and value != usual.get(name)}

    def on(self, page: int) -> Look:
        return replace(self, page=page)


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
    if look.section:
        found.append(Question.id.in_(of_section(look.section)))
    if look.post:
        of_post = select(question_posts.c.question_id).join(Post, Post.id == question_posts.c.post_id)
        found.append(Question.id.in_(of_post.where(Post.code == look.post)))
    return found


def of_section(key: str) -> Select[Any]:
    """The questions that its classes ask."""
    return (
        select(MicroClassQuestion.question_id)
        .join(MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id)
        .join(Section, Section.id == MicroClass.section_id)
        .where(Section.key == key)
    )


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
