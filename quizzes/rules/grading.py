"""Is this answer right? Checking what was sent, grading it, and what of a question may be shown before its close.

A *response* is JSON: single -> option id; several -> sorted option ids; true-false -> bool; numeric -> number;
ordering -> step ids; matching -> {left id: right id}; short -> words; cloze -> {gap id: words, number or option id};
case -> the ids of the decisions taken. hotspot -> [x, y] or a region id.
None is no answer.
"""

from __future__ import annotations

from random import Random
from typing import Any

from quizzes.rules import casework, gaps, hotspot, typed
from quizzes.rules.masks import masks, shuffled, swapped
from quizzes.rules.responses import BadResponse, Content, Grade, Response, graded
from quizzes.rules.typed import parse_number

__all__ = [
    "BadResponse",
    "Content",
    "Grade",
    "Response",
    "check",
    "grade",
    "ids",
    "key",
    "mask",
    "parse_number",
    "shown",
    "unmask",
]

MAX_RAW = 200
OPEN = ("kind", "text", "unit", "media", "case_matters")  # what everybody may see as it is


def ids(content: Content) -> list[str]:
    """The ids that a response to this question is made of; empty where it is made of none."""
    for name in ("options", "steps", "pairs", "regions"):
        if name in content:
            return [piece["id"] for piece in content[name]]
    return casework.decision_ids(content) if "scenes" in content else []


def key(content: Content) -> Response:
    """The right response."""
    kind = content["kind"]
    if kind == "single":
        return _right_options(content)[0]
    if kind == "several":
        return sorted(_right_options(content))
    if kind == "ordering":
        return ids(content)
    if kind == "matching":
        return {one: one for one in ids(content)}
    if kind == "case":
        return casework.best_path(content)
    if kind == "hotspot":
        return hotspot.key(content)
    if kind == "short":
        return typed.first(content["accepted"])
    return gaps.key(content) if kind == "cloze" else content["answer"]


def _right_options(content: Content) -> list[str]:
    return [option["id"] for option in content["options"] if option["right"]]


def check(content: Content, raw: Any) -> Response:
    """The response that was meant, in its one form. Raises BadResponse."""
    if raw is None or raw == "" or raw == []:
        raise BadResponse("incomplete")
    return CHECKS[content["kind"]](content, raw)


def _check_single(content: Content, raw: Any) -> Response:
    return _known(content, raw)


def _check_several(content: Content, raw: Any) -> Response:
    if not isinstance(raw, list) or len(raw) > MAX_RAW:
        raise BadResponse("not-a-list")
    found = [_known(content, one) for one in raw]
    if len(set(found)) < len(found):
        raise BadResponse("twice")
    return sorted(found)


def _check_bool(_content: Content, raw: Any) -> Response:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return bool(raw == "true")
    raise BadResponse("unknown-option")


def _check_number(_content: Content, raw: Any) -> Response:
    return typed.number(raw)


def _check_short(_content: Content, raw: Any) -> Response:
    return typed.words(raw)


def _check_ordering(content: Content, raw: Any) -> Response:
    if not isinstance(raw, list) or len(raw) > MAX_RAW:
        raise BadResponse("not-a-list")
    found = [_known(content, one) for one in raw]
    if len(set(found)) < len(found):
        raise BadResponse("twice")
    if len(found) < len(ids(content)):
        raise BadResponse("incomplete")
    return found


def _check_matching(content: Content, raw: Any) -> Response:
    if not isinstance(raw, dict) or len(raw) > MAX_RAW:
        raise BadResponse("not-pairs")
    found = {_known(content, left): _known(content, right) for left, right in raw.items()}
    if len(set(found.values())) < len(found):
        raise BadResponse("twice")
    if len(found) < len(ids(content)):
        raise BadResponse("incomplete")
    return found


def _check_path(content: Content, raw: Any) -> Response:
    if not isinstance(raw, list) or len(raw) > MAX_RAW:
        raise BadResponse("not-a-list")
    try:
        story = casework.follow(content, raw)
    except casework.Astray:
        raise BadResponse("unknown-option") from None
    if story.scene is not None:
        raise BadResponse("incomplete")
    return list(raw)


def _check_place(content: Content, raw: Any) -> Response:
    found = hotspot.point(raw)
    return _known(content, raw) if found is None else found


def _known(content: Content, one: Any) -> str:
    if not isinstance(one, str) or one not in ids(content):
        raise BadResponse("unknown-option")
    return one


CHECKS = {
    "single": _check_single,
    "several": _check_several,
    "true-false": _check_bool,
    "numeric": _check_number,
    "ordering": _check_ordering,
    "matching": _check_matching,
    "case": _check_path,
    "short": _check_short,
    "cloze": gaps.check,
    "hotspot": _check_place,
}


