"""A question was found wrong: how what was answered to it is graded under the right key, or without the question.

Content and responses are those of `grading`. A question is corrected by another content of the same question, with the
right key: made of the old one by `with_key`, or a newer version of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from quizzes.rules import gaps, grading
from quizzes.rules.grading import BadResponse, Content, Response

TEXTS = ("text", "explanation", "why", "source", "tags", "difficulty")
PIECES = ("options", "steps")


class BadKey(ValueError):
    """A key that corrects nothing; `code` says why.

    same, other-kind, other-pieces, incomplete, and the codes of `grading.BadResponse`
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# The right key ----------------------------------------------------------------------------------------------------


def with_key(old: Content, right: Response, tolerance: float | None = None) -> Content:
    """The question with another key; `right` is as a response in stored ids. Raises BadKey.

    `tolerance`: of a number; None leaves it as it is.
    """
    kind = old["kind"]
    if kind not in KEYED:
        raise BadKey("other-kind")
    try:
        right = grading.check(old, right)
    except BadResponse as bad:
        raise BadKey(bad.code) from None
    new = KEYED[kind](deepcopy(old), right)
    if tolerance is not None and "tolerance" in new:
        new["tolerance"] = tolerance
    require_other(old, new)
    return new


def _key_options(content: Content, right: Response) -> Content:
    chosen = set(right) if isinstance(right, list) else {right}
    for option in content["options"]:
        option["right"] = option["id"] in chosen
        option["why"] = None if option["right"] else option["why"]
    return content


def _key_steps(content: Content, right: Response) -> Content:
    steps = {step["id"]: step for step in content["steps"]}
    return content | {"steps": [steps[one] for one in right]}


def _key_pairs(content: Content, right: Response) -> Content:
    rights = {pair["id"]: pair["right"] for pair in content["pairs"]}
    return content | {"pairs": [pair | {"right": rights[right[pair["id"]]]} for pair in content["pairs"]]}


def _key_answer(content: Content, right: Response) -> Content:
    return content | {"answer": right}


def _key_words(content: Content, right: Response) -> Content:
    """One more spelling that counts."""
    return content | {"accepted": {tag: [*some, right] for tag, some in content["accepted"].items()}}


def _key_gaps(content: Content, right: Response) -> Content:
    return content | {"gaps": [_key_gap(content, gap, right[gap["id"]]) for gap in content["gaps"]]}


def _key_gap(content: Content, gap: Content, right: Response) -> Content:
    if gap["kind"] == "choice":
        return gap | {"options": [one | {"right": one["id"] == right} for one in gap["options"]]}
    if gap["kind"] == "number":
        return gap | {"answer": right}
    return gap if gaps.is_right(content, gap, right) else _key_words(gap, right)


KEYED = {
    "single": _key_options,
    "several": _key_options,
    "true-false": _key_answer,
    "numeric": _key_answer,
    "ordering": _key_steps,
    "matching": _key_pairs,
    "short": _key_words,
    "cloze": _key_gaps,
}


def require_other(old: Content, new: Content) -> None:
    """Raises BadKey where `new` is no other key to the very question that `old` asks."""
    if old["kind"] != new["kind"]:
        raise BadKey("other-kind")
    for name in (*PIECES, "pairs"):
        if len(old.get(name, ())) != len(new.get(name, ())):
            raise BadKey("other-pieces")
    if _kinds_of_gaps(old) != _kinds_of_gaps(new):
        raise BadKey("other-pieces")
    if old.get("unit") != new.get("unit") or set(_moves(old, new).values()) != set(grading.ids(new)):
        raise BadKey("other-pieces")
    if _is_same(old, new):
        raise BadKey("same")


def _kinds_of_gaps(content: Content) -> list[tuple[str, str]]:
    return [(gap["kind"], gap.get("unit", "")) for gap in content.get("gaps", ())]


def _is_same(old: Content, new: Content) -> bool:
    if any(name in old for name in (*PIECES, "pairs")):
        return regrade(old, new, grading.key(old))
    return _without_texts(old) == _without_texts(new)


def _without_texts(content: Content) -> Content:
    return {name: value for name, value in content.items() if name not in TEXTS}


# Answers to an old version ----------------------------------------------------------------------------------------


def regrade(old: Content, new: Content, response: Response) -> bool:
    """Whether a response that was given to `old` is right by the key of `new`."""
    if response is None:
        return False
    try:
        return grading.grade(new, grading.check(new, translated(old, new, response))).correct
    except BadResponse:
        return False


def translated(old: Content, new: Content, response: Response) -> Response:
    """A response to `old` in the ids of `new`: its pieces are known again by their words, else by their ids."""
    moves = _moves(old, new)
    if isinstance(response, dict) and "gaps" in old:
        return _translated_gaps(old, new, response)
    if isinstance(response, dict) and "pairs" in old:
        rights = _moved(_sides(old, "right"), _sides(new, "right"))
        return {moves.get(left, left): rights.get(right, right) for left, right in response.items()}
    if isinstance(response, list):
        moved = [moves.get(one, one) for one in response]
        return sorted(moved) if old["kind"] == "several" else moved
    return moves.get(response, response) if isinstance(response, str) else response


def _translated_gaps(old: Content, new: Content, response: Response) -> Response:
    """The options of a gap are known again by their words; what was typed stays."""
    pairs = zip(old["gaps"], new["gaps"], strict=False)
    moves = {one["id"]: _moved(_pieces(one, "options"), _pieces(other, "options")) for one, other in pairs}
    return {one: moves[one].get(given, given) if one in moves else given for one, given in response.items()}


Words = tuple[str, Mapping[str, str]]  # the id of a piece, and its words


def _moves(old: Content, new: Content) -> dict[str, str]:
    """Where each piece of the old question stands in the new one."""
    if "pairs" in old:
        return _moved(_sides(old, "left"), _sides(new, "left"))
    name = next((one for one in PIECES if one in old), None)
    return _moved(_pieces(old, name), _pieces(new, name)) if name else {}


def _sides(content: Content, side: str) -> list[Words]:
    return [(pair["id"], pair[side]) for pair in content.get("pairs", ())]


def _pieces(content: Content, name: str) -> list[Words]:
    return [(piece["id"], piece["text"]) for piece in content.get(name, ())]


def _moved(old: Sequence[Words], new: Sequence[Words]) -> dict[str, str]:
    """First those whose words are alike (in both languages, or in one), then those of one id, then what is left."""
    left, found = dict(new), {}
    for alike in (_in_both, _in_one, _of_one_id, _any):
        for one, words in old:
            there = [other for other, others in left.items() if alike(one, words, other, others)]
            if one not in found and there:
                found[one] = one if one in there else there[0]
                del left[found[one]]
    return found


def _in_both(_one: str, words: Mapping[str, str], _other: str, others: Mapping[str, str]) -> bool:
    return words == others


def _in_one(_one: str, words: Mapping[str, str], _other: str, others: Mapping[str, str]) -> bool:
    return any(words[tag] == others.get(tag) for tag in words)


def _of_one_id(one: str, _words: Mapping[str, str], other: str, _others: Mapping[str, str]) -> bool:
    return one == other


def _any(_one: str, _words: Mapping[str, str], _other: str, _others: Mapping[str, str]) -> bool:
    return True
