"""Answers as browsers send them.

The name of a field says what it is: `choice` one option; `choices` several; `number` what was typed;
`place.<step>` the number of a step; `pair.<left>` the right-hand side chosen for a left one; `words` a short answer;
`gap.<number>` what fills a gap; `point` a place on a picture, as "x y".
"""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

Form = MultiDict[str, str]


def raw_answer(form: Form) -> Any:
    """What was answered, as `quizzes.rules.grading.unmask` and `check` take it. None: nothing was."""
    places, pairs = _named(form, "place."), _named(form, "pair.")
    if places:
        return _in_order(places)
    if pairs:
        return {left: right for left, right in pairs.items() if right}
    if gaps := _named(form, "gap."):
        return gaps
    if "choices" in form:
        return form.getlist("choices")
    return form.get("point") or form.get("choice") or form.get("number") or form.get("words")


def _named(form: Form, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)}


def _in_order(places: dict[str, str]) -> list[str]:
    """The steps by their number; none where a number is missing or there twice: that is no order."""
    if set(places.values()) != {str(number) for number in range(1, len(places) + 1)}:
        return []
    return sorted(places, key=lambda step: int(places[step]))


def refilled(kind: str, response: Any) -> Form:
    """The form as it was when this response was sent, in the ids that the person was shown."""
    found: Form = MultiDict()
    if kind == "several":
        found.setlist("choices", list(response))
    elif kind == "ordering":
        found.update({f"place.{one}": str(place) for place, one in enumerate(response, start=1)})
    elif kind == "matching":
        found.update({f"pair.{left}": right for left, right in response.items()})
    elif kind == "cloze":
        found.update({f"gap.{one}": str(given) for one, given in response.items()})
    elif kind == "hotspot" and isinstance(response, list):
        found["point"] = " ".join(map(str, response))
    else:
        name = {"numeric": "number", "short": "words"}.get(kind, "choice")
        found[name] = str(response).lower() if isinstance(response, bool) else str(response)
    return found