def grade(content: Content, response: Response) -> Grade:
    """How right a checked response is. None is wholly wrong."""
    if response is None:
        return Grade(False, 0.0, {})
    return GRADES[content["kind"]](content, response)


def _grade_single(content: Content, response: Response) -> Grade:
    right = response == key(content)
    return Grade(right, float(right), {response: right})


def _grade_several(content: Content, response: Response) -> Grade:
    chosen, right = set(response), set(key(content))
    parts = {one: (one in chosen) == (one in right) for one in ids(content)}
    return graded(parts)


def _grade_plain(content: Content, response: Response) -> Grade:
    right = response == content["answer"]
    return Grade(right, float(right), {})


def _grade_number(content: Content, response: Response) -> Grade:
    right = typed.is_near(response, content["answer"], content["tolerance"])
    return Grade(right, float(right), {})


def _grade_ordering(content: Content, response: Response) -> Grade:
    parts = {one: one == wanted for one, wanted in zip(response, key(content), strict=True)}
    return graded(parts)


def _grade_matching(_content: Content, response: Response) -> Grade:
    return graded({left: left == right for left, right in response.items()})


def _grade_short(content: Content, response: Response) -> Grade:
    right = typed.is_accepted(content["accepted"], response, case_matters=content["case_matters"])
    return Grade(right, float(right), {})


def _grade_path(content: Content, response: Response) -> Grade:
    try:
        found = casework.score(content, response)
    except casework.Astray:  # graded anew by a version that does not have this path
        return Grade(False, 0.0, {})
    return Grade(found.passed, 0.0 if found.failed else found.share, casework.marks(content, response))


def _grade_place(content: Content, response: Response) -> Grade:
    region = hotspot.hit(content, response)
    right = region is not None and region["right"]
    return Grade(right, float(right), {region["id"]: right} if region else {})


GRADES = {
    "single": _grade_single,
    "several": _grade_several,
    "true-false": _grade_plain,
    "numeric": _grade_number,
    "ordering": _grade_ordering,
    "matching": _grade_matching,
    "case": _grade_path,
    "short": _grade_short,
    "cloze": gaps.grade,
    "hotspot": _grade_place,
}


# What may leave the server before the close ---------------------------------------------------------------------


def shown(content: Content, seed: int) -> Content:
    """What a person may see of an open question: text and shuffled pieces under masked ids; nothing of the key.

    Whoever finds the seed can undo the masks, and a small seed is found by trying (2**24 take minutes): draw it from
    `secrets` with some 60 bits, another for each duel, and never send it.
    """
    found: Content = {name: content[name] for name in OPEN if name in content}
    if "gaps" in content:
        found["gaps"] = gaps.shown(content, seed)
    names = masks(ids(content), seed, "piece")
    for name in ("options", "steps"):
        if name in content:
            pieces = [{"id": names[piece["id"]], "text": piece["text"]} for piece in content[name]]
            found[name] = shuffled(pieces, seed, keep_off=pieces if name == "steps" else None)
    if "pairs" in content:
        rights = masks(ids(content), seed, "right")
        found["lefts"] = [{"id": names[pair["id"]], "text": pair["left"]} for pair in content["pairs"]]
        found["rights"] = shuffled(
            [{"id": rights[pair["id"]], "text": pair["right"]} for pair in content["pairs"]], seed
        )
    if "regions" in content:
        found |= {"markers": content["markers"], "places": hotspot.places(content, names, Random(f"order:{seed}"))}
    return found


def mask(content: Content, seed: int, response: Response) -> Response:
    """A stored response in the ids that this person was shown."""
    if content["kind"] == "cloze":
        return gaps.mask(content, seed, response)
    names = masks(ids(content), seed, "piece")
    if isinstance(response, dict):
        rights = masks(ids(content), seed, "right")
        return {names[left]: rights[right] for left, right in response.items()}
    if isinstance(response, list):
        return [swapped(names, one) for one in response]
    return swapped(names, response)


def unmask(content: Content, seed: int, raw: Any) -> Any:
    """What was sent in shown ids, in stored ids; whatever is not a shown id stays as it is for `check` to refuse."""
    if content["kind"] == "cloze":
        return gaps.unmask(content, seed, raw)
    names = {shown_id: stored for stored, shown_id in masks(ids(content), seed, "piece").items()}
    if isinstance(raw, dict):
        rights = {shown_id: stored for stored, shown_id in masks(ids(content), seed, "right").items()}
        return {swapped(names, left): swapped(rights, right) for left, right in raw.items()}
    if isinstance(raw, list):
        return [swapped(names, one) for one in raw]
    return swapped(names, raw)
