"""What bringing a curriculum's folder in would do: each section, class and question compared with what there is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.kit.database import session
from app.lessons.models import MicroClass, MicroClassQuestion, MicroClassVersion, Section
from app.media import services as media
from app.questions.models import Question, QuestionVersion
from app.studio import classes, places, sections
from app.studio.comparing import Fate
from app.studio.models import CLASS, OPEN, Draft
from quizzes.formats import classdrafting, drafting, folderzip
from quizzes.formats.drafting import Content
from quizzes.formats.faults import Fault

if TYPE_CHECKING:
    from quizzes.formats.folderzip import Reading, Spot
    from quizzes.formats.plates import PictureFile

    Plates = Callable[[PictureFile], Content]
SECTION, QUESTION = "section", "question"


@dataclass(frozen=True)
class Piece:
    """A section, class or question of a folder, and its fate. `within`: the section of a class, the class of a
    question.

    `number`: the question that there is; `content`: as it would be written in the studio; `why`, `note`: codes.
    """

    what: str
    key: str
    title: dict[str, str]
    fate: Fate
    spot: Spot
    kind: str = ""
    why: str = ""
    note: str = ""
    within: str = ""
    number: int | None = None
    content: Content = field(default_factory=dict)
    posts: tuple[str, ...] = ()

    @property
    def is_brought(self) -> bool:
        return self.fate in (Fate.NEW, Fate.CHANGED)


@dataclass(frozen=True)
class Look:
    """All pieces in the order of the folder. With a fault nothing of it can be brought."""

    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]

    def of(self, what: str) -> list[Piece]:
        return [one for one in self.pieces if one.what == what]

    def count(self, fate: str) -> int:
        return sum(one.fate == fate for one in self.pieces) + (len(self.faults) if fate == Fate.REFUSED else 0)

    @property
    def brings(self) -> list[Piece]:
        return [] if self.faults else [one for one in self.pieces if one.is_brought]

    @property
    def eventful(self) -> list[Piece]:
        """All with which something happens, or of which something is to be said."""
        return [one for one in self.pieces if one.fate != Fate.UNCHANGED or one.note]

    @property
    def quiet(self) -> list[Piece]:
        return [one for one in self.pieces if one.fate == Fate.UNCHANGED and not one.note]

    @property
    def drafts(self) -> list[Piece]:
        return [one for one in self.brings if one.what != SECTION]


def look(reading: Reading, plates: Plates | None = None) -> Look:
    """What would become of each piece. Nothing is changed. `plates`: brings pictures into the library; else they are
    only looked for.
    """
    shelf = _Shelf(plates or _plate_that_is_there)
    pieces: list[Piece] = []
    for section in reading.curriculum.sections:
        pieces.append(shelf.section(section, _spot(reading, SECTION, section.id)))
        for one in section.classes:
            pieces.append(shelf.micro_class(one, section.id, _spot(reading, CLASS, one.id)))
            pieces += [shelf.question(each, one.id, _spot(reading, QUESTION, each.id)) for each in one.questions]
    pieces += [shelf.question(one, "", _spot(reading, QUESTION, one.id)) for one in reading.curriculum.loose]
    return Look(tuple(pieces), reading.faults)


def _spot(reading: Reading, what: str, key: str) -> Spot:
    return reading.spots.get((what, key), folderzip.Spot(""))


def _plate_that_is_there(one: PictureFile) -> Content:
    found = media.known(one.data)
    return (found.plate() if found else {"key": ""}) | {"alt": one.alt.model_dump()}


class _Shelf:
    """What there is already, fetched once."""

    def __init__(self, plates: Plates) -> None:
        self.plates = plates
        here = session()
        self.waiting = sections.waiting()
        self.sections = {one.key: one for one in here.scalars(select(Section))}
        self.classes = {one.key: one for one in here.scalars(select(MicroClass))}
        self.versions = _newest_of_classes()
        self.questions = _newest_of_questions()
        self.written = set(here.execute(select(Draft.kind == CLASS, Draft.key).where(Draft.state.in_(OPEN))).all())
        numbers = [number for number, *_more in self.questions.values()]
        self.posts, self.homes = places.posts_of(numbers), _homes()

    def section(self, one: Any, spot: Spot) -> Piece:
        title, found = one.title.model_dump(), self.sections.get(one.id)
        said = (one.number, title, one.summary.model_dump())
        content = dict(zip(("number", "title", "summary"), said, strict=True))
        if found is None:
            return Piece(SECTION, one.id, title, Fate.NEW, spot, content=content)
        piece = Piece(SECTION, one.id, title, Fate.UNCHANGED, spot, number=found.id, content=content)
        if said == (found.number, found.title, found.summary):
            return piece
        waits = found.id in self.waiting
        return _refused(piece, "section-waits") if waits else _with(piece, fate=Fate.CHANGED, note="section-proposed")

    def micro_class(self, one: Any, section: str, spot: Spot) -> Piece:
        title, found = one.title.model_dump(), self.classes.get(one.id)
        piece = Piece(CLASS, one.id, title, Fate.NEW, spot, kind=CLASS, within=section, posts=tuple(one.posts))
        if (True, one.id) in self.written:
            return _refused(piece, "class-being-written")
        content = self._class(one, section)
        version = self.versions.get(found.id) if found else None
        if found is None or version is None:
            return _with(piece, content=content, number=found.id if found else None)
        before = classes.as_written(found, version)
        is_same = found.current_id is not None and before == content and set(classes.posts_of(found)) == set(one.posts)
        content["left"] = [key for key in before["questions"] if key not in content["questions"]]
        return _with(piece, content=content, number=found.id, fate=Fate.UNCHANGED if is_same else Fate.CHANGED)

    def _class(self, one: Any, section: str) -> Content:
        stored = one.content()
        if one.figure is not None and one.figure.data:
            stored["figure"] = self.plates(one.figure)
        asks = {"requires": sorted(one.requires), "questions": [each.id for each in one.questions], "left": []}
        return _plain(classdrafting.of_stored(stored) | {"section": section, "order": one.order} | asks)

    def question(self, one: Any, within: str, spot: Spot) -> Piece:
        title = one.text.model_dump()
        piece = Piece(QUESTION, one.id, title, Fate.NEW, spot, kind=one.kind, within=within, posts=tuple(one.posts))
        if (False, one.id) in self.written:
            return _refused(piece, "being-written")
        stored = one.content()
        if one.picture is not None:
            stored["media"] = self.plates(one.picture)
        content = _plain(drafting.of_stored(stored))
        if one.id not in self.questions:
            return _with(piece, content=content)
        number, is_asked, kind, before = self.questions[one.id]
        is_same = is_asked and kind == one.kind and before == content
        is_same = is_same and set(self.posts.get(number, ())) == set(one.posts) and self.homes.get(number, "") == within
        return _with(piece, content=content, number=number, fate=Fate.UNCHANGED if is_same else Fate.CHANGED)


def _with(piece: Piece, **more: Any) -> Piece:
    return Piece(**{**vars(piece), **more})


def _refused(piece: Piece, why: str) -> Piece:
    return _with(piece, fate=Fate.REFUSED, why=why)


def _plain(content: Content) -> Content:
    """As it comes out of the database again: lists for tuples."""
    found: Content = json.loads(json.dumps(content))
    return found


def _newest_of_classes() -> dict[int, Content]:
    """What is shown of each class, or was the last time, by its id."""
    newest = select(func.max(MicroClassVersion.id)).group_by(MicroClassVersion.micro_class_id)
    query = select(MicroClassVersion.micro_class_id, MicroClassVersion.content)
    shown = query.join(MicroClass, MicroClass.current_id == MicroClassVersion.id)
    rows = session().execute(query.where(MicroClassVersion.id.in_(newest))).all()
    return dict(rows) | dict(session().execute(shown).all())


def _newest_of_questions() -> dict[str, tuple[int, bool, str, Content]]:
    """(number, whether it is asked, kind, content as a draft) of every question, by its key."""
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)
    query = select(Question.key, Question.id, Question.current_id, QuestionVersion.content)
    last = query.join(QuestionVersion, QuestionVersion.question_id == Question.id).where(QuestionVersion.id.in_(newest))
    shown = query.join(QuestionVersion, QuestionVersion.id == Question.current_id)
    return {
        key: (number, current is not None, content["kind"], drafting.of_stored(content))
        for rows in (last, shown)
        for key, number, current, content in session().execute(rows)
    }


def _homes() -> dict[int, str]:
    """The class in which each question is asked, by its key."""
    rows = session().execute(
        select(MicroClassQuestion.question_id, MicroClass.key).join(
            MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id
        )
    )
    return dict(rows.all())
