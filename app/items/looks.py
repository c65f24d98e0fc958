"""What a list of questions is narrowed to, and its order: read from an address and written into one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from app.lessons.models import MicroClass, MicroClassQuestion, Section
from app.people.models import Post
from app.questions.models import question_posts

LONGEST = 60
LAST_PAGE = 9_999


@dataclass(frozen=True)
class Look:
    """Every part of it stands in the address. `CHOICES`: what the parts may be that cannot be any words."""

    CHOICES: ClassVar[Mapping[str, Collection[str]]] = {}

    state: str = ""
    sort: str = ""
    section: str = ""
    post: str = ""
    page: int = 1

    @classmethod
    def of_args(cls, args: Mapping[str, str]) -> Self:
        """What makes no sense is as usual."""
        given = {name: args[name][:LONGEST] for name in cls._parts() if name in args}
        known = {name: value for name, value in given.items() if value in cls.CHOICES.get(name, (value,))}
        page = args.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        return cls(**known, page=min(max(number, 1), LAST_PAGE))

    @classmethod
    def _parts(cls) -> dict[str, Any]:
        """With what is usual."""
        return {one.name: one.default for one in fields(cls) if one.name != "page"}

    @property
    def args(self) -> dict[str, Any]:
        """What is not as usual, without the page."""
        given = {name: (getattr(self, name), usual) for name, usual in self._parts().items()}
        return {name: value for name, (value, usual) in given.items() if value != usual}

    def on(self, page: int) -> Self:
        return replace(self, page=page)

    def of_place(self, question_id: InstrumentedAttribute[int]) -> list[ColumnElement[bool]]:
        """The section and the post, for a column that names questions."""
        found: list[ColumnElement[bool]] = []
        if self.section:
            found.append(question_id.in_(_of_section(self.section)))
        if self.post:
            of_post = select(question_posts.c.question_id).join(Post, Post.id == question_posts.c.post_id)
            found.append(question_id.in_(of_post.where(Post.code == self.post)))
        return found


def _of_section(key: str) -> Select[Any]:
    """The questions that its classes ask."""
    return (
        select(MicroClassQuestion.question_id)
        .join(MicroClass, MicroClass.id == MicroClassQuestion.micro_class_id)
        .join(Section, Section.id == MicroClass.section_id)
        .where(Section.key == key)
    )
