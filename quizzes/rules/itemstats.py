"""What was chosen in an answer, by the ids of the options; and which options there are.

Only each person's first attempt counts in statistics: what follows it was learned from it. Facility is the share of
right first attempts (the classical difficulty index; Crocker and Algina, Introduction to Classical and Modern Test
Theory, 1986, chapter 14).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quizzes.rules.regrading import translated

WITH_OPTIONS = ("single", "several", "true-false")


def chosen(content: Mapping[str, Any], response: Any) -> tuple[str, ...]:
    """The ids of the options that were chosen; none of a kind whose answers are not chosen among options."""
    return tuple(_options(response)) if content["kind"] in WITH_OPTIONS else ()


def options_of(content: Mapping[str, Any]) -> dict[str, bool]:
    """The options by their ids: whether they are right."""
    if content["kind"] == "true-false":
        return {"true": content["answer"] is True, "false": content["answer"] is False}
    return {one["id"]: one["right"] for one in content.get("options", ())}


def options_by(content: Mapping[str, Any], corrected: Mapping[str, Any]) -> dict[str, bool]:
    """The options of a version that was found wrong, by their own ids: whether they are right by the corrected key."""
    rights = options_of(corrected)
    names = {one: str(translated(dict(content), dict(corrected), one)) for one in options_of(content)}
    return {one: rights[name] for one, name in names.items()}


def _options(response: Any) -> list[str]:
    if isinstance(response, bool):
        return ["true" if response else "false"]
    given = response if isinstance(response, list) else [response]
    return [one for one in given if isinstance(one, str)]
