"""A micro-class while it is being written: as its author left it, and how it becomes a whole one.

The form is that of the authors' files (quizzes/formats/classes.py), with the drawing itself in place of its file, or
with `media`, a plate of the library, which is shown instead. `section`, `requires` and `questions` are ids; `left`:
questions that were taken out of the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quizzes.formats import classes, figure, plates
from quizzes.formats.drafting import Content, Text, both, plate_given
from quizzes.formats.tree import Slip

if TYPE_CHECKING:
    from quizzes.formats.classes import Lesson

STORED = ("title", "body", "minutes", "sources", "figure")  # what a version keeps; all else belongs to the class
USUAL_MINUTES = 3


def blank(section: str, order: int) -> Content:
    return {
        "title": both(),
        "body": both(),
        "minutes": USUAL_MINUTES,
        "sources": [],
        "figure": {"svg": "", "alt": both()},
        "section": section,
        "order": order,
        "requires": [],
        "questions": [],
        "left": [],
    }


def texts(content: Content) -> Iterator[tuple[str, Text]]:
    """Every text in both languages, by its path."""
    yield "title", content["title"]
    yield "body", content["body"]
    if content["figure"]["svg"] and "media" not in content:
        yield "figure.alt", content["figure"]["alt"]


def drawing(key: str, content: Content) -> tuple[str, list[Slip]]:
    """The figure of the class as it would be drawn, and what is wrong with it; "" where there is none."""
    svg = content["figure"]["svg"]
    return figure.check(svg, key) if svg else ("", [])


def stored(key: str, posts: tuple[str, ...], content: Content) -> Content:
    """What a version keeps. Raises pieces.Unfit where the class is not whole."""
    found = whole(key, posts, content).content()
    plate = plate_given(content.get("media"))
    return found if plate is None else found | {"figure": plates.Plate.model_validate(plate).content()}


def whole(key: str, posts: tuple[str, ...], content: Content) -> Lesson:
    """The class as the curriculum has it, without its questions. Raises pieces.Unfit."""
    given = {"id": key, "posts": posts, "order": content["order"], "requires": tuple(content["requires"])}
    given |= {name: content[name] for name in ("title", "body", "minutes")} | {"sources": tuple(content["sources"])}
    name = f"{key}.svg"
    if content["figure"]["svg"] and "media" not in content:
        given["figure"] = {"file": name, "alt": content["figure"]["alt"]}
    return classes.Lesson.model_validate(given, context={name: drawing(key, content)[0]})


def of_stored(stored: Content) -> Content:
    """What a version keeps, as a part of a draft."""
    figure, empty = stored.get("figure") or {}, {"svg": "", "alt": both()}
    found = {name: stored.get(name) for name in STORED} | {"sources": list(stored.get("sources", ()))}
    if "key" in figure:
        return found | {"figure": empty, "media": figure}
    return found | {"figure": figure or empty}


def renamed(content: Content, old: str, new: str) -> Content:
    """A copy for another class: the ids of its drawing begin with that one's name; it asks nothing yet."""
    svg = re.sub(rf'(\bid="|url\(#){re.escape(old)}', rf"\g<1>{new}", content["figure"]["svg"])
    return {**content, "figure": {**content["figure"], "svg": svg}, "questions": [], "left": []}
