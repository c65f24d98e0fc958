"""A service case as its author typed it. The names of the fields: scene-0-decision-1-text-zh."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

from quizzes.formats import pieces
from quizzes.formats.casedrafts import PASS_MARK
from quizzes.formats.drafting import Content, Text
from quizzes.rules.casework import COMPETENCIES, MOST_CRITERIA, MOST_DECISIONS, MOST_POINTS, MOST_SCENES

Typed = MultiDict[str, str]
Both = Callable[[Typed, str], Text]


def content(typed: Typed, both: Both) -> Content:
    """`both` reads a text in both languages. A scene that is empty stays where a decision leads to it."""
    criteria = _criteria(typed, both)
    scenes = [_scene(typed, place, criteria, both) for place in range(MOST_SCENES)]
    wanted = {one["next"] for scene in scenes for one in scene["decisions"]}
    kept = [
        scene
        for place, scene in enumerate(scenes)
        if not place or any(scene["text"].values()) or scene["decisions"] or scene["id"] in wanted
    ]
    return {"pass_mark": _whole(typed, "pass_mark", PASS_MARK, 1, 100), "criteria": criteria, "scenes": kept}


def _criteria(typed: Typed, both: Both) -> list[Content]:
    found = []
    for place in range(MOST_CRITERIA):
        name, tag = both(typed, f"criterion-{place}-name"), typed.get(f"criterion-{place}-competency", "")
        if any(name.values()):
            one = _id(typed, f"criterion-{place}-id", f"criterion-{place + 1}")
            found.append({"id": one, "name": name, "competency": tag if tag in COMPETENCIES else None})
    return found


def _scene(typed: Typed, place: int, criteria: list[Content], both: Both) -> Content:
    name = f"scene-{place}"
    decisions = [_decision(typed, f"{name}-decision-{number}", criteria, both) for number in range(MOST_DECISIONS)]
    return {
        "id": _id(typed, f"{name}-id", f"scene-{place + 1}"),
        "text": both(typed, f"{name}-text"),
        "decisions": [one for one in decisions if any(one["text"].values()) or any(one["consequence"].values())],
    }


def _decision(typed: Typed, name: str, criteria: list[Content], both: Both) -> Content:
    points = {one["id"]: _whole(typed, f"{name}-points-{one['id']}", 0, 0, MOST_POINTS) for one in criteria}
    critical = f"{name}-critical" in typed
    return {
        "text": both(typed, f"{name}-text"),
        "consequence": both(typed, f"{name}-consequence"),
        "points": {one: count for one, count in points.items() if count},
        "critical": critical,
        "next": "" if critical else typed.get(f"{name}-next", "")[:60],
    }


def _id(typed: Typed, name: str, otherwise: str) -> str:
    given = typed.get(name, "")
    return given if len(given) <= 60 and re.fullmatch(pieces.ID_FORM, given) else otherwise


def _whole(typed: Typed, name: str, otherwise: int, least: int, most: int) -> int:
    given: Any = typed.get(name, type=int)
    return given if given is not None and least <= given <= most else otherwise
