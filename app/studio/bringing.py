"""Bringing questions in from a file: looked at first, then all in one transaction, then taken back if it was wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.lessons.models import MicroClass, MicroClassVersion
from app.people.models import Person
from app.studio import albums, places
from app.studio.albums import Album
from app.studio.comparing import Fate, One, Shelf, Wish, without_picture
from app.studio.models import CLASS, Bringing, Draft, State
from app.studio.undoing import take_sections_back
from quizzes.formats import catalogue
from quizzes.formats.exchange import Reading, Refusal
from quizzes.formats.grades import Grades, settled
from quizzes.formats.multilang import by_signs

BATCH = 250
Progress = Callable[[int, int], None]  # how many are done, of how many

UNKNOWN = _("This is none of the formats that can be read: %(formats)s.")
EMPTY = _("Choose a file first.")
NOTHING = _("There is nothing new in this file. Nothing was changed.")
GONE = _("This was taken back already.")
AT_ONCE = _("Somebody has just brought the same questions in. Nothing was changed; look at the file once more.")


def nobody(_done: int, _of: int) -> None:
    """Who wants to know no progress."""


@dataclass(frozen=True)
class Preview:
    """What would be done. `unread`: pieces that the reader refused; `noted`: what it took but not whole."""

    format: str
    found: tuple[One, ...]
    unread: Sequence[Refusal]
    noted: tuple[Refusal, ...]

    def count(self, fate: str) -> int:
        return sum(one.fate == fate for one in self.found) + (len(self.unread) if fate == Fate.REFUSED else 0)

    def first(self, most: int) -> list[Refusal]:
        """Of what is refused unread the first, and in any case the last: it may be that the file holds too much."""
        return [*self.unread[: most - 1], *self.unread[most - 1 :][-1:]]

    @property
    def plates(self) -> int:
        """How many of those that are brought bring a picture, recording or film along."""
        return sum(one.shown is not None for one in self.brings)

    @property
    def brings(self) -> list[One]:
        return [one for one in self.found if one.fate in (Fate.NEW, Fate.CHANGED)]


def read(data: bytes, name: str | None = None, grades: Grades = Grades.REFUSE) -> tuple[str, Reading]:
    """What a file holds, and in which format. Raises Invalid where it is in none that we read."""
    name, reading = read_as_it_is(data, name)
    return name, settled(reading, grades)


def read_as_it_is(data: bytes, name: str | None = None) -> tuple[str, Reading]:
    """The same with the shares of the mark as the file has them."""
    if not data:
        raise Invalid(EMPTY)
    name = name or catalogue.detect(data)
    if name is None:
        raise Invalid(UNKNOWN % {"formats": ", ".join(catalogue.NAMES)})
    return name, catalogue.format_of(name).read(data)


def spoken(reading: Reading, said: str = "") -> str:
    """The language of texts that do not say theirs: what was said, else what their signs show."""
    return said or by_signs(reading.items)


def preview(
    name: str, reading: Reading, wish: Wish, progress: Progress = nobody, album: Album | None = None
) -> Preview:
    """What each question would become, compared with what is published and being written. Nothing is changed."""
    shelf, album, found, noted = Shelf(wish), album or Album(), [], list(reading.notes)
    for number, item in enumerate(reading.items, start=1):
        one = shelf.place(item)
        if one.shown is not None and (why := album.hindrance(one.shown.medium)):
            noted.append(Refusal(one.line, f"{one.shown.medium.name}: {why}"))
            one = without_picture(one)
        found.append(one)
        if number % BATCH == 0:
            progress(number, len(reading.items))
    return Preview(name, tuple(found), reading.refused, tuple(sorted(noted, key=lambda note: note.line)))


def bring(
    found: Preview,
    wish: Wish,
    file_name: str,
    by: Person,
    now: datetime,
    progress: Progress = nobody,
    album: Album | None = None,
) -> Bringing:
    """Drafts of all that is new or changed, with what they show. Raises Conflict where there is none, or somebody is
    just doing the same.
    """
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
    brings = _with_plates(_as_before(brings), album or Album(), by, now)
    for start in range(0, len(brings), BATCH):
        batch = brings[start : start + BATCH]
        store([_row(one, wish, made.id, by, now) for one in batch])
        progress(start + len(batch), len(brings))
    with at_once():
        albums.note_uses(made, {one.key: one.content for one in brings if one.content is not None})
    return made


def _with_plates(brings: list[One], album: Album, by: Person, now: datetime) -> list[One]:
    """The same, with what they show in the library."""

    def shows(one: One) -> One:
        if one.shown is None or one.content is None:
            return one
        return replace(one, content=one.content | {"media": album.plate(one.shown, by, now)})

    return [shows(one) for one in brings]


def store(rows: list[dict[str, Any]]) -> None:
    """These drafts. Raises Conflict where one of them is being written since they were compared."""
    with at_once():
        session().execute(insert(Draft), rows)


@contextmanager
def at_once() -> Iterator[None]:
    """The same key became a draft since it was compared, or what it shows was thrown away."""
    try:
        yield
    except IntegrityError as twice:
        raise Conflict(AT_ONCE) from twice


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


class Back(NamedTuple):
    """What became of an import that was taken back: drafts that are gone, that stay; sections that stay, in words."""

    dropped: int
    stayed: int
    sections: list[str]


def take_back(bringing_id: int, by: Person, now: datetime) -> Back:
    """Throw away its drafts that nobody has touched since, what only they show, and sections that it made.

    Raises NotFound, Conflict.
    """
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
    albums.let_go(found)
    _let_classes_go(found)
    return Back(dropped, found.added + found.changed - dropped, take_sections_back(found, by, now))


def _let_classes_go(made: Bringing) -> None:
    """Classes that were begun for its drafts and never published are the files' again."""
    begun = select(Draft.micro_class_id).filter_by(bringing_id=made.id, kind=CLASS, state=State.DROPPED.value)
    ever = select(MicroClassVersion.micro_class_id)
    session().execute(
        update(MicroClass)
        .where(MicroClass.id.in_(begun), MicroClass.id.not_in(ever))
        .values(in_studio=False)
        .execution_options(synchronize_session=False)
    )
