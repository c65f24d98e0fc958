"""A plan of an organizer as a YAML file: read whole, every fault at its line and column.

What such a file may say is its own module's matter (eventplan, scoresheets, selectionrules).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.formats.faults import START, Place
from quizzes.formats.tree import Steps, Tree, plant


@dataclass(frozen=True)
class Fault:
    """What is wrong at these steps; `values` go into the words."""

    steps: Steps
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """A fault with its place in the file; `slip`: a sentence about what is no YAML."""

    place: Place
    fault: Fault | None = None
    slip: str = ""


@dataclass(frozen=True)
class Reading:
    """`content` is None where there are faults."""

    content: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()
    told: tuple[Placed, ...] = ()


def read_plan(
    data: bytes, most: int, too_much: str, read: Callable[[Any], Reading], place_of: Callable[[Tree, Fault], Place]
) -> Reading:
    """Read a file by the `read` of its plain values; `told` holds each fault with its line and column.

    `most`: bytes that it may have; `too_much`: the sentence for more. It never raises for what is in the file.
    """
    if len(data) > most:
        return _unread(too_much)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return _unread("The letters cannot be read. Save the file as UTF-8.")
    tree = plant(text)
    if tree.slips:
        return Reading(None, (), tuple(Placed(place, slip=message) for place, message in tree.slips))
    found = read(tree.value)
    told = sorted((Placed(place_of(tree, one), one) for one in found.faults), key=lambda one: one.place)
    return Reading(found.content, found.faults, tuple(told))


def _unread(slip: str) -> Reading:
    return Reading(None, (), (Placed(START, slip=slip),))
