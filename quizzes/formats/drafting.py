"""A question while it is being written: as its author left it, perhaps not whole, and how it becomes a whole one.

The form is that of the authors' files (quizzes/formats/questions.py) without id, posts and kind; texts are
{"en": …, "zh": …}, and what is not written yet is "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from quizzes.formats import casedrafts, questions, regiondrafts
from quizzes.rules.gaps import MOST_GAPS

if TYPE_CHECKING:
    from quizzes.formats.asking import AnyQuestion

Content = dict[str, Any]
Text = dict[str, str]
Texts = Callable[[Content], Iterator[tuple[str, Text]]]

LANGUAGES = ("zh", "en")
MOST = {"options": 6, "several": 8, "steps": 7, "pairs": 6, "gaps": MOST_GAPS, "regions": regiondrafts.MOST}


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
        "hotspot": {"markers": False, "regions": [regiondrafts.blank(place == 0) for place in range(3)]},
        "short": {"accepted": spellings(), "case_matters": False, "why": both()},
        "cloze": {"gaps": [blank_gap("short")], "case_matters": False, "why": both()},
    }
    common: Content = {"text": both(), "explanation": both(), "difficulty": 2, "source": "", "tags": []}
    return common | own[kind]


def spellings(zh: tuple[str, ...] = (), en: tuple[str, ...] = ()) -> dict[str, list[str]]:
    return {"en": list(en), "zh": list(zh)}


def blank_gap(kind: str) -> Content:
    """A new gap of this kind. Raises KeyError for another kind."""
    own: dict[str, Content] = {
        "short": {"accepted": spellings()},
        "number": {"answer": None, "tolerance": 0.0, "unit": ""},
        "choice": {"options": [{"text": both(), "right": place == 0} for place in range(2)]},
    }
    return {"kind": kind, **own[kind], "why": both()}


def _option(right: bool) -> Content:
    return {"text": both(), "right": right, "why": both()}


def texts(content: Content) -> Iterator[tuple[str, Text]]:
    """Every text in both languages, by its path such as options.0.why; a right option needs no why.

    The why of a gap may be empty; spellings are no texts: each language has its own.
    """
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
    for place, region in enumerate(content.get("regions", ())):
        yield f"regions.{place}.name", region["name"]
        if not region["right"]:
            yield f"regions.{place}.why", region["why"]
    if "scenes" in content:
        yield from casedrafts.texts(content)
    for place, gap in enumerate(content.get("gaps", ())):
        for number, option in enumerate(gap.get("options", ())):
            yield f"gaps.{place}.options.{number}.text", option["text"]
        yield f"gaps.{place}.why", gap["why"]


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
    """The question as the curriculum has it. Raises pieces.Unfit where it is not whole."""
    given = {"id": key, "posts": posts, "kind": kind, **content, "tags": tuple(content["tags"])}
    given["media"] = plate_given(content.get("media"))
    for name in ("options", "regions"):
        if name in content:
            given[name] = tuple(
                {**one, "why": None if one["right"] and not any(one["why"].values()) else one["why"]}
                for one in content[name]
            )
    if "regions" in content:
        given["regions"] = tuple({**region, "at": tuple(region["at"])} for region in given["regions"])
    for name in ("steps", "pairs"):
        if name in content:
            given[name] = tuple(content[name])
    if "scenes" in content:
        given |= casedrafts.given(content)
    if "accepted" in content:
        given["accepted"] = _whole_spellings(content["accepted"])
    if "gaps" in content:
        given["gaps"] = tuple(_whole_gap(gap) for gap in content["gaps"])
    return questions.KINDS[kind].model_validate(given)


def plate_given(media: Mapping[str, Any] | None) -> Content | None:
    """The stored form of a plate as `plates.Plate` takes it."""
    return None if media is None else {**media, "widths": tuple(media.get("widths", ()))}


def _whole_spellings(accepted: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(some) for language, some in accepted.items()}


def _whole_gap(gap: Content) -> Content:
    found = gap | {"why": gap["why"] if any(gap["why"].values()) else None}
    if "accepted" in gap:
        found["accepted"] = _whole_spellings(gap["accepted"])
    if "options" in gap:
        found["options"] = tuple(gap["options"])
    return found


def of_stored(stored: Content) -> Content:
    """What is stored of a published question (`AnyQuestion.content`) as a draft of it."""
    content = {name: value for name, value in stored.items() if name != "kind"}
    for name in ("options", "steps", "pairs", "regions"):
        if name in content:
            content[name] = [{key: value for key, value in one.items() if key != "id"} for one in content[name]]
    for name in ("options", "regions"):
        if name in content:
            content[name] = [one | {"why": one.get("why") or both()} for one in content[name]]
    if "steps" in content:
        content["steps"] = [step["text"] for step in content["steps"]]
    if "scenes" in content:
        content |= casedrafts.of_stored(content)
    if "gaps" in content:
        content["gaps"] = [_gap_of_stored(gap) for gap in content["gaps"]]
    return content


def _gap_of_stored(gap: Content) -> Content:
    found = {name: value for name, value in gap.items() if name != "id"} | {"why": gap["why"] or both()}
    if "options" in gap:
        found["options"] = [{"text": one["text"], "right": one["right"]} for one in gap["options"]]
    return found
