"""Service cases: a scene, a decision, its consequence, the next scene; scored by a rubric.

A case is a graph without rings: `scenes` (the first one opens it), each with two to four `decisions`; a decision gives
`points` by criterion and leads to its `next` scene, or to the end where it names none. One that is `critical` ends the
case at once, and nobody passes with it. A *path* is the ids of the decisions taken, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

Content = Mapping[str, Any]
Way = tuple[int, int, list[str]]  # points, minus the number of decisions, the path

MOST_SCENES, MOST_DECISIONS, LEAST_DECISIONS, MOST_CRITERIA = 8, 4, 2, 6
DEEPEST = 6  # decisions from the first scene to an end
MOST_POINTS = 5  # of a decision in one criterion
COMPETENCIES = ("credible", "professional", "passionate", "innovative", "value", "convenience", "care")


class Astray(ValueError):
    """A path that the case does not have."""


@dataclass(frozen=True)
class Step:
    """What was decided in which scene."""

    scene: Content
    decision: Content


@dataclass(frozen=True)
class Story:
    """How far a path leads. `scene`: what is open now; None: the case has ended. `failed`: by a critical fault."""

    steps: tuple[Step, ...]
    scene: Content | None
    failed: bool


@dataclass(frozen=True)
class Score:
    """Points by criterion, beside those of the best path. `share`: of all points of the best path, 0 to 1."""

    points: dict[str, int]
    best: dict[str, int]
    share: float
    failed: bool
    passed: bool

    @property
    def percent(self) -> int:
        """Cut, not rounded: what is shown as the pass mark has passed."""
        return 100 * sum(self.points.values()) // max(1, sum(self.best.values()))


def numbered(scenes: Iterable[Content]) -> list[dict[str, Any]]:
    """The scenes with an id for each decision: 2b is the second one of the second scene."""
    return [
        {
            **scene,
            "decisions": [
                {**one, "id": f"{number}{letter}"}
                for letter, one in zip(ascii_lowercase, scene["decisions"], strict=False)
            ],
        }
        for number, scene in enumerate(scenes, start=1)
    ]


def decision_ids(content: Content) -> list[str]:
    """Every decision of the case, in the order of its scenes."""
    return [decision["id"] for scene in content["scenes"] for decision in scene["decisions"]]


def _by_id(content: Content) -> dict[str, Content]:
    """The scenes; of two with the same id, which a draft can have, the first."""
    return {scene["id"]: scene for scene in reversed(content["scenes"])}


def follow(content: Content, path: Sequence[object]) -> Story:
    """Where a path leads. Raises Astray for a decision that is not open where it is taken."""
    scenes = _by_id(content)
    scene, failed = content["scenes"][0], False
    steps: list[Step] = []
    for taken in path:
        decision = next((one for one in scene["decisions"] if one["id"] == taken), None) if scene else None
        if decision is None:
            raise Astray
        steps.append(Step(scene, decision))
        failed = bool(decision["critical"])
        scene = None if failed else scenes.get(decision["next"])
    return Story(tuple(steps), scene, failed)


def score(content: Content, path: Sequence[str]) -> Score:
    """What a path that has ended is worth. Raises Astray."""
    story = follow(content, path)
    got, best = _points(content, story.steps), _points(content, follow(content, best_path(content)).steps)
    most, all_points = sum(best.values()), sum(got.values())
    passed = not story.failed and 100 * all_points >= content["pass_mark"] * most
    return Score(got, best, all_points / most if most else 0.0, story.failed, passed)


def _points(content: Content, steps: Iterable[Step]) -> dict[str, int]:
    found = {criterion["id"]: 0 for criterion in content["criteria"]}
    for step in steps:
        for name, points in step.decision["points"].items():
            found[name] = found.get(name, 0) + points
    return found


def marks(content: Content, path: Sequence[str]) -> dict[str, bool]:
    """By criterion: whether the path reaches the pass mark in it, measured by the best path."""
    found = score(content, path)
    return {name: 100 * found.points[name] >= content["pass_mark"] * most for name, most in found.best.items()}


def best_path(content: Content) -> list[str]:
    """The path with the most points; of equal ones the shorter, then the one that stands first. [] where none ends."""
    way = _way(content, _more_first)
    return way[2] if way else []


def worst_path(content: Content) -> list[str]:
    """A path that does not pass: through a critical fault where there is one, else the one with the fewest points."""
    fault = _to_a_fault(content)
    way = _way(content, _fewer_first)
    return fault or (way[2] if way else [])


def _more_first(way: Way) -> tuple[int, int]:
    return way[0], way[1]


def _fewer_first(way: Way) -> tuple[int, int]:
    return -way[0], way[1]


def _way(content: Content, rank: Callable[[Way], tuple[int, int]]) -> Way | None:
    """The way without a fault from the first scene to an end that ranks highest. Rings lead nowhere."""
    scenes = _by_id(content)
    known: dict[str, Way | None] = {}

    def from_scene(scene_id: str) -> Way | None:
        if scene_id not in known:
            known[scene_id] = None  # whoever comes by here again goes in a ring
            ways = (way for one in scenes[scene_id]["decisions"] if (way := by(one)) is not None)
            known[scene_id] = max(ways, key=rank, default=None)
        return known[scene_id]

    def by(decision: Content) -> Way | None:
        if decision["critical"]:
            return None
        points = sum(decision["points"].values())
        if not decision["next"]:
            return points, -1, [decision["id"]]
        rest = from_scene(decision["next"]) if decision["next"] in scenes else None
        return rest and (points + rest[0], rest[1] - 1, [decision["id"], *rest[2]])

    return from_scene(content["scenes"][0]["id"]) if content["scenes"] else None


def _to_a_fault(content: Content) -> list[str]:
    """The shortest path that ends with a critical fault; [] where there is none."""
    scenes = _by_id(content)
    ways: list[tuple[str, list[str]]] = [(content["scenes"][0]["id"], [])] if content["scenes"] else []
    seen: set[str] = set()
    while ways:
        scene_id, path = ways.pop(0)
        if scene_id in seen or scene_id not in scenes:
            continue
        seen.add(scene_id)
        for decision in scenes[scene_id]["decisions"]:
            if decision["critical"]:
                return [*path, decision["id"]]
            ways.append((decision["next"] or "", [*path, decision["id"]]))
    return []
