"""A season as a YAML file: read with every fault at once, each at its line, and written.

What is written reads back as exactly the same plan. Only what is not YAML at all is told as a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizzes.formats.faults import START, Place
from quizzes.formats.seasondata import read, to_data
from quizzes.formats.tree import Tree, plant
from quizzes.rules.seasonchecks import Fault, Known
from quizzes.rules.seasonplan import SeasonPlan

MOST_BYTES = 60_000


@dataclass(frozen=True)
class Placed:
    """A fault with its place in the file: of the plan, or a sentence about what is no YAML."""

    place: Place
    fault: Fault | None = None
    slip: str = ""


@dataclass(frozen=True)
class FileReading:
    """A file's plan (None where it could not be read so far), its faults, and all that is told of it with places."""

    plan: SeasonPlan | None
    faults: tuple[Fault, ...]
    told: tuple[Placed, ...]

    @property
    def hinders(self) -> bool:
        return self.plan is None or any(not fault.announcing for fault in self.faults)


def read_file(data: bytes, known: Known, now: datetime) -> FileReading:
    """Read a file. It never raises for what is written there."""
    if len(data) > MOST_BYTES:
        return _unread(f"The file is larger than {MOST_BYTES // 1000} kB. A season needs much less.")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return _unread("The letters cannot be read. Save the file as UTF-8.")
    tree = plant(text)
    slips = [Placed(place, slip=message) for place, message in tree.slips]
    if tree.is_broken or slips:
        return FileReading(None, (), tuple(slips))
    reading = read(tree.value, known, now)
    told = sorted((Placed(_place(tree, fault), fault) for fault in reading.faults), key=lambda one: one.place)
    return FileReading(reading.plan, reading.faults, tuple(told))


def _unread(slip: str) -> FileReading:
    return FileReading(None, (), (Placed(START, slip=slip),))


def _place(tree: Tree, fault: Fault) -> Place:
    return tree.place_of_key(fault.steps) if fault.code == "unknown-key" else tree.place_of(fault.steps)


ABOUT = {
    "key": "A season of Paddock. Days and times are those of its time zone; the first and the last day belong to it.",
    "stages": "Open from `opens` until just before `closes`. Kinds: online-tour, regional-round, national-final.",
    "points": "What is paid. What does not stand here has its usual amount.",
    "audience": "Codes of posts, regions and brands; an empty list means all of them.",
    "legs": "Each section's part of the road, in its order; with a day it opens then, else by driving the one before.",
}


def write(plan: SeasonPlan) -> str:
    """The plan as a YAML file. Texts stand in quotes, so that nothing is taken for something else."""
    lines: list[str] = []
    for key, value in to_data(plan).items():
        lines += [f"# {ABOUT[key]}"] if key in ABOUT else []
        lines += _written(key, value)
    return "\n".join(lines) + "\n"


def _written(key: str, value: Any) -> list[str]:
    if key in ("points", "audience"):
        return [f"{key}:", *(f"  {name}: {_flow(one)}" for name, one in value.items())]
    if key in ("stages", "legs") and value:
        return [f"{key}:", *(line for one in value for line in _entry(one))]
    return [f"{key}: {_flow(value)}"]


def _entry(entry: Mapping[str, Any]) -> list[str]:
    lines = [f"    {name}: {_flow(value)}" for name, value in entry.items()]
    return [f"  - {lines[0].strip()}", *lines[1:]]


def _flow(value: Any) -> str:
    """In one line. JSON's quoted texts, lists and numbers are YAML's too."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
