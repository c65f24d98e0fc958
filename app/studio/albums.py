"""What the questions of a file show: looked at before anything is written, brought into the library with the drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app.kit.database import session
from app.kit.errors import Invalid
from app.media import recognising
from app.media import services as media
from app.media.keys import keys_in
from app.media.models import Medium, MediumUse, What
from app.media.services import Prepared
from app.people.models import Person
from app.studio.models import Bringing, Draft, State
from quizzes.formats import shown
from quizzes.formats.exchange import Item
from quizzes.formats.exchange import Medium as File
from quizzes.formats.multilang import divided
from quizzes.formats.shown import Shown


class Album:
    """The pictures, recordings and films of a file, each once, by what is in it."""

    def __init__(self) -> None:
        self._ready: dict[str, Prepared] = {}
        self._refused: dict[str, str] = {}  # by mark; "": it is taken
        self._kept: dict[str, Medium] = {}

    def prepare(self, items: Iterable[Item]) -> None:
        """Make safe what is not in the library yet. It takes time: call it outside of a transaction."""
        for item in items:
            file = shown.first(divided(item)) if item.media else None
            if file is not None and (mark := mark_of(file)) not in self._refused:
                self._refused[mark] = "" if media.known(file.data) else self._prepared(mark, file)

    def _prepared(self, mark: str, file: File) -> str:
        try:
            self._ready[mark] = media.prepare(file.data, file.name)
        except Invalid as refused:
            return str(refused.message)
        return ""

    def hindrance(self, file: File) -> str:
        """Why the library does not take this file; "" where it does."""
        mark = mark_of(file)
        if mark not in self._refused:
            self._refused[mark] = "" if media.known(file.data) else _fault(file)
        return self._refused[mark]

    def plate(self, one: Shown, by: Person, now: datetime) -> dict[str, Any]:
        """What shows it: from now on it is in the library, with the words of the file where it had none."""
        mark = mark_of(one.medium)
        if mark not in self._kept:
            self._kept[mark] = media.known(one.medium.data) or self._keep(mark, one.medium, by, now)
        media.say(self._kept[mark], one.alt)
        return self._kept[mark].plate()

    def _keep(self, mark: str, file: File, by: Person, now: datetime) -> Medium:
        return media.keep(self._ready.get(mark) or media.prepare(file.data, file.name), by.id, now)


def mark_of(file: File) -> str:
    return sha256(file.data).hexdigest()


def _fault(file: File) -> str:
    try:
        recognising.check(file.data)
    except Invalid as refused:
        return str(refused.message)
    return ""


def is_shown(file: File, content: dict[str, Any]) -> bool:
    """Whether a published question shows this file."""
    found = media.known(file.data) if "media" in content else None
    return found is not None and found.key == content["media"]["key"]


def note_uses(made: Bringing, contents: Mapping[str, dict[str, Any]]) -> None:
    """The drafts of this import, given by their keys, hold on to what they show."""
    keys = {key: found for key, content in contents.items() if (found := keys_in(content))}
    if not keys:
        return
    for number, key in session().execute(select(Draft.id, Draft.key).filter_by(bringing_id=made.id)).all():
        if key in keys:
            media.note_uses(What.DRAFT, number, keys[key])


def let_go(made: Bringing) -> None:
    """Its drafts that were thrown away show nothing; what came with them and nothing else uses is thrown away."""
    dropped = select(Draft.id).filter_by(bringing_id=made.id, state=State.DROPPED.value)
    shows = select(MediumUse.what_id).where(MediumUse.what == What.DRAFT.value, MediumUse.what_id.in_(dropped))
    for number in sorted(set(session().scalars(shows))):
        media.note_uses(What.DRAFT, number, ())
    brought = select(Medium.id).where(Medium.by_id == made.by_id, Medium.at == made.at)
    media.throw_away_unused(session().scalars(brought).all())
