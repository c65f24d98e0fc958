"""Looking at drafts and at what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Select, String, case, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons.models import MicroClass, MicroClassQuestion, Section
from app.people.models import Post
from app.questions.models import Question, QuestionVersion, question_posts
from app.studio.models import CLASS, OPEN, Bringing, Draft, State

PAGE = 50
STATES = ("draft", "review", "planned", "published", "retired")
KINDS = ("single", "several", "true-false", "numeric", "ordering", "matching", "short", "cloze", "case", "hotspot")


@dataclass(frozen=True)
class Look:
    """What the list is narrowed to; every part of it stands in the address."""

    state: str = ""
    kind: str = ""
    section: str = ""
    post: str = ""
    words: str = ""
    bringing: int = 0
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, str]) -> Self:
        return cls(
            state=_one_of(args.get("state", ""), STATES),
            kind=_one_of(args.get("kind", ""), KINDS),
            section=args.get("section", "")[:60],
            post=args.get("post", "")[:40],
            words=args.get("words", "").strip()[:100],
            bringing=_number(args.get("bringing", ""), 2**31) or 0,
            page=_number(args.get("page", ""), 10_000) or 1,
        )

    @property
    def args(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in ("state", "kind", "section", "post", "words", "bringing")}
        return {name: value for name, value in given.items() if value}

    def on(self, page: int) -> Look:
        return replace(self, page=page)


def _one_of(given: str, known: Sequence[str]) -> str:
    return given if given in known else ""


def _number(given: str, below: int) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 12 and int(given) < below else None


@dataclass(frozen=True)
class Line:
    """A question in the list: a draft (`draft_id`), or one that is published or was (`question_id`).

    `turns_at`: when its plan publishes or retires it.
    """

    draft_id: int | None
    question_id: int | None
    key: str
    kind: str
    state: str
    text: dict[str, str]
    difficulty: int
    changed_at: datetime | None
    turns_at: datetime | None


@dataclass(frozen=True)
class Page:
    lines: Sequence[Line]
    look: Look
    has_more: bool


def page(look: Look) -> Page:
    """The newest drafts first, then what is published, in the order of the keys."""
    rows = session().execute(_rows(look).limit(PAGE + 1).offset(PAGE * (look.page - 1))).all()
    lines = [Line(*row[1:]) for row in rows[:PAGE]]
    return Page(lines, look, len(rows) > PAGE)


def _rows(look: Look) -> Select[Any]:
    parts = []
    if look.state in ("", *OPEN):
        parts.append(_drafts(look))
    if look.state in ("", "published", "retired"):
        parts.append(_published(look))
    both = union_all(*parts).subquery()
    return select(both).order_by(both.c.rank, both.c.changed_at.desc(), both.c.key)


def _drafts(look: Look) -> Select[Any]:
    is_planned = Draft.state == State.PLANNED.value
    query = select(
        literal(0).label("rank"), Draft.id.label("draft_id"), null().label("question_id"), Draft.key, Draft.kind,
        Draft.state, Draft.content["text"].label("text"), Draft.content["difficulty"].as_integer().label("difficulty"),
        Draft.changed_at.label("changed_at"), case((is_planned, Draft.publish_at)).label("turns_at"),
    ).where(Draft.state.in_([look.state] if look.state else OPEN), Draft.kind != CLASS)  # fmt: skip
    if look.kind:
        query = query.where(Draft.kind == look.kind)
    if look.bringing:
        query = query.where(Draft.bringing_id == look.bringing)
    if look.section:
        query = query.where(Draft.micro_class_id.in_(_classes_of(look.section)))
    if look.post:
        query = query.where(cast(Draft.posts, String).contains(f'"{look.post}"', autoescape=True))
    if look.words:
        query = query.where(or_(Draft.key.contains(look.words, autoescape=True), _says(Draft.content, look.words)))
    return query


def _published(look: Look) -> Select[Any]:
    one = aliased(QuestionVersion)
    newest = select(one.id).where(one.question_id == Question.id).order_by(one.number.desc()).limit(1).scalar_subquery()
    is_asked = Question.current_id.is_not(None)
    query = select(
        literal(1).label("rank"), null().label("draft_id"), Question.id.label("question_id"), Question.key,
        Question.kind, literal("retired" if look.state == "retired" else "published").label("state"),
        QuestionVersion.content["text"].label("text"), Question.difficulty.label("difficulty"),
        QuestionVersion.created_at.label("changed_at"), Question.expires_at.label("turns_at"),
    ).join(QuestionVersion, QuestionVersion.id == newest)  # fmt: skip
    query = query.where(~is_asked if look.state == "retired" else is_asked)
    if look.kind:
        query = query.where(Question.kind == look.kind)
    if look.bringing:
        of_file = select(Draft.question_id).where(Draft.bringing_id == look.bringing, Draft.question_id.is_not(None))
        query = query.where(Question.id.in_(of_file))
    if look.section:
        asked = select(MicroClassQuestion.question_id)
        query = query.where(
            Question.id.in_(asked.where(MicroClassQuestion.micro_class_id.in_(_classes_of(look.section))))
        )
    if look.post:
        of_post = select(question_posts.c.question_id).join(Post, Post.id == question_posts.c.post_id)
        query = query.where(Question.id.in_(of_post.where(Post.code == look.post)))
    if look.words:
        said = _says(QuestionVersion.content, look.words)
        query = query.where(or_(Question.key.contains(look.words, autoescape=True), said))
    return query


def drafts(look: Look, most: int) -> Sequence[Draft]:
    """What the filter shows of what is being written or reviewed, the oldest first."""
    if look.state not in ("", *OPEN):
        return []
    found = _drafts(look).subquery()
    query = select(Draft).join(found, found.c.draft_id == Draft.id).order_by(Draft.id)
    return session().scalars(query.limit(most)).all()


def published(look: Look, most: int) -> list[tuple[str, int, int]]:
    """(key, question id, version id) of what the filter shows of the questions that are asked now, by key."""
    found = _published(look).subquery()
    rows = session().execute(
        select(Question.key, Question.id, Question.current_id)
        .join(found, found.c.question_id == Question.id)
        .order_by(Question.key)
        .limit(most)
    )
    return [(key, number, version_id) for key, number, version_id in rows if version_id]


def _says(content: Any, words: str) -> Any:
    text = (content["text"][language].as_string() for language in ("en", "zh"))
    return or_(*(one.icontains(words, autoescape=True) for one in text))


def _classes_of(section: str) -> Select[Any]:
    return select(MicroClass.id).join(Section, Section.id == MicroClass.section_id).where(Section.key == section)


def draft(draft_id: int) -> Draft:
    """With what was said about it. Raises NotFound."""
    found = session().scalar(
        select(Draft)
        .where(Draft.id == draft_id)
        .options(joinedload(Draft.author), joinedload(Draft.changed_by), selectinload(Draft.remarks))
    )
    if found is None:
        raise NotFound
    return found


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


def open_draft_of(key: str, *, of_class: bool = False) -> int | None:
    """The draft of a question, or of a class, of this key that is being written."""
    noun = Draft.kind == CLASS if of_class else Draft.kind != CLASS
    return session().scalar(select(Draft.id).where(Draft.key == key, Draft.state.in_(OPEN), noun))


def posts() -> Sequence[Post]:
    return session().scalars(select(Post).order_by(Post.id)).all()


def sections() -> Sequence[Section]:
    return session().scalars(select(Section).order_by(Section.number)).all()


def classes() -> Sequence[MicroClass]:
    """Those that are shown now, in the order of the road."""
    return (
        session()
        .scalars(
            select(MicroClass)
            .join(MicroClass.section)
            .where(MicroClass.current_id.is_not(None))
            .options(joinedload(MicroClass.current), joinedload(MicroClass.section))
            .order_by(Section.number, MicroClass.position, MicroClass.key)
        )
        .all()
    )


def bringings() -> Sequence[Bringing]:
    """The last files that were brought in, the newest first."""
    return (
        session()
        .scalars(select(Bringing).options(joinedload(Bringing.by)).order_by(Bringing.id.desc()).limit(10))
        .all()
    )
