"""Sections and micro-classes as authors write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, StrictInt, ValidationInfo, field_validator

from quizzes.formats.pieces import Id, Line, Piece, Posts, QuestionId, Slip, Text, refuse, repeated
from quizzes.formats.plates import PictureFile
from quizzes.formats.questions import Question

HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(\s[^<>]*)?/?>|<!--")

KindOfQuestion = Annotated[Question, Field(discriminator="kind")]


class Body(Text):
    """Markdown in both languages."""

    def slips(self) -> Iterable[Slip]:
        for language, words in (("en", self.en), ("zh", self.zh)):
            if found := HTML.search(words):
                yield (language,), f"`{found[0]}` is HTML. Write Markdown instead."


class Figure(PictureFile):
    """A drawing (its file was read and checked before), or a picture, which the import brings into the library."""

    _svg: str = PrivateAttr("")

    def model_post_init(self, beside: Mapping[str, Any] | None, /) -> None:
        super().model_post_init(beside)
        found = (beside or {}).get(self.file, "")
        self._svg = found if isinstance(found, str) else ""

    def content(self) -> dict[str, Any]:
        return {"svg": self._svg, "alt": self.alt.model_dump()}


class Lesson(Piece):
    """Three minutes of reading."""

    id: Id
    posts: Posts
    minutes: Annotated[StrictInt, Field(ge=1, le=15)]
    order: Annotated[StrictInt, Field(ge=0, le=9999)]
    requires: tuple[Id, ...] = ()
    title: Text
    body: Body
    figure: Figure | None = None
    sources: Annotated[tuple[Line, ...], Field(min_length=1)]

    @field_validator("requires")
    @classmethod
    def _check_requires(cls, requires: tuple[str, ...]) -> tuple[str, ...]:
        refuse(((place,), f"`{requires[place]}` is named twice. Keep one.") for place in repeated(requires))
        return requires

    def content(self) -> dict[str, Any]:
        """The class as plain JSON, without its questions: the form that is stored."""
        return {
            **self.model_dump(mode="json", include={"title", "body", "minutes", "sources"}),
            "figure": self.figure.content() if self.figure else None,
        }


class MicroClass(Lesson):
    """A lesson and the questions about it. `adopts`: those whose ids begin with another name than that of the class."""

    adopts: tuple[QuestionId, ...] = ()
    questions: Annotated[tuple[KindOfQuestion, ...], Field(min_length=1)]

    @field_validator("questions")
    @classmethod
    def _inherit_posts(cls, questions: tuple[Question, ...], info: ValidationInfo) -> tuple[Question, ...]:
        """A question that names no posts is for those of its class."""
        posts = info.data.get("posts", ())
        return tuple(each if each.posts else each.model_copy(update={"posts": posts}) for each in questions)


class LooseQuestions(Piece):
    """Questions of no class: they are asked in PKs and reviews only, so each says whom it is for."""

    questions: Annotated[tuple[KindOfQuestion, ...], Field(min_length=1)]

    def slips(self) -> Iterable[Slip]:
        for place, question in enumerate(self.questions):
            if not question.posts:
                yield ("questions", place), "A question of no class needs `posts`: say whom it is for."


class SectionCard(Piece):
    """What section.yaml says."""

    id: Id
    number: Annotated[StrictInt, Field(ge=1, le=99)]
    title: Text
    summary: Text


@dataclass(frozen=True)
class Section:
    """A section with its classes, by their order and then their id."""

    id: str
    number: int
    title: Text
    summary: Text
    classes: tuple[MicroClass, ...]
