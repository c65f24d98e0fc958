"""A service case while it is being written (see drafting.py). A decision that ends the case has next ""."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from quizzes.rules.casework import numbered

Content = dict[str, Any]
Text = dict[str, str]

PASS_MARK = 60


def _empty() -> Text:
    return {"en": "", "zh": ""}


def blank() -> Content:
    """A scene with two decisions, and a rubric of three lines to begin with."""
    rubric = (("care", "Care", "关怀", "care"), ("honesty", "Honesty", "诚实", "credible"),
              ("process", "Process", "流程", "professional"))  # fmt: skip
    return {
        "pass_mark": PASS_MARK,
        "criteria": [{"id": one, "name": {"en": en, "zh": zh}, "competency": tag} for one, en, zh, tag in rubric],
        "scenes": [{"id": "scene-1", "text": _empty(), "decisions": [decision(), decision()]}],
    }


def decision() -> Content:
    return {"text": _empty(), "consequence": _empty(), "points": {}, "critical": False, "next": ""}


def texts(content: Content) -> Iterator[tuple[str, Text]]:
    """Every text by its path, such as scenes.0.decisions.1.consequence."""
    for place, criterion in enumerate(content["criteria"]):
        yield f"criteria.{place}.name", criterion["name"]
    for place, scene in enumerate(content["scenes"]):
        yield f"scenes.{place}.text", scene["text"]
        for number, one in enumerate(scene["decisions"]):
            for name in ("text", "consequence"):
                yield f"scenes.{place}.decisions.{number}.{name}", one[name]


def given(content: Content) -> Content:
    """As the form of a whole question takes it."""
    return {
        "criteria": tuple(content["criteria"]),
        "scenes": tuple(
            scene | {"decisions": tuple(one | {"next": one["next"] or None} for one in scene["decisions"])}
            for scene in content["scenes"]
        ),
    }


def of_stored(stored: Content) -> Content:
    return {
        "scenes": [
            scene | {"decisions": [_without_id(one) | {"next": one["next"] or ""} for one in scene["decisions"]]}
            for scene in stored["scenes"]
        ],
    }


def _without_id(one: Content) -> Content:
    return {name: value for name, value in one.items() if name != "id"}


def looked_at(content: Content, filled: Callable[[Text], Text]) -> Content:
    """The stored form of a draft as it is."""
    scenes = [
        scene | {"text": filled(scene["text"]), "decisions": [_filled(one, filled) for one in scene["decisions"]]}
        for scene in content["scenes"]
    ]
    return {
        "pass_mark": content["pass_mark"],
        "criteria": [one | {"name": filled(one["name"])} for one in content["criteria"]],
        "scenes": numbered(scenes),
    }


def _filled(one: Content, filled: Callable[[Text], Text]) -> Content:
    return one | {"text": filled(one["text"]), "consequence": filled(one["consequence"]), "next": one["next"] or None}
