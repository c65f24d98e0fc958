"""Writing the curriculum: what is stored as the files that `curriculum.read` reads back to the same, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from quizzes.formats import casedrafts, drafting, figure
from quizzes.formats.posts import ALL, POSTS
from quizzes.formats.shelves import CARD, LOOSE
from quizzes.formats.yamlwriting import written

Content = dict[str, Any]
Files = dict[str, bytes]
A_FILE = 100  # loose questions in one file
ORDER = (  # of the keys of a question and its parts
    *("id", "key", "kind", "shape", "at", "left", "right", "competency", "name", "text", "file", "picture", "media"),
    *("alt", "width", "height", "widths", "seconds", "en", "zh", "accepted", "markers", "regions", "options"),
    *("answer", "tolerance", "unit", "steps", "pairs", "gaps", "case_matters", "pass_mark", "criteria", "scenes"),
    *("decisions", "consequence", "points", "critical", "next", "why", "explanation"),
    *("difficulty", "source", "posts", "tags"),
)
FALSE_ELSE = ("right", "critical", "case_matters", "markers")
NUMBERS = ("answer", "tolerance")
LARGEST_WHOLE = 10**15


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
        files[f"{folder}/{CARD}"] = dumped(card_of(section))
        for one in section.classes:
            files |= {f"{folder}/{name}": data for name, data in _class_files(one, pictures)}
    for place in range(0, len(loose), A_FILE):
        name = f"{LOOSE}.yaml" if place == 0 else f"{LOOSE}-{place // A_FILE + 1}.yaml"
        some = loose[place : place + A_FILE]
        files[name] = dumped({"questions": [question_of(one, (), pictures) for one in some]})
        files |= {picture.name: picture.data for one in some for picture in _shown(one.content, pictures)}
    return dict(sorted(files.items()))


def card_of(section: Section) -> Content:
    """What section.yaml says."""
    words = {"title": _lean(section.title), "summary": _lean(section.summary)}
    return {"id": section.key, "number": section.number, **words}


def _class_files(one: Class, pictures: Pictures) -> Iterator[tuple[str, bytes]]:
    shown = one.content.get("figure") or {}
    yield f"{one.key}.yaml", dumped(class_of(one, pictures))
    if shown.get("svg"):
        yield f"{one.key}.svg", figure.laid_out(shown["svg"]).encode()
    for content in ({"media": shown}, *(question.content for question in one.questions)):
        for picture in _shown(content, pictures):
            yield picture.name, picture.data


def _shown(content: Content, pictures: Pictures) -> Iterator[Picture]:
    key = (content.get("media") or {}).get("key", "")
    if key in pictures:
        yield pictures[key]


def class_of(one: Class, pictures: Pictures) -> Content:
    """What the file of a class says."""
    content, shown = one.content, one.content.get("figure")
    found: Content = {"id": one.key, "posts": _posts(one.posts), "minutes": content["minutes"], "order": one.order}
    found |= {"requires": sorted(one.requires)} if one.requires else {}
    adopted = [question.key for question in one.questions if not question.key.startswith(f"{one.key}-")]
    found |= {"adopts": adopted} if adopted else {}
    found |= {"title": _lean(content["title"]), "body": _lean(content["body"])}
    if shown:
        name = pictures[shown["key"]].name if "key" in shown else f"{one.key}.svg"
        found["figure"] = {"file": name, "alt": _lean(shown["alt"])}
    found["sources"] = content["sources"]
    return found | {"questions": [question_of(each, one.posts, pictures) for each in one.questions]}


def _posts(posts: Iterable[str]) -> list[str]:
    known = [post for post in POSTS if post in set(posts)]
    return [ALL] if len(known) == len(POSTS) else known


def question_of(one: Question, posts_of_class: Sequence[str], pictures: Pictures) -> Content:
    """What a file says of a question; its posts where they are not those of its class."""
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
    lean: Content = _lean(found)
    return {name: value for name, value in lean.items() if name != "tags" or value}


def _picture(plate: Content, pictures: Pictures) -> Content:
    return {"file": pictures[plate["key"]].name, "alt": plate["alt"]}


def _lean(value: Any) -> Any:
    """Without what says nothing (no value, no words, not right), the keys in their order, whole numbers as such."""
    if isinstance(value, Mapping):
        lean = {key: _number(one) if key in NUMBERS else _lean(one) for key, one in ordered(value).items()}
        return {key: one for key, one in lean.items() if not _says_nothing(key, one)}
    return [_lean(one) for one in value] if isinstance(value, list | tuple) else value


def ordered(value: Mapping[str, Any]) -> Content:
    """The keys of a question or a part of it in the order in which they are written."""
    return dict(sorted(value.items(), key=lambda item: ORDER.index(item[0]) if item[0] in ORDER else len(ORDER)))


def _number(value: Any) -> Any:
    """12.0 as 12: it is read as the same."""
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE and str(value) != "-0.0"
    return int(value) if is_whole else value


def _says_nothing(key: str, value: Any) -> bool:
    return value is None or (key in FALSE_ELSE and value is False) or value in ({}, {"en": "", "zh": ""})


def dumped(value: Content) -> bytes:
    return written(value).encode()
