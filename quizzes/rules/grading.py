"""Is this answer right? Checking what was sent, grading it, and what of a question may be shown before its close.

A *response* is JSON: single -> option id; several -> sorted option ids; true-false -> bool; numeric -> number;
ordering -> step ids; matching -> {left id: right id}; case -> the ids of the decisions taken. None is no answer.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from quizzes.rules import casework

Content = dict[str, Any]
Response = Any
MAX_RAW = 200
LONGEST_NUMBER = 40
PLAIN_SIGNS = str.maketrans("０１２３４５６７８９．。，＋－−–\u3000\u00a0\u202f", "0123456789..,+---   ")
NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?P<part>[.,][0-9]*)?(?P<power>[eE][+-]?[0-9]+)?"
)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


class BadResponse(ValueError):
    """An answer that the question cannot have; `code` says why.

    incomplete, unknown-option, twice, not-a-list, not-pairs, not-a-number
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Grade:
    """`correct`: wholly right. `fraction`: the share that is right, 0 to 1. `parts`: right or wrong by id."""

    correct: bool
    fraction: float
    parts: dict[str, bool] = field(default_factory=dict)


def ids(content: Content) -> list[str]:
    """The ids that a response to this question is made of; empty for true-false and numeric."""
    for name in ("options", "steps", "pairs"):
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
    return content["answer"]


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
    if isinstance(raw, str):
        return parse_number(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadResponse("not-a-number")
    return _finite(raw)


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
}


def parse_number(text: str) -> float:
    """A number as people type it: `12.6`, `12,6`, `１２．６`, `12 600`, ` +3 `, `−5`, `1e3`.

    `1,200` is refused rather than guessed at: it means 1200 to one reader and 1.2 to another.
    Raises BadResponse("not-a-number").
    """
    folded = text.translate(PLAIN_SIGNS).strip() if len(text) <= LONGEST_NUMBER else ""
    match = NUMBER.fullmatch(folded)
    if not match or THOUSANDS.fullmatch(folded.lstrip("+- ")):
        raise BadResponse("not-a-number")
    part = (match["part"] or "").replace(",", ".")
    return _finite(match["sign"] + match["whole"].replace(" ", "") + part + (match["power"] or ""))


def _finite(raw: float | str) -> float:
    try:
        number = float(raw)
    except (ValueError, OverflowError):
        raise BadResponse("not-a-number") from None
    if not math.isfinite(number):
        raise BadResponse("not-a-number")
    return number


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
    return Grade(chosen == right, _share(parts), parts)


def _grade_plain(content: Content, response: Response) -> Grade:
    right = response == content["answer"]
    return Grade(right, float(right), {})


def _grade_number(content: Content, response: Response) -> Grade:
    slack = 1e-9 * max(1.0, abs(content["answer"]))  # so that 0.3 counts where 0.1 + 0.2 is asked
    right = abs(response - content["answer"]) <= content["tolerance"] + slack
    return Grade(right, float(right), {})


def _grade_ordering(content: Content, response: Response) -> Grade:
    parts = {one: one == wanted for one, wanted in zip(response, key(content), strict=True)}
    return Grade(response == key(content), _share(parts), parts)


def _grade_matching(_content: Content, response: Response) -> Grade:
    parts = {left: left == right for left, right in response.items()}
    return Grade(all(parts.values()), _share(parts), parts)


def _grade_path(content: Content, response: Response) -> Grade:
    try:
        found = casework.score(content, response)
    except casework.Astray:  # graded anew by a version that does not have this path
        return Grade(False, 0.0, {})
    return Grade(found.passed, 0.0 if found.failed else found.share, casework.marks(content, response))


GRADES = {
    "single": _grade_single,
    "several": _grade_several,
    "true-false": _grade_plain,
    "numeric": _grade_number,
    "ordering": _grade_ordering,
    "matching": _grade_matching,
    "case": _grade_path,
}


def _share(parts: dict[str, bool]) -> float:
    return sum(parts.values()) / len(parts)


# What may leave the server before the close ---------------------------------------------------------------------


def _masks(content: Content, seed: int, salt: str) -> dict[str, str]:
    """Stored id -> the id shown for it: another permutation for each seed, so that ids tell nothing."""
    stored = ids(content)
    shown_ids = list(stored)
    Random(f"{salt}:{seed}").shuffle(shown_ids)
    return dict(zip(stored, shown_ids, strict=True))


def shown(content: Content, seed: int) -> Content:
    """What a person may see of an open question: text and shuffled pieces under masked ids; nothing of the key.

    Whoever finds the seed can undo the masks, and a small seed is found by trying (2**24 take minutes): draw it from
    `secrets` with some 60 bits, another for each duel, and never send it.
    """
    found: Content = {name: content[name] for name in ("kind", "text", "unit", "media") if name in content}
    masks = _masks(content, seed, "piece")
    for name in ("options", "steps"):
        if name in content:
            pieces = [{"id": masks[piece["id"]], "text": piece["text"]} for piece in content[name]]
            found[name] = _shuffled(pieces, seed, keep_off=pieces if name == "steps" else None)
    if "pairs" in content:
        rights = _masks(content, seed, "right")
        found["lefts"] = [{"id": masks[pair["id"]], "text": pair["left"]} for pair in content["pairs"]]
        found["rights"] = _shuffled(
            [{"id": rights[pair["id"]], "text": pair["right"]} for pair in content["pairs"]], seed
        )
    return found


def _shuffled(pieces: list[Content], seed: int, keep_off: list[Content] | None = None) -> list[Content]:
    """The pieces in an order that follows from the seed; of more than two, never in the order `keep_off`.

    Two are left to chance: always the wrong way round would be telling.
    """
    order = list(pieces)
    rng = Random(f"order:{seed}")
    rng.shuffle(order)
    while order == keep_off and len(order) > 2:
        rng.shuffle(order)
    return order


def mask(content: Content, seed: int, response: Response) -> Response:
    """A stored response in the ids that this person was shown."""
    masks = _masks(content, seed, "piece")
    if isinstance(response, dict):
        rights = _masks(content, seed, "right")
        return {masks[left]: rights[right] for left, right in response.items()}
    if isinstance(response, list):
        return [masks[one] for one in response]
    return masks.get(response, response) if isinstance(response, str) else response


def unmask(content: Content, seed: int, raw: Any) -> Any:
    """What was sent in shown ids, in stored ids; whatever is not a shown id stays as it is for `check` to refuse."""
    masks = {shown_id: stored for stored, shown_id in _masks(content, seed, "piece").items()}
    if isinstance(raw, dict):
        rights = {shown_id: stored for stored, shown_id in _masks(content, seed, "right").items()}
        return {_swap(masks, left): _swap(rights, right) for left, right in raw.items()}
    if isinstance(raw, list):
        return [_swap(masks, one) for one in raw]
    return _swap(masks, raw)


def _swap(names: dict[str, str], one: Any) -> Any:
    return names.get(one, one) if isinstance(one, str) else one
