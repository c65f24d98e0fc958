"""Bringing questions in from a file: looked at first, then all in one transaction, then taken back if it was wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select, update

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.people.models import Person
from app.questions.models import Question, QuestionVersion
from app.studio import places, queries
from app.studio.models import CLASS, OPEN, Bringing, Draft, State
from app.studio.places import Places
from quizzes.formats import catalogue, drafting, itemdrafts
from quizzes.formats.drafting import Content
from quizzes.formats.drafttexts import NotDraftable
from quizzes.formats.exchange import Item, Reading, Refusal
from quizzes.formats.grades import Grades, settled
from quizzes.formats.multilang import divided

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 80
BATCH = 250
Progress = Callable[[int, int], None]  # how many are done, of how many

UNKNOWN = _("This is none of the formats that can be read: %(formats)s.")
EMPTY = _("Choose a file first.")
NOTHING = _("There is nothing new in this file. Nothing was changed.")
GONE = _("This was taken back already.")


def nobody(_done: int, _of: int) -> None:
    """Who wants to know no progress."""


class Fate(StrEnum):
    """What bringing a file in does with a question of it."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Wish:
    """What the trainer chose: the language of texts that do not say theirs, and where the questions belong."""

    language: str = "zh"
    posts: tuple[str, ...] = ()
    micro_class_id: int | None = None


