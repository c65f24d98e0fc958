"""What the studio's pages of classes show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.kit import clock
from app.kit.database import session
from app.lessons.models import MicroClass, MicroClassQuestion, MicroClassVersion, Section
from app.lessons.presenters import body_of
from app.people.models import Person
from app.questions.models import Question, QuestionVersion
from app.studio import health, presenters
from app.studio.models import CLASS, OPEN, Draft
from app.studio.presenters import Said
from app.studio.services import Written
from quizzes.formats import classdrafting
from quizzes.formats.drafting import Content
from quizzes.rules import classhealth


@dataclass(frozen=True)
class Asked:
    """A question of a class. `state`: published, retired, or that of its draft; `draft_id`: where one is written."""

    key: str
    text: dict[str, str]
    state: str
    question_id: int | None
    draft_id: int | None


@dataclass(frozen=True)
class Preview:
    """The class in one language, as a phone shows it."""

    language: str
    title: str
    alt: str
    svg: Markup
    plate: dict[str, Any] | None
    body: Markup
    words: int


@dataclass(frozen=True)
class ClassPage:
    """A draft of a class as a form. `conflict`, `error`: as for questions."""

    draft: Draft
    written: Written
    version: int
    findings: Sequence[Said]
    previews: Sequence[Preview]
    minutes: int
    asked: Sequence[Asked]
    being_written: Sequence[Asked]
    requires: Sequence[tuple[str, dict[str, str]]]
    may_approve: bool
    conflict: int = 0
    error: Any = None
    twin: None = None

    @property
    def content(self) -> Content:
        return self.written.content

    @property
    def is_open(self) -> bool:
        return self.draft.is_open

    @property
    def waits(self) -> bool:
        return self.draft.publish_at is not None and self.draft.publish_at > clock.now()

    @property
    def blocked(self) -> bool:
        return any(one.blocks for one in self.findings)

    @property
    def fields(self) -> list[str]:
        return [path for path, _text in classdrafting.texts(self.draft.content)]

    def is_older(self, path: str) -> bool:
        return path in self.draft.older


def edit_page(
    draft: Draft, reader: Person, written: Written | None = None, *, conflict: int = 0, error: Any = None
) -> ClassPage:
    """The page of a draft; `written`: what is shown in the place of what is stored."""
    shows = written or Written(draft.content, draft.posts, draft.micro_class_id)
    content = shows.content
    return ClassPage(
        draft=draft,
        written=shows,
        version=conflict or draft.version,
        findings=[presenters.said(one) for one in health.of_draft(draft)],
        previews=[preview(draft.key, content, language) for language in classhealth.LANGUAGES],
        minutes=max(1, round(classhealth.minutes(content))),
        asked=asked_of(content["questions"]),
        being_written=_being_written(draft.micro_class_id),
        requires=titles(content["requires"]),
        may_approve=reader.id not in (draft.author_id, draft.sent_by_id, draft.changed_by_id),
        conflict=conflict,
        error=error,
    )


def preview(key: str, content: Content, language: str) -> Preview:
    plate = content.get("media")
    svg, slips = ("", []) if plate else classdrafting.drawing(key, content)
    return Preview(
        language,
        content["title"][language],
        content["figure"]["alt"][language],
        Markup("" if slips else svg),  # noqa: S704  (checked and written out anew)
        plate,
        body_of(content["body"][language]),
        classhealth.words(content["body"][language], language),
    )


def asked_of(keys: Sequence[str]) -> list[Asked]:
    """These questions in their order, with their newest words."""
    one = aliased(QuestionVersion)
    newest = select(func.max(one.id)).where(one.question_id == Question.id).scalar_subquery()
    rows = session().execute(
        select(Question.key, Question.id, Question.current_id, QuestionVersion.content["text"])
        .join(QuestionVersion, QuestionVersion.id == newest)
        .where(Question.key.in_(keys))
    )
    found = {
        key: Asked(key, text, "published" if current else "retired", number, None)
        for key, number, current, text in rows
    }
    drafts = dict(
        session().execute(
            select(Draft.key, Draft.id).where(Draft.key.in_(keys), Draft.kind != CLASS, Draft.state.in_(OPEN))
        ).all()
    )  # fmt: skip
    unknown = {"en": "", "zh": ""}
    return [found.get(key) or Asked(key, unknown, "draft", None, drafts.get(key)) for key in keys]


def _being_written(micro_class_id: int | None) -> list[Asked]:
    """Drafts of questions that the class is to ask."""
    query = select(Draft).where(Draft.micro_class_id == micro_class_id, Draft.kind != CLASS, Draft.state.in_(OPEN))
    return [
        Asked(one.key, one.content["text"], one.state, one.question_id, one.id)
        for one in session().scalars(query.order_by(Draft.id))
    ]


def titles(keys: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """These classes with their titles; of one that there is not, its id."""
    rows = session().execute(
        select(MicroClass.key, MicroClassVersion.content["title"])
        .join(MicroClassVersion, MicroClassVersion.id == MicroClass.current_id)
        .where(MicroClass.key.in_(keys))
    )
    found: dict[str, dict[str, str]] = dict(rows.all())
    return [(key, found.get(key, {"en": key, "zh": key})) for key in keys]


@dataclass(frozen=True)
class Line:
    """A class in the list: what is published or was, and its draft where one is written."""

    found: MicroClass
    title: dict[str, str]
    state: str
    draft: Draft | None
    questions: int
    turns_at: datetime | None


def list_of_classes() -> list[tuple[Section, list[Line]]]:
    """All classes by section: those that are shown, being written, or retired."""
    drafts = {one.micro_class_id: one for one in session().scalars(_open_drafts())}
    asked = dict(
        session().execute(
            select(MicroClassQuestion.micro_class_id, func.count())
            .join(Question, Question.id == MicroClassQuestion.question_id)
            .where(Question.current_id.is_not(None))
            .group_by(MicroClassQuestion.micro_class_id)
        ).all()
    )  # fmt: skip
    lines: dict[int, list[Line]] = defaultdict(list)
    for found, version in session().execute(_classes()):
        draft = drafts.get(found.id)
        if version is None and draft is None:
            continue  # begun, and thrown away
        title = version.content["title"] if version else draft.content["title"] if draft else {}
        state = "published" if found.current_id else "retired" if version else draft.state if draft else ""
        turns_at = draft.publish_at if draft and draft.state == "planned" else found.expires_at
        lines[found.section_id].append(Line(found, title, state, draft, asked.get(found.id, 0), turns_at))
    sections = session().scalars(select(Section).order_by(Section.number))
    return [(section, lines[section.id]) for section in sections]


def _open_drafts() -> Any:
    return select(Draft).where(Draft.kind == CLASS, Draft.state.in_(OPEN))


def _classes() -> Any:
    """Each class with its newest version, where it has one."""
    one = aliased(MicroClassVersion)
    newest = select(func.max(one.id)).where(one.micro_class_id == MicroClass.id).scalar_subquery()
    return (
        select(MicroClass, MicroClassVersion)
        .outerjoin(MicroClassVersion, MicroClassVersion.id == newest)
        .options(joinedload(MicroClass.section))
        .order_by(MicroClass.section_id, MicroClass.position, MicroClass.key)
    )


def questions_like(words: str, most: int = 20) -> list[tuple[str, dict[str, str]]]:
    """Published questions whose id or words hold this, by id: to be taken into a class."""
    said = (QuestionVersion.content["text"][one].as_string().icontains(words, autoescape=True) for one in ("en", "zh"))
    rows = session().execute(
        select(Question.key, QuestionVersion.content["text"])
        .join(QuestionVersion, QuestionVersion.id == Question.current_id)
        .where(or_(Question.key.contains(words, autoescape=True), *said))
        .order_by(Question.key)
        .limit(most)
    )
    return [(key, text) for key, text in rows]
