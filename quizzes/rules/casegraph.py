"""What is wrong with a case as a graph: rings, scenes that nobody reaches, ends that nobody can reach well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quizzes.rules import casework
from quizzes.rules.casework import DEEPEST, LEAST_DECISIONS, Content

Steps = tuple[str | int, ...]
Flaw = tuple[str, Steps]  # a code, and where, as keys and places from the case down


def flaws(content: Content) -> list[Flaw]:
    """All that keeps a case from being played. Of a case that cannot be walked the scores are not looked at.

    scene-twice, criterion-twice, unknown-scene, unknown-criterion, critical-goes-on, too-few-decisions, ring,
    unreachable, too-deep, no-good-path, cannot-fail
    """
    found = [*_names(content), *_decisions(content)]
    if not found:
        found = [*_rings(content), *_unreachable(content)]
    if not found:
        found = [*_depth(content), *_scores(content)]
    return found


def hints(content: Content) -> Iterator[Flaw]:
    """What does not hinder: all-equal, a choice that is none, criterion-unused, one that no decision touches."""
    for place, scene in enumerate(content["scenes"]):
        if len({_worth(one) for one in scene["decisions"]}) == 1 and len(scene["decisions"]) > 1:
            yield "all-equal", ("scenes", place)
    given = {
        name
        for scene in content["scenes"]
        for one in scene["decisions"]
        for name, points in one["points"].items()
        if points
    }
    for place, criterion in enumerate(content["criteria"]):
        if criterion["id"] not in given:
            yield "criterion-unused", ("criteria", place)


def _worth(decision: Content) -> tuple[Any, ...]:
    points = tuple(sorted((name, count) for name, count in decision["points"].items() if count))
    return points, decision["next"] or "", bool(decision["critical"])


def _names(content: Content) -> Iterator[Flaw]:
    for part, code in (("scenes", "scene-twice"), ("criteria", "criterion-twice")):
        seen: set[str] = set()
        for place, one in enumerate(content[part]):
            if one["id"] in seen:
                yield code, (part, place, "id")
            seen.add(one["id"])


def _decisions(content: Content) -> Iterator[Flaw]:
    scenes = {scene["id"] for scene in content["scenes"]}
    criteria = {criterion["id"] for criterion in content["criteria"]}
    for place, scene in enumerate(content["scenes"]):
        here: Steps = ("scenes", place, "decisions")
        if len(scene["decisions"]) < LEAST_DECISIONS:
            yield "too-few-decisions", here
        for number, one in enumerate(scene["decisions"]):
            if one["next"] and one["next"] not in scenes:
                yield "unknown-scene", (*here, number, "next")
            if one["next"] and one["critical"]:
                yield "critical-goes-on", (*here, number, "next")
            for name in one["points"]:
                if name not in criteria:
                    yield "unknown-criterion", (*here, number, "points", name)


def _targets(content: Content) -> dict[str, list[tuple[int, str]]]:
    """For each scene where its decisions lead: (number of the decision, id of the scene)."""
    known = {scene["id"] for scene in content["scenes"]}
    return {
        scene["id"]: [(number, one["next"]) for number, one in enumerate(scene["decisions"]) if one["next"] in known]
        for scene in content["scenes"]
    }


def _rings(content: Content) -> Iterator[Flaw]:
    """Each decision that leads back to a scene which led here."""
    places = {scene["id"]: place for place, scene in enumerate(content["scenes"])}
    targets, done = _targets(content), set[str]()

    def walk(scene: str, road: tuple[str, ...]) -> Iterator[Flaw]:
        for number, target in targets[scene]:
            if target in road:
                yield "ring", ("scenes", places[scene], "decisions", number, "next")
            elif target not in done:
                yield from walk(target, (*road, target))
        done.add(scene)

    for start in places:
        if start not in done:
            yield from walk(start, (start,))


def _unreachable(content: Content) -> Iterator[Flaw]:
    targets = _targets(content)
    seen: set[str] = set()
    todo = [content["scenes"][0]["id"]] if content["scenes"] else []
    while todo:
        scene = todo.pop()
        seen.add(scene)
        todo += [target for _number, target in targets[scene] if target not in seen]
    for place, one in enumerate(content["scenes"]):
        if one["id"] not in seen:
            yield "unreachable", ("scenes", place)


def depths(content: Content) -> dict[str, int]:
    """For each scene that is reached the most decisions before it; where there are rings, some number."""
    found = {content["scenes"][0]["id"]: 0} if content["scenes"] else {}
    targets, todo = _targets(content), list(found)
    while todo:
        scene = todo.pop()
        for _number, target in targets[scene]:
            if found.get(target, -1) <= found[scene] < len(targets):
                found[target] = found[scene] + 1
                todo.append(target)
    return found


def _depth(content: Content) -> Iterator[Flaw]:
    deep = depths(content)
    for place, scene in enumerate(content["scenes"]):
        if deep.get(scene["id"], 0) >= DEEPEST:
            yield "too-deep", ("scenes", place)


def _scores(content: Content) -> Iterator[Flaw]:
    best = casework.best_path(content)
    if not best or not sum(casework.score(content, best).best.values()):
        yield "no-good-path", ("scenes",)
    elif casework.score(content, casework.worst_path(content)).passed:
        yield "cannot-fail", ("pass_mark",)
