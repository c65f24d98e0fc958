"""The same deed for many drafts, each by itself and in a transaction of its own; what does not go is told, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kit.database import session, transaction
from app.kit.errors import Conflict, Refusal
from app.people.models import Person
from app.studio import health, services
from app.studio.models import CLASS, Draft, State
from app.studio.services import Written
from quizzes.formats import drafting
from quizzes.formats.drafting import Content
from quizzes.rules.finding import Finding

MOST = 500  # drafts at once
IN_REVIEW = _("It is in review or approved. Send it back first; nothing was changed.")
FULL = _("Nothing was empty. It stays as it is.")

Chosen = Sequence[tuple[int, int]]  # a draft and its version as it was looked at


@dataclass(frozen=True)
class Left:
    """A draft that the deed did not reach. `missing`: what keeps it from review."""

    draft: Draft
    why: Any
    missing: Sequence[Finding] = ()


@dataclass(frozen=True)
class Outcome:
    done: int
    left: Sequence[Left]


@dataclass(frozen=True)
class Filling:
    """What goes where nothing stands yet. A difficulty is set, tags are added to those that there are.

    `explains`: where it is not said why a wrong answer is wrong, the explanation says it.
    """

    posts: Sequence[str] = ()
    micro_class_id: int | None = None
    source: str = ""
    difficulty: int = 0
    tags: Sequence[str] = ()
    explains: bool = False


def send(chosen: Chosen, by: Person, now: datetime) -> Outcome:
    """To review, where nothing is missing."""
    return _each(chosen, lambda draft_id, _version: services.send(draft_id, by, now))


def approve(chosen: Chosen, by: Person, now: datetime) -> Outcome:
    """Publish, as a second person, what was not changed since it was looked at."""
    return _each(chosen, lambda draft_id, version: services.approve(draft_id, version, by, now))


def fill(chosen: Chosen, filling: Filling, by: Person, now: datetime) -> Outcome:
    """Put in what is missing, in drafts that are not in review."""

    def deed(draft_id: int, version: int) -> Draft:
        draft = services.locked(draft_id)
        if draft.state in (State.REVIEW.value, State.PLANNED.value):
            raise Conflict(IN_REVIEW)
        written = filled(draft, filling)
        if written == Written(draft.content, draft.posts, draft.micro_class_id):
            raise Conflict(FULL)
        return services.save(draft_id, version, written, by, now)

    return _each(chosen, deed)


def filled(draft: Draft, filling: Filling) -> Written:
    """The draft with what it lacked."""
    content = deepcopy(draft.content)
    content["source"] = content["source"] or filling.source
    content["difficulty"] = filling.difficulty or content["difficulty"]
    content["tags"] = list(dict.fromkeys([*content["tags"], *filling.tags]))
    if filling.explains:
        _explain(content)
    posts = draft.posts or list(filling.posts)
    return Written(content, posts, draft.micro_class_id or filling.micro_class_id)


def _explain(content: Content) -> None:
    for path, text in drafting.texts(content):
        if path.split(".")[-1] == "why":
            text |= {language: text[language] or content["explanation"][language] for language in text}


def _each(chosen: Chosen, deed: Callable[[int, int], Any]) -> Outcome:
    done, left = 0, []
    query = select(Draft.id).where(Draft.id.in_([one for one, _version in chosen[:MOST]]), Draft.kind != CLASS)
    questions = set(session().scalars(query))
    for draft_id, version in (one for one in chosen[:MOST] if one[0] in questions):
        try:
            with transaction():
                deed(draft_id, version)
            done += 1
        except Refusal as refused:
            left += list(_told(draft_id, refused))
    return Outcome(done, left)


def _told(draft_id: int, refused: Refusal) -> Iterator[Left]:
    draft = session().get(Draft, draft_id, populate_existing=True)
    if draft is not None:
        missing = health.of_draft(draft) if refused.code == "not-healthy" else []
        yield Left(draft, refused.message, [one for one in missing if one.blocks])
