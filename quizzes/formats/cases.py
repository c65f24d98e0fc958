"""Service cases as authors write them: criteria, scenes, decisions. Their graph: quizzes/rules/casegraph.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from quizzes.formats.pieces import Id, Piece, Slip, Text
from quizzes.rules import casegraph
from quizzes.rules.casework import (
    DEEPEST,
    LEAST_DECISIONS,
    MOST_CRITERIA,
    MOST_DECISIONS,
    MOST_POINTS,
    MOST_SCENES,
    numbered,
)

LONGEST_SCENE = {"en": 600, "zh": 260}
LONGEST_DECISION = {"en": 160, "zh": 80}
LONGEST_CONSEQUENCE = {"en": 400, "zh": 180}
SAID = {
    "scene-twice": "This scene's id is used already. Choose another.",
    "criterion-twice": "This criterion's id is used already. Choose another.",
    "unknown-scene": "There is no scene of this id. Name one of this case, or leave `next` out where the case ends.",
    "unknown-criterion": "There is no criterion of this id. Name one of `criteria`.",
    "critical-goes-on": "A critical fault ends the case. Leave out `next`, or `critical`.",
    "too-few-decisions": f"A scene has {LEAST_DECISIONS} to {MOST_DECISIONS} decisions. Add one.",
    "ring": "This leads back to a scene that led here. A case goes forward only.",
    "unreachable": "No decision leads to this scene. Name it as the `next` of one, or take it out.",
    "too-deep": f"More than {DEEPEST} decisions on the way. Shorten it.",
    "no-good-path": "No path earns a point. Give points to what is right.",
    "cannot-fail": "Every path passes. Raise the pass mark, or give fewer points to what is wrong.",
}


class Criterion(Piece):
    """One line of the rubric."""

    id: Id
    name: Text
    competency: (
        Literal["credible", "professional", "passionate", "innovative", "value", "convenience", "care"] | None
    ) = None


def _too_long(words: Text, most: Mapping[str, int], what: str) -> Iterator[Slip]:
    for language, limit in most.items():
        length = len(getattr(words, language))
        if length > limit:
            yield (language,), f"{length} characters; {what} has at most {limit}. Shorten it."


class SceneText(Text):
    def slips(self) -> Iterable[Slip]:
        return _too_long(self, LONGEST_SCENE, "a scene")


class DecisionText(Text):
    def slips(self) -> Iterable[Slip]:
        return _too_long(self, LONGEST_DECISION, "a decision")


class Consequence(Text):
    def slips(self) -> Iterable[Slip]:
        return _too_long(self, LONGEST_CONSEQUENCE, "a consequence")


class Decision(Piece):
    """What one can decide, what follows from it, and where it leads; without `next` the case ends."""

    text: DecisionText
    consequence: Consequence
    points: dict[Id, Annotated[StrictInt, Field(ge=0, le=MOST_POINTS)]] = {}
    critical: StrictBool = False
    next: Id | None = None


class Scene(Piece):
    id: Id
    text: SceneText
    decisions: Annotated[tuple[Decision, ...], Field(min_length=LEAST_DECISIONS, max_length=MOST_DECISIONS)]


Criteria = Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=MOST_CRITERIA)]
Scenes = Annotated[tuple[Scene, ...], Field(min_length=1, max_length=MOST_SCENES)]
PassMark = Annotated[StrictInt, Field(ge=1, le=100)]  # per cent of the points of the best path


def stored(pass_mark: int, criteria: Iterable[Criterion], scenes: Iterable[Scene]) -> dict[str, Any]:
    """The keys of a case as they are stored: decisions have ids."""
    return {
        "pass_mark": pass_mark,
        "criteria": [criterion.model_dump() for criterion in criteria],
        "scenes": numbered(scene.model_dump() for scene in scenes),
    }


def slips(content: Mapping[str, Any]) -> Iterator[Slip]:
    """What is wrong with the graph, with the steps that lead there."""
    for code, steps in casegraph.flaws(content):
        yield steps, SAID[code]
