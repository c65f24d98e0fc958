"""A service case for a page, once it is closed for the person who looks: what happened, the rubric, the best way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from app.kit.i18n import pick
from quizzes.rules import caseplay, casework

Content = dict[str, Any]
COMPETENCIES: dict[str, Any] = {
    "credible": _("credible"),
    "professional": _("professional"),
    "passionate": _("passionate"),
    "innovative": _("innovative"),
    "value": _("good value"),
    "convenience": _("convenient"),
    "care": _("caring"),
}


@dataclass(frozen=True)
class Told:
    """A scene, what was decided in it, what came of it."""

    scene: str
    decision: str
    consequence: str


@dataclass(frozen=True)
class Line:
    """A line of the rubric: the points that were earned (None: nobody has played), and those of the best way."""

    name: str
    competency: str
    points: int | None
    best: int
    good: bool


@dataclass(frozen=True)
class Report:
    """How a case went. `percent` is of the points of the best way; None: nobody has played. `failed`: by a fault."""

    story: Sequence[Told]
    lines: Sequence[Line]
    percent: int | None
    pass_mark: int
    failed: bool
    passed: bool
    best: Sequence[Told]
    is_best: bool


def report(content: Content, path: list[str] | None) -> Report:
    best = casework.best_path(content)
    found = casework.score(content, path or best)
    good = casework.marks(content, path or best)
    return Report(
        story=told(content, path or []),
        lines=[
            Line(
                pick(one["name"]),
                str(COMPETENCIES.get(one.get("competency") or "", "")),
                found.points[one["id"]] if path else None,
                found.best[one["id"]],
                good[one["id"]],
            )
            for one in content["criteria"]
        ],
        percent=found.percent if path else None,
        pass_mark=content["pass_mark"],
        failed=found.failed,
        passed=found.passed,
        best=best_way(content),
        is_best=path is not None and found.percent == 100 and not found.failed,
    )


def best_way(content: Content) -> list[Told]:
    return told(content, casework.best_path(content))


def told(content: Content, path: list[str]) -> list[Told]:
    """What happened on a path."""
    return [
        Told(pick(step["scene"]), pick(step["decision"]), pick(step["consequence"]))
        for step in caseplay.told(content, path)
    ]
