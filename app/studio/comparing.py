"""What a question of a file would become, compared with what is published and being written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app.kit.database import session
from app.questions.models import Question, QuestionVersion
from app.studio import albums, queries
from app.studio.models import CLASS, OPEN, Draft
from app.studio.places import Places
from quizzes.formats import drafting, itemdrafts
from quizzes.formats.drafting import Content
from quizzes.formats.drafttexts import NotDraftable, plain
from quizzes.formats.exchange import Item
from quizzes.formats.multilang import divided
from quizzes.formats.shown import Shown, shown

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 80


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
    """A question of the file. `why`: a code, where it is refused; `notes`: codes of what is not taken whole.

    `shown`: what it is to show beside its text, where that is not shown already;
    `is_picture_alone`: that is all that has changed.
    """

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
    shown: Shown | None = None
    is_picture_alone: bool = False


class Shelf:
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
        found = replace(found, shown=shown(item, self.wish.language))
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
        """What the file does not say stays: texts, posts, the class, the picture."""
        assert one.content is not None
        number, kind, base = self.published[one.key]
        is_same_kind = one.kind == kind
        whole = itemdrafts.merged(base, one.content, difficulty=bool(item.difficulty)) if is_same_kind else one.content
        whole |= {"media": base["media"]} if "media" in base else {}
        if one.shown is not None and albums.is_shown(one.shown.medium, base):
            one = replace(one, shown=None)
        is_same = is_same_kind and whole == base
        fate = Fate.UNCHANGED if is_same and one.shown is None else Fate.CHANGED
        return replace(one, fate=fate, content=whole, question_id=number, is_picture_alone=is_same)

    def _key(self, item: Item, content: Content) -> str:
        """By its id where that is one of ours or can become one, else by its words."""
        given = item.ident.strip().casefold()
        if KEY.fullmatch(given) and len(given) <= LONGEST_KEY:
            return given
        for language, words in content["text"].items():
            if words and (known := self.keys.get((language, _plain(words)))):
                return known
        return f"studio-{sha256(repr(sorted(content['text'].items())).encode()).hexdigest()[:10]}"


def undraftable(items: Iterable[Item]) -> Iterator[tuple[int, str]]:
    """(line, code) of those that no draft can hold, whatever there is already."""
    for item in items:
        try:
            itemdrafts.of_item(divided(item), "en")
        except NotDraftable as refused:
            yield item.line, str(refused)


def without_picture(one: One) -> One:
    """The same without what it was to show; where nothing else has changed, it is unchanged."""
    is_changed = one.fate is Fate.CHANGED and not one.is_picture_alone
    return replace(one, shown=None, fate=one.fate if is_changed or one.fate is Fate.NEW else Fate.UNCHANGED)


def title(item: Item) -> str:
    """Its name; of a question without one the beginning of its text, in plain words."""
    return item.title or plain(item.text, item.markup)[:80]


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
