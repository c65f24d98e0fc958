"""What the studio shows of a service case: its form with room for more, its map, a way through it to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from app.kit.i18n import pick
from app.questions import casewords
from quizzes.formats import casedrafts
from quizzes.rules import casemap, casework
from quizzes.rules.casework import LEAST_DECISIONS, MOST_CRITERIA, MOST_DECISIONS, MOST_SCENES

Content = dict[str, Any]

SAYINGS: dict[str, Any] = {
    "scene-twice": _("this scene stands twice"),
    "criterion-twice": _("this line stands twice"),
    "unknown-scene": _("leads to a scene that there is not"),
    "unknown-criterion": _("gives points in a line that there is not"),
    "critical-goes-on": _("a critical fault ends the case: it leads nowhere"),
    "too-few-decisions": _("a dead end: at least two decisions"),
    "ring": _("leads back to a scene that led here: a case goes forward only"),
    "unreachable": _("no decision leads here"),
    "too-deep": _("more than six decisions on the way"),
    "no-good-path": _("no way through it earns a point"),
    "cannot-fail": _("every way passes: raise the pass mark, or give fewer points to what is wrong"),
    "all-equal": _("all decisions lead to the same with the same points"),
    "criterion-unused": _("no decision gives points here"),
    "case-needs-class": _("choose one: a case is asked in checks of classes and in reviews, never in a PK"),
}
PARTS: dict[str, Any] = {"scenes": _("Scene"), "criteria": _("Rubric"), "pass_mark": _("Pass mark")}
NAMES: dict[str, Any] = {
    "decisions": _("Decision"),
    "consequence": _("Consequence"),
    "next": _("Leads to"),
    "points": _("Its points"),
}
FIELDS = {"scenes": "scene", "decisions": "decision", "criteria": "criterion"}


def where(path: str) -> str:
    """Such as: Scene 2 · Decision 1 · Consequence."""
    parts = path.split(".")
    found = [str(PARTS[parts[0]])]
    for part in parts[1:]:
        if part.isdigit():
            found[-1] += f" {int(part) + 1}"
        elif part in NAMES:
            found.append(str(NAMES[part]))
    return " · ".join(found)


def target(path: str) -> str:
    """The id of the field, or of the card, that a path is about."""
    parts = path.split(".")
    if parts[0] != "scenes":
        return "rubric"
    if len(parts) < 3 or parts[-1] in ("decisions", "id"):
        return f"scene-{parts[1]}" if len(parts) > 1 else "scene-0"
    return "-".join(FIELDS.get(part, part) for part in parts)


@dataclass(frozen=True)
class Form:
    """Scenes, decisions and criteria with empty ones to be filled: (place, what is written or an empty one, is_new)."""

    pass_mark: int
    criteria: Sequence[tuple[int, Content, bool]]
    scenes: Sequence[tuple[int, Content, bool]]
    targets: Sequence[tuple[str, int, str]]

    def decisions(self, scene: Content) -> list[tuple[int, Content, bool]]:
        return _roomy(scene["decisions"], max(LEAST_DECISIONS, len(scene["decisions"]) + 1), MOST_DECISIONS, _decision)


def form(content: Content, *, is_open: bool) -> Form:
    more = 1 if is_open else 0
    scenes = _roomy(content["scenes"], len(content["scenes"]) + more, MOST_SCENES, _scene_after(content))
    criteria = _roomy(content["criteria"], len(content["criteria"]) + more, MOST_CRITERIA, _criterion_after(content))
    targets = [(scene["id"], place + 1, pick(scene["text"])[:40]) for place, scene, _new in scenes]
    return Form(content["pass_mark"], criteria, scenes, targets)


def _roomy(written: Sequence[Content], wanted: int, most: int, empty: Any) -> list[tuple[int, Content, bool]]:
    found = [(place, one, False) for place, one in enumerate(written)]
    return found + [(place, empty(place), True) for place in range(len(written), min(wanted, most))]


def _decision(_place: int) -> Content:
    return casedrafts.decision()


def _scene_after(content: Content) -> Any:
    free = _free("scene", {scene["id"] for scene in content["scenes"]})
    return lambda _place: {"id": free, "text": {"en": "", "zh": ""}, "decisions": []}


def _criterion_after(content: Content) -> Any:
    free = _free("criterion", {one["id"] for one in content["criteria"]})
    return lambda _place: {"id": free, "name": {"en": "", "zh": ""}, "competency": None}


def _free(word: str, used: set[str]) -> str:
    return next(name for number in range(1, 99) if (name := f"{word}-{number}") not in used)


@dataclass(frozen=True)
class Trial:
    """A case tried out: what happened, the scene that is open, or how it went. `path`: the decisions so far."""

    told: Sequence[casewords.Told]
    scene: Content | None
    report: casewords.Report | None
    path: Sequence[str]


def trial(stored: Content, given: str) -> Trial:
    """A way as far as it leads: a decision that the case does not have ends the path that is followed."""
    path: list[str] = []
    for one in given.split(".")[:20]:
        try:
            casework.follow(stored, [*path, one])
        except casework.Astray:
            break
        path.append(one)
    scene = casework.follow(stored, path).scene
    report = None if scene else casewords.report(stored, path)
    return Trial(casewords.told(stored, path), dict(scene) if scene else None, report, path)


def drawn(stored: Content) -> casemap.Map:
    return casemap.draw(stored)
