"""What a person may see of a case while playing it: the scene that is open, and what their own decisions led to."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from quizzes.rules import casework
from quizzes.rules.grading import Content, mask


def open_scene(content: Content, seed: int, path: Sequence[str]) -> Content | None:
    """The text of the scene that is open after this path, and its decisions, shuffled, under masked ids.

    No consequence, no points and no target is in it. None: the case has ended.
    """
    scene = casework.follow(content, path).scene
    if scene is None:
        return None
    decisions = [{"id": mask(content, seed, one["id"]), "text": one["text"]} for one in scene["decisions"]]
    Random(f"scene:{scene['id']}:{seed}").shuffle(decisions)
    return {"text": scene["text"], "decisions": decisions}


def told(content: Content, path: Sequence[str]) -> list[dict[str, Any]]:
    """What happened so far: each scene with the decision taken in it and its consequence."""
    return [
        {"scene": step.scene["text"], "decision": step.decision["text"], "consequence": step.decision["consequence"]}
        for step in casework.follow(content, path).steps
    ]
