"""Writing the curriculum: what is stored as the files that `curriculum.read` reads back to the same, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import yaml

from quizzes.formats import casedrafts, drafting
from quizzes.formats.posts import ALL, POSTS
from quizzes.formats.shelves import CARD, LOOSE
from quizzes.formats.tree import plain_value

Content = dict[str, Any]
Files = dict[str, bytes]
A_FILE = 100  # loose questions in one file
HEAD = ("id", "kind", "text")


@dataclass(frozen=True)
class Picture:
    """The file that a plate of the library came from. `ending`: such as .png."""

    data: bytes
    ending: str

    @property
    def name(self) -> str:
        return f"{sha256(self.data).hexdigest()[:16]}{self.ending}"


Pictures = Mapping[str, Picture]  # by the key of the medium


@dataclass(frozen=True)
class Question:
    key: str
    posts: Sequence[str]
    content: Content  # as stored


@dataclass(frozen=True)
class Class:
    key: str
    order: int
    posts: Sequence[str]
    requires: Sequence[str]
    content: Content  # as stored
    questions: Sequence[Question]


@dataclass(frozen=True)
class Section:
    key: str
    number: int
    title: dict[str, str]
    summary: dict[str, str]
    classes: Sequence[Class]


def write(sections: Iterable[Section], loose: Sequence[Question], pictures: Pictures) -> Files:
    """Every file by its path. `loose`: questions of no class; `pictures`: those that are shown and are files."""
    files: Files = {}
    for section in sections:
        folder = f"{section.number}-{section.key}"
        card = {"id": section.key, "number": section.number, "title": section.title, "summary": section.summary}
        files[f"{folder}/{CARD}"] = dumped(card)
        for one in section.classes:
            files |= {f"{folder}/{name}": data for name, data in _class_files(one, pictures)}
    for place in range(0, len(loose), A_FILE):
        name = f"{LOOSE}.yaml" if place == 0 else f"{LOOSE}-{place // A_FILE + 1}.yaml"
        some = loose[place : place + A_FILE]
        files[name] = dumped({"questions": [_question(one, (), pictures) for one in some]})
        files |= {picture.name: picture.data for one in some for picture in _shown(one.content, pictures)}
    return dict(sorted(files.items()))


def _class_files(one: Class, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    figure = one.content.get("figure") or {}
    yield f"{one.key}.yaml", dumped(_class(one, pictures))
    if figure.get("svg"):
        yield f"{one.key}.svg", f"{figure['svg']}\n".encode()
    for content in ({"media": figure}, *(question.content for question in one.questions)):
        for picture in _shown(content, pictures):
            yield picture.name, picture.data


def _shown(content: Content, pictures: Pictures) -> Iterator[Picture]:
    key = (content.get("media") or {}).get("key", "")
    if key in pictures:
        yield pictures[key]


def _class(one: Class, pictures: Pictures) -> Content:
    content, figure = one.content, one.content.get("figure")
    found: Content = {"id": one.key, "posts": _posts(one.posts), "minutes": content["minutes"], "order": one.order}
    found |= {"requires": list(one.requires)} if one.requires else {}
    adopted = [question.key for question in one.questions if not question.key.startswith(f"{one.key}-")]
    found |= {"adopts": adopted} if adopted else {}
    found |= {"title": content["title"], "body": content["body"]}
    if figure:
        name = pictures[figure["key"]].name if "key" in figure else f"{one.key}.svg"
        found["figure"] = {"file": name, "alt": figure["alt"]}
    found["sources"] = content["sources"]
    return found | {"questions": [_question(each, one.posts, pictures) for each in one.questions]}


def _posts(posts: Iterable[str]) -> list[str]:
    known = [post for post in POSTS if post in set(posts)]
    return [ALL] if len(known) == len(POSTS) else known


def _question(one: Question, posts_of_class: Sequence[str], pictures: Pictures) -> Content:
    given = drafting.of_stored(one.content)
    if "scenes" in given:
        given |= casedrafts.given(given)
    plate = given.pop("media", None)
    found = {"id": one.key, "kind": one.content["kind"], **given}
    if plate is not None:
        is_file = plate["key"] in pictures
        found |= {"picture": _picture(plate, pictures)} if is_file else {"media": plate}
    if set(one.posts) != set(posts_of_class):
        found["posts"] = _posts(one.posts)
    ordered = [*HEAD, *(name for name in found if name not in HEAD)]
    return {name: _lean(found[name]) for name in ordered if name != "tags" or found[name]}


def _picture(plate: Content, pictures: Pictures) -> Content:
    return {"file": pictures[plate["key"]].name, "alt": plate["alt"]}


def _lean(value: Any) -> Any:
    """Without what says nothing: no value, no words, not right."""
    if isinstance(value, Mapping):
        lean = {key: _lean(one) for key, one in value.items()}
        return {key: one for key, one in lean.items() if not _says_nothing(key, one)}
    return [_lean(one) for one in value] if isinstance(value, list | tuple) else value


def _says_nothing(key: str, value: Any) -> bool:
    return value is None or (key == "right" and value is False) or value == {"en": "", "zh": ""}


class _Writer(yaml.SafeDumper):
    """Texts of several lines as blocks; what would be read as something else than a text in quotes."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  (what is the same is written twice)
        return True


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None if plain_value(text) == text else '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def dumped(value: Content) -> bytes:
    words = yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110, indent=2)
    return str(words).encode()
