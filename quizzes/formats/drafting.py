"""A question while it is being written: as its author left it, perhaps not whole, and how it becomes a whole one.

The form is that of the authors' files (quizzes/formats/questions.py) without id, posts and kind; texts are
{"en": …, "zh": …}, and what is not written yet is "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from quizzes.formats import casedrafts
from quizzes.formats.plates import plate_given
from quizzes.formats.questions import KINDS, AnyQuestion

Content = dict[str, Any]
Text = dict[str, str]
Texts = Callable[[Content], Iterator[tuple[str, Text]]]

LANGUAGES = ("zh", "en")
MOST = {"options": 6, "several": 8, "steps": 7, "pairs": 6}


def both(zh: str = "", en: str = "") -> Text:
    return {"en": en, "zh": zh}


def blank(kind: str) -> Content:
    """A new question of this kind. Raises KeyError for another kind."""
    own: dict[str, Content] = {
        "single": {"options": [_option(place == 0) for place in range(4)]},
        "several": {"options": [_option(place == 0) for place in range(4)]},
        "true-false": {"answer": True, "why": both()},
        "numeric": {"answer": None, "tolerance": 0.0, "unit": "", "why": both()},
        "ordering": {"steps": [both() for _place in range(4)], "why": both()},
        "matching": {"pairs": [{"left": both(), "right": both()} for _place in range(3)], "why": both()},
        "case": casedrafts.blank(),
    }
    common: Content = {"text": both(), "explanation": both(), "difficulty": 2, "source": "", "tags": []}
    return common | own[kind]


def _option(right: bool) -> Content:
    return {"text": both(), "right": right, "why": both()}


def texts(content: Content) -> Iterator[tuple[str, Text]]:
    """Every text in both languages, by its path such as options.0.why; a right option needs no why."""
    for name in ("text", "explanation", "why"):
        if name in content:
            yield name, content[name]
    for place, option in enumerate(content.get("options", ())):
        yield f"options.{place}.text", option["text"]
        if not option["right"]:
            yield f"options.{place}.why", option["why"]
    for place, step in enumerate(content.get("steps", ())):
        yield f"steps.{place}", step
    for place, pair in enumerate(content.get("pairs", ())):
        yield f"pairs.{place}.left", pair["left"]
        yield f"pairs.{place}.right", pair["right"]
    if "scenes" in content:
        yield from casedrafts.texts(content)


def older(before: Content, after: Content, marked: frozenset[str], texts: Texts = texts) -> frozenset[str]:
    """The texts (path:language) that are older than their twin in the other language, after a change.

    A text is marked when its twin changes and it does not, unless the twin was the older one; and no longer when it
    changes itself. `texts`: those of this kind of piece.
    """
    known = dict(texts(before))
    found: set[str] = set()
    for path, text in texts(after):
        old = known.get(path, both())
        for one, other in (("zh", "en"), ("en", "zh")):
            moved_on = text[one] != old[one] and f"{path}:{one}" not in marked  # else it only caught up
            if text[other] and text[other] == old[other] and (moved_on or f"{path}:{other}" in marked):
                found.add(f"{path}:{other}")
    return frozenset(found)


def whole(kind: str, key: str, posts: tuple[str, ...], content: Content) -> AnyQuestion:
    """The question as the curriculum has it. Raises pydantic's ValidationError where it is not whole."""
    given = {"id": key, "posts": posts, "kind": kind, **content, "tags": tuple(content["tags"])}
    given["media"] = plate_given(content.get("media"))
    if "options" in content:
        given["options"] = tuple(
            {**option, "why": None if option["right"] and not any(option["why"].values()) else option["why"]}
            for option in content["options"]
        )
    for name in ("steps", "pairs"):
        if name in content:
            given[name] = tuple(content[name])
    if "scenes" in content:
        given |= casedrafts.given(content)
    return KINDS[kind].model_validate(given)


def of_stored(stored: Content) -> Content:
    """What is stored of a published question (`AnyQuestion.content`) as a draft of it."""
    content = {name: value for name, value in stored.items() if name != "kind"}
    for name in ("options", "steps", "pairs"):
        if name in content:
            content[name] = [{key: value for key, value in one.items() if key != "id"} for one in content[name]]
    if "options" in content:
        content["options"] = [option | {"why": option.get("why") or both()} for option in content["options"]]
    if "steps" in content:
        content["steps"] = [step["text"] for step in content["steps"]]
    if "scenes" in content:
        content |= casedrafts.of_stored(content)
    return content


def looked_at(kind: str, content: Content) -> Content:
    """The stored form of a draft as it is, for a preview: what is missing shows as a dash."""

    def filled(text: Text) -> Text:
        return {name: text[name] or text[other] or "—" for name, other in (("en", "zh"), ("zh", "en"))}

    found: Content = {"kind": kind, "text": filled(content["text"]), "explanation": filled(content["explanation"])}
    found |= {name: content[name] for name in ("difficulty", "source", "tags", "media") if name in content}
    letters = "abcdefghijklmnopqrstuvwxyz"
    if "why" in content:
        found["why"] = filled(content["why"])
    if "options" in content:
        found["options"] = [
            {"id": letter, "text": filled(one["text"]), "right": one["right"], "why": filled(one["why"])}
            for letter, one in zip(letters, content["options"], strict=False)
        ]
    if "steps" in content:
        steps = zip(letters, content["steps"], strict=False)
        found["steps"] = [{"id": letter, "text": filled(one)} for letter, one in steps]
    if "pairs" in content:
        pairs = zip(letters, content["pairs"], strict=False)
        found["pairs"] = [{"id": one, "left": filled(two["left"]), "right": filled(two["right"])} for one, two in pairs]
    if kind == "numeric":
        found |= {"answer": content["answer"] or 0.0, "tolerance": content["tolerance"], "unit": content["unit"]}
    if kind == "true-false":
        found["answer"] = content["answer"]
    if "scenes" in content:
        found |= casedrafts.looked_at(content, filled)
    return found
