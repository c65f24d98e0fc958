"""A curriculum as those who proofread it lay it out: classes and questions in the form that the health rules read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.formats import drafting, picturesize
from quizzes.formats.curriculum import Curriculum, MicroClass, Question
from quizzes.formats.plates import PictureFile

LANGUAGES = ("en", "zh")
Content = Mapping[str, Any]
NO_FIGURE = {"svg": "", "alt": {"en": "", "zh": ""}}


@dataclass(frozen=True)
class Asked:
    """A question. `home`: the id of its class, "" where it has none."""

    key: str
    home: str
    posts: tuple[str, ...]
    content: Content = field(hash=False)

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def options(self) -> list[Content]:
        return list(self.content.get("options", ()))

    def texts(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Every text in both languages by its path; those that may be empty and are, are left out."""
        return ((path, text) for path, text in drafting.texts(dict(self.content)) if any(text.values()))


@dataclass(frozen=True)
class Leaf:
    """A class with its questions. `has_picture`: its figure is a picture and no drawing."""

    key: str
    section: str
    order: int
    posts: tuple[str, ...]
    requires: tuple[str, ...]
    content: Content = field(hash=False)
    questions: tuple[Asked, ...]
    has_figure: bool = False

    def texts(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        yield "title", self.content["title"]
        yield "body", self.content["body"]
        if self.has_figure:
            yield "figure.alt", self.content["figure"]["alt"]


@dataclass(frozen=True)
class Manuscript:
    """All of it, in the order of the sections and of the classes in them."""

    sections: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    loose: tuple[Asked, ...] = ()

    @property
    def questions(self) -> list[Asked]:
        return [*(asked for leaf in self.leaves for asked in leaf.questions), *self.loose]

    def of_section(self, section: str) -> list[Leaf]:
        return [leaf for leaf in self.leaves if leaf.section == section]


def laid_out(curriculum: Curriculum) -> Manuscript:
    """What was read from a folder."""
    leaves = [_leaf(one, section.id) for section in curriculum.sections for one in section.classes]
    sections = tuple(section.id for section in curriculum.sections)
    return Manuscript(sections, tuple(leaves), tuple(_questions(curriculum.loose, "")))


def _leaf(one: MicroClass, section: str) -> Leaf:
    stored = one.content()
    content = {**stored, "figure": stored["figure"] or NO_FIGURE, "section": section}
    content |= {"requires": list(one.requires), "questions": []}
    questions = tuple(_questions(one.questions, one.id))
    return Leaf(one.id, section, one.order, one.posts, one.requires, content, questions, one.figure is not None)


def _questions(questions: Iterable[Question], home: str) -> Iterator[Asked]:
    for one in questions:
        content = {**drafting.of_stored(one.content()), "kind": one.kind}
        if one.picture is not None:
            content["media"] = _as_medium(one.picture)
        yield Asked(one.id, home, one.posts, content)


def _as_medium(picture: PictureFile) -> dict[str, Any]:
    """A picture that lies beside its file, as it is after the import has made a medium of it."""
    width, height = picturesize.size_of(picture.data) or (1, 1)
    return {"kind": "picture", "alt": picture.alt.model_dump(), "width": width, "height": height}
