"""Looking at stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person, Post
from app.stories.models import TEXTS, State, Story, Topic

PAGE = 50
OPEN_TO_TRAINERS = tuple(state.value for state in State if state not in (State.DRAFT, State.WITHDRAWN))
SORTS = ("oldest", "newest", "topic")


def own(story_id: int, person: Person, *, for_update: bool = False) -> Story:
    """One of the person's own stories. Raises NotFound."""
    query = select(Story).filter_by(id=story_id, person_id=person.id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def by_key(person_id: int, key: str) -> Story | None:
    return session().scalar(select(Story).filter_by(person_id=person_id, key=key))


def mine(person: Person) -> Sequence[Story]:
    """What the person told, the newest first; at most a page."""
    query = select(Story).filter_by(person_id=person.id).order_by(Story.id.desc()).limit(PAGE)
    return session().scalars(query).all()


def to_read(story_id: int) -> Story:
    """A story that was sent, for trainers. Raises NotFound."""
    query = select(Story).where(Story.id == story_id, Story.state.in_(OPEN_TO_TRAINERS))
    found = session().scalar(query.options(joinedload(Story.person), joinedload(Story.dealer), joinedload(Story.draft)))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Look:
    """What the trainers' list is narrowed to; every part of it stands in the address."""

    state: str = State.SENT.value
    topic: str = ""
    post: str = ""
    words: str = ""
    sort: str = "oldest"
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, str]) -> Self:
        state, page = args.get("state", State.SENT.value), args.get("page", "1")
        return cls(
            state=state if state in OPEN_TO_TRAINERS else "",
            topic=args.get("topic", "") if args.get("topic") in set(Topic) else "",
            post=args.get("post", "")[:40],
            words=args.get("words", "").strip()[:100],
            sort=args.get("sort", "") if args.get("sort") in SORTS else SORTS[0],
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page) < 10_000 else 1,
        )

    @property
    def args(self) -> dict[str, Any]:
        names = ("state", "topic", "post", "words", "sort")
        return {name: getattr(self, name) for name in names}

    def on(self, page: int) -> Look:
        return replace(self, page=page)


@dataclass(frozen=True)
class Page:
    stories: Sequence[Story]
    has_more: bool


def page(look: Look) -> Page:
    """The stories of a look, ties by their number."""
    query = select(Story).where(Story.state.in_([look.state] if look.state else OPEN_TO_TRAINERS))
    if look.topic:
        query = query.where(Story.topic == look.topic)
    if look.post:
        query = query.join(Post, Post.id == Story.post_id).where(Post.code == look.post)
    if look.words:
        query = query.where(or_(*(getattr(Story, name).icontains(look.words, autoescape=True) for name in TEXTS)))
    order = {"oldest": Story.sent_at, "newest": Story.sent_at.desc(), "topic": Story.topic}[look.sort]
    query = query.options(joinedload(Story.person), joinedload(Story.post), joinedload(Story.dealer))
    query = query.order_by(order, Story.id).limit(PAGE + 1).offset(PAGE * (look.page - 1))
    found = session().scalars(query).all()
    return Page(found[:PAGE], len(found) > PAGE)


def of_question(question_id: int) -> Story | None:
    """The story that a case was made of, as long as its teller consents."""
    query = select(Story).where(Story.question_id == question_id, Story.state == State.PUBLISHED.value)
    query = query.options(joinedload(Story.person), joinedload(Story.dealer)).order_by(Story.id).limit(1)
    return session().scalar(query)


def posts() -> Sequence[Post]:
    return session().scalars(select(Post).order_by(Post.id)).all()