@dataclass(frozen=True)
class One:
    """A question of the file. `why`: a code, where it is refused; `notes`: codes of what is not taken whole."""

    line: int
    fate: Fate
    title: str
    key: str = ""
    kind: str = ""
    content: Content | None = None
    question_id: int | None = None
    posts: tuple[str, ...] = ()
    micro_class_id: int | None = None
    ends: datetime | None = None
    why: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What would be done. `unread`: pieces that the reader refused; `noted`: what it took but not whole."""

    format: str
    found: tuple[One, ...]
    unread: tuple[Refusal, ...]
    noted: tuple[Refusal, ...]

    def count(self, fate: str) -> int:
        return sum(one.fate == fate for one in self.found) + (len(self.unread) if fate == Fate.REFUSED else 0)

    @property
    def brings(self) -> list[One]:
        return [one for one in self.found if one.fate in (Fate.NEW, Fate.CHANGED)]


def read(data: bytes, name: str | None = None, grades: Grades = Grades.REFUSE) -> tuple[str, Reading]:
    """What a file holds, and in which format. Raises Invalid where it is in none that we read."""
    if not data:
        raise Invalid(EMPTY)
    name = name or catalogue.detect(data)
    if name is None:
        raise Invalid(UNKNOWN % {"formats": ", ".join(catalogue.NAMES)})
    return name, settled(catalogue.format_of(name).read(data), grades)


def preview(name: str, reading: Reading, wish: Wish, progress: Progress = nobody) -> Preview:
    """What each question would become, compared with what is published and being written. Nothing is changed."""
    shelf, found = _Shelf(wish), []
    for number, item in enumerate(reading.items, start=1):
        found.append(shelf.place(item))
        if number % BATCH == 0:
            progress(number, len(reading.items))
    return Preview(name, tuple(found), reading.refused, reading.notes)


def bring(
    found: Preview, wish: Wish, file_name: str, by: Person, now: datetime, progress: Progress = nobody
) -> Bringing:
    """Drafts of all that is new or changed. Raises Conflict where there is nothing of that kind."""
    brings = found.brings
    if not brings:
        raise Conflict(NOTHING)
    made = Bringing(
        by_id=by.id,
        file_name=file_name[:200],
        format=found.format,
        added=sum(one.fate is Fate.NEW for one in brings),
        changed=sum(one.fate is Fate.CHANGED for one in brings),
        at=now,
    )
    session().add(made)
    session().flush()
    brings = _as_before(brings)
    for start in range(0, len(brings), BATCH):
        batch = brings[start : start + BATCH]
        session().execute(insert(Draft), [_row(one, wish, made.id, by, now) for one in batch])
        progress(start + len(batch), len(brings))
    return made


def _as_before(brings: list[One]) -> list[One]:
    """Questions that are published already, with their posts, class and end where the file says none."""
    known = [one.question_id for one in brings if one.question_id]
    posts, classes, ends = places.posts_of(known), places.classes_of(known), places.ends_of(known)

    def kept(one: One, number: int) -> One:
        return replace(
            one, posts=one.posts or posts.get(number, ()), micro_class_id=classes.get(number), ends=ends.get(number)
        )

    return [kept(one, one.question_id) if one.question_id else one for one in brings]


def _row(one: One, wish: Wish, bringing_id: int, by: Person, now: datetime) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind,
        "content": one.content,
        "posts": list(one.posts or wish.posts),
        "older": [],
        "micro_class_id": wish.micro_class_id or one.micro_class_id,
        "question_id": one.question_id,
        "expires_at": one.ends,
        "author_id": by.id,
        "changed_by_id": by.id,
        "bringing_id": bringing_id,
        "created_at": now,
        "changed_at": now,
    }


def take_back(bringing_id: int, by: Person, now: datetime) -> tuple[int, int]:
    """Throw away its drafts that nobody has touched since; (how many, how many stay). Raises NotFound, Conflict."""
    found = session().get(Bringing, bringing_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.taken_back_at is not None:
        raise Conflict(GONE)
    found.taken_back_at = now
    untouched = (Draft.bringing_id == found.id, Draft.version == 1, Draft.state == State.DRAFT.value)
    gone = session().execute(
        update(Draft)
        .where(*untouched)
        .values(state=State.DROPPED.value, changed_by_id=by.id, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    dropped: int = gone.rowcount  # type: ignore[attr-defined]
    return dropped, found.added + found.changed - dropped


class _Shelf:
    """What there is already, to be compared with: by key, and by the question's words."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.drafts = set(_open_drafts())
        self.published: dict[str, tuple[int, str, Content]] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.used: set[str] = set()
        self.places = Places()
        self.posts = {name: post.code for post in queries.posts() for name in (post.code, post.name_zh, post.name_en)}
        for key, number, kind, content in _published():
            self.published[key] = number, kind, drafting.of_stored(content)
            self._note(key, content["text"])
        for key, text in _draft_texts():
            self._note(key, text)

    def _note(self, key: str, text: dict[str, str]) -> None:
        for language, words in text.items():
            if words:
                self.keys.setdefault((language, _plain(words)), key)

    def place(self, item: Item) -> One:
        item = divided(item)
        name = title(item)
        try:
            kind, content, notes = itemdrafts.of_item(item, self.wish.language)
        except NotDraftable as refused:
            return One(item.line, Fate.REFUSED, name, why=str(refused))
        key = self._key(item, content)
        if why := self._hindrance(key):
            return One(item.line, Fate.REFUSED, name, key, kind if why == "being-written" else "", why=why)
        posts = tuple(dict.fromkeys(self.posts[name] for name in item.posts if name in self.posts))
        if len(posts) < len(set(item.posts)):
            notes.append("posts-unknown")
        found = One(item.line, Fate.NEW, name, key, kind, content, posts=posts, notes=tuple(notes))
        return self._changed(found, item) if key in self.published else self._new(found, item)

    def _hindrance(self, key: str) -> str:
        """Why a question cannot be taken; "" where it can."""
        if key in self.used:
            return "twice"
        self.used.add(key)
        return "being-written" if key in self.drafts else ""

    def _new(self, one: One, item: Item) -> One:
        """Its category places it, where that is a class of ours; what is none stays as tags."""
        assert one.content is not None
        place, tags = self.places.find(item.category)
        one.content["tags"] = list(dict.fromkeys([*one.content["tags"], *tags]))
        return replace(one, micro_class_id=place)

    def _changed(self, one: One, item: Item) -> One:
        """What the file does not say stays: texts, posts, the class."""
        assert one.content is not None
        number, kind, base = self.published[one.key]
        is_same_kind = one.kind == kind
        whole = itemdrafts.merged(base, one.content, difficulty=bool(item.difficulty)) if is_same_kind else one.content
        fate = Fate.UNCHANGED if is_same_kind and whole == base else Fate.CHANGED
        return replace(one, fate=fate, content=whole, question_id=number)

    def _key(self, item: Item, content: Content) -> str:
        """By its id where that is one of ours or can become one, else by its words."""
        given = item.ident.strip().casefold()
        if KEY.fullmatch(given) and len(given) <= LONGEST_KEY:
            return given
        for language, words in content["text"].items():
            if words and (known := self.keys.get((language, _plain(words)))):
                return known
        return f"studio-{sha256(repr(sorted(content['text'].items())).encode()).hexdigest()[:10]}"


def title(item: Item) -> str:
    """Its name; of a question without one the beginning of its text."""
    return item.title or " ".join(item.text.split())[:80]


def _plain(words: str) -> str:
    return "".join(words.casefold().split())


def _published() -> Sequence[Any]:
    return (
        session()
        .execute(
            select(Question.key, Question.id, Question.kind, QuestionVersion.content)
            .join(QuestionVersion, QuestionVersion.id == Question.current_id)
            .order_by(Question.id)
        )
        .all()
    )


def _open_drafts() -> Iterator[str]:
    return iter(session().scalars(select(Draft.key).where(Draft.state.in_(OPEN), Draft.kind != CLASS)))


def _draft_texts() -> Sequence[Any]:
    query = select(Draft.key, Draft.content["text"]).where(Draft.state.in_(OPEN), Draft.kind != CLASS)
    return session().execute(query).all()
