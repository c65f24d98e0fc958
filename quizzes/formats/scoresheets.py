"""A score sheet as authors write it (YAML, or the same values from a form), and as the rules read it.

Every fault is told at once: a code at the steps that lead to it, and in a file its line and column. Decimals are kept
as text and are exact. What is written reads back as exactly the same content.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quizzes.formats.faults import Place
from quizzes.formats.planfile import Fault, Reading, read_plan
from quizzes.formats.posts import POSTS
from quizzes.formats.sheetparts import Paper
from quizzes.formats.tree import Steps, Tree
from quizzes.rules import scoresheet as rules

MOST_BYTES = 200_000
EXAMPLES = Path(__file__).parents[1] / "finals"
KINDS = ("measured", "judged")
STATIONS = {"stage-pk": ("pk-right", "pk-result"), "knowledge": ("test-right",)}  # kind -> what the server measures
NAMES = {  # what pydantic calls it, and what we say of it
    "missing": "missing",
    "extra_forbidden": "unknown-key",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "string_pattern_mismatch": "id-form",
    "union_tag_invalid": "kind",
    "union_tag_not_found": "kind",
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-large",
    "too_short": "too-few",
    "too_long": "too-many",
    "slip": "not-a-number",
    "literal_error": "source-unknown",
}
GONE_TOO_FAR = {"model_type": "not-a-mapping", "model_attributes_type": "not-a-mapping", "tuple_type": "not-a-list"}
PLACES = {"weight": "weight", "range": "target", "bands-order": "bands", "bands-shares": "bands", "band": "bands",
          "source": "source", "source-twice": "source"}  # fmt: skip


def read(data: Any) -> Reading:
    """Read plain values. It never raises for what is in them."""
    try:
        paper = Paper.model_validate(data)
    except ValidationError as error:
        return Reading(None, tuple(_faults_of_shape(error)))
    content = paper.model_dump(mode="json")
    faults = tuple(_fault_of_slip(content, slip) for slip in rules.slips(paper.sheet()))
    return Reading(None if faults else content, faults)


def read_file(data: bytes) -> Reading:
    """Read a file; `told` holds each fault with its line and column."""
    too_much = f"The file is larger than {MOST_BYTES // 1000} kB. A sheet needs much less."
    return read_plan(data, MOST_BYTES, too_much, read, _place)


def _place(tree: Tree, fault: Fault) -> Place:
    return tree.place_of_key(fault.steps) if fault.code == "unknown-key" else tree.place_of(fault.steps)


def _faults_of_shape(error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        kind = detail["type"]
        code = NAMES.get(kind) or GONE_TOO_FAR.get(kind) or "not-text"
        steps = _steps(detail)
        yield Fault(steps, code, {"key": str(steps[-1])[:60] if steps else "", **_bounds(detail)})


def _steps(detail: ErrorDetails) -> Steps:
    """Pydantic's steps name the kind of an aspect as well; the file's do not."""
    steps = detail["loc"]
    if len(steps) > 2 and steps[0] == "aspects" and steps[2] in KINDS:
        steps = (*steps[:2], *steps[3:])
    return (*steps, "kind") if detail["type"].startswith("union_tag") else steps


def _bounds(detail: ErrorDetails) -> dict[str, Any]:
    given = detail.get("ctx") or {}
    least = given.get("ge", given.get("min_length"))
    most = given.get("le", given.get("max_length"))
    return {name: value for name, value in (("least", least), ("most", most)) if value is not None}


def _fault_of_slip(content: Mapping[str, Any], slip: rules.Slip) -> Fault:
    if not slip.place:
        return Fault(("timing",) if slip.code == "timing" else ("aspects",), slip.code, {"value": slip.value})
    steps = _steps_of_id(content, slip.place, last=slip.code == "twice")
    part = "id" if slip.code == "twice" else PLACES.get(slip.code)
    return Fault((*steps, part) if part else steps, slip.code, {"id": slip.place, "value": slip.value})


def _steps_of_id(content: Mapping[str, Any], ident: str, *, last: bool) -> Steps:
    parts = ("aspects", "penalties", "critical")
    found: list[Steps] = [
        (part, place) for part in parts for place, one in enumerate(content[part]) if one["id"] == ident
    ]
    return found[-1] if last else found[0]


def sheet(content: Mapping[str, Any]) -> rules.Sheet:
    """What was stored, as the rules read it."""
    return Paper.model_validate(content).sheet()


def example(name: str) -> dict[str, Any] | None:
    """The example sheet for a post or a kind of station, from quizzes/finals; None where there is none."""
    path = EXAMPLES / f"{name}.yaml"
    return read_file(path.read_bytes()).content if name in {*POSTS, *STATIONS} and path.exists() else None


def on_paper(kind: str) -> dict[str, Any] | None:
    """The sheet of a test that is taken on paper and marked by judges, from quizzes/finals/on-paper: knowledge."""
    path = EXAMPLES / "on-paper" / f"{kind}.yaml"
    return read_file(path.read_bytes()).content if kind in STATIONS and path.exists() else None


# Writing --------------------------------------------------------------------------------------------------------

ABOUT = {
    "task": "What the competitor has to do; the judges read it, too.",
    "aspects": "Weights add to 100. measured: points by the distance from the target; with a `source` the server "
    "measures: pk-right, pk-result, test-right. judged: 0 to 3, each described.",
    "penalties": "Points taken away, each time, `most` times at most.",
    "critical": "A critical fault ends the work at the station with nothing.",
    "timing": "Each begun `step_minutes` over `minutes` costs `points`, `most` in all; 0 minutes a step: nothing.",
}


def write(content: Mapping[str, Any]) -> str:
    """The sheet as a YAML file. Texts stand in quotes, so that nothing is taken for something else."""
    lines: list[str] = []
    for key in ("task", "aspects", "penalties", "critical", "timing"):
        if content.get(key):
            lines += [f"# {ABOUT[key]}", *_written(key, content[key])]
    return "\n".join(lines) + "\n"


def _written(key: str, value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}:", *(f"  {name}: {_flow(one)}" for name, one in value.items())]
    return [f"{key}:", *(line for one in value for line in _entry(one))]


def _entry(entry: Mapping[str, Any]) -> list[str]:
    lines = [line for name, value in entry.items() for line in _member(name, value)]
    return [f"  - {lines[0].strip()}", *lines[1:]]


def _member(name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [f"    {name}:", *(f"      - {_flow(one)}" for one in value)]
    return [f"    {name}: {_flow(value)}"]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(one)}" for name, one in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
