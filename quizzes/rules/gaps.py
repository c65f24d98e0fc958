"""A text with gaps (cloze): what counts as an answer, how right it is, what may be seen of it before the close.

The text marks its gaps by {{1}}, {{2}} …; a gap's id is the number of its mark. A gap is short (words with accepted
spellings), number or choice. A response is an object: gap id -> words, number, or option id.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from quizzes.rules import typed
from quizzes.rules.masks import masks, shuffled, swapped
from quizzes.rules.responses import BadResponse, Content, Grade, Response, graded

MARK = re.compile(r"\{\{(\d{1,2})\}\}")
KINDS = ("short", "number", "choice")
MOST_GAPS = 5
MOST_SENT = 50


def option_ids(gap: Content) -> list[str]:
    return [option["id"] for option in gap["options"]]


def right_option(gap: Content) -> Content:
    found: Content = next(option for option in gap["options"] if option["right"])
    return found


def key(content: Content) -> Response:
    return {gap["id"]: _key_of(gap) for gap in content["gaps"]}


def _key_of(gap: Content) -> Response:
    if gap["kind"] == "choice":
        return right_option(gap)["id"]
    return gap["answer"] if gap["kind"] == "number" else typed.first(gap["accepted"])


def check(content: Content, raw: Any) -> Response:
    """The response that was meant. Raises BadResponse."""
    if not isinstance(raw, dict) or len(raw) > MOST_SENT:
        raise BadResponse("not-pairs")
    if not raw:
        raise BadResponse("incomplete")
    if not set(raw) <= {gap["id"] for gap in content["gaps"]}:
        raise BadResponse("unknown-option")
    return {gap["id"]: _checked(gap, raw.get(gap["id"])) for gap in content["gaps"]}


def _checked(gap: Content, raw: Any) -> Response:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise BadResponse("empty-gap")
    if gap["kind"] == "number":
        return typed.number(raw)
    if gap["kind"] == "short":
        return typed.words(raw)
    if not isinstance(raw, str) or raw not in option_ids(gap):
        raise BadResponse("unknown-option")
    return raw


def grade(content: Content, response: Response) -> Grade:
    """Each gap counts alike."""
    return graded({gap["id"]: is_right(content, gap, response[gap["id"]]) for gap in content["gaps"]})


def is_right(content: Content, gap: Content, given: Response) -> bool:
    """Whether this fills the gap."""
    if gap["kind"] == "number":
        return typed.is_near(given, gap["answer"], gap["tolerance"])
    if gap["kind"] == "short":
        return typed.is_accepted(gap["accepted"], given, case_matters=content["case_matters"])
    return bool(given == right_option(gap)["id"])


def shown(content: Content, seed: int) -> list[Content]:
    """What may be seen of the gaps: their kinds, units, and shuffled options under masked ids."""
    return [_shown_gap(gap, seed) for gap in content["gaps"]]


def _shown_gap(gap: Content, seed: int) -> Content:
    found: Content = {"id": gap["id"], "kind": gap["kind"]}
    if gap["kind"] == "number":
        found["unit"] = gap["unit"]
    if gap["kind"] == "choice":
        names = _masks(gap, seed)
        pieces = [{"id": names[option["id"]], "text": option["text"]} for option in gap["options"]]
        found["options"] = shuffled(pieces, seed, salt=f"gap {gap['id']}")
    return found


def _masks(gap: Content, seed: int) -> dict[str, str]:
    return masks(option_ids(gap), seed, f"option of {gap['id']}")


def mask(content: Content, seed: int, response: Response) -> Response:
    """A response in the ids that this person was shown."""
    return _renamed(content, response, lambda gap: _masks(gap, seed))


def unmask(content: Content, seed: int, raw: Any) -> Any:
    """What was sent, in stored ids."""
    return _renamed(content, raw, lambda gap: {seen: stored for stored, seen in _masks(gap, seed).items()})


def _renamed(content: Content, raw: Any, names: Callable[[Content], dict[str, str]]) -> Any:
    if not isinstance(raw, dict):
        return raw
    choices = {gap["id"]: names(gap) for gap in content["gaps"] if gap["kind"] == "choice"}
    return {one: swapped(choices.get(one, {}), given) for one, given in raw.items()}


def numbers_in(text: str) -> list[str]:
    """The ids of the gaps that a text marks, in its order."""
    return MARK.findall(text)


def pieces(text: str) -> list[tuple[str, str]]:
    """The text cut at its marks: ("text", words) and ("gap", id) by turns, without empty words."""
    cut = MARK.split(text)
    found = [("gap" if place % 2 else "text", one) for place, one in enumerate(cut)]
    return [(what, one) for what, one in found if one]


def filled(text: str, words: Callable[[str], str]) -> str:
    """The text with words in the place of its marks."""
    return MARK.sub(lambda found: words(found[1]), text)


def lined(text: str) -> str:
    """The text with a line in the place of each gap, as it is read where nothing is filled in."""
    return filled(text, lambda _gap: "____")
