"""What a file held, kept between its preview and its drafts, so that nobody waits while it is read a second time."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from quizzes.formats.exchange import Item, Reading, Refusal
from quizzes.formats.reasons import Reason

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Items = tuple[Item, ...]


def written(name: str, reading: Reading) -> bytes | None:
    """A reading and the format that it was read in; None where files came along: they are read from the file again."""
    if any(item.media for item in reading.items):
        return None
    told = [[_told(one) for one in some] for some in (reading.refused, reading.notes)]
    return b"\n".join([json.dumps([name, *told]).encode(), _items().dump_json(tuple(reading.items))])


def read(kept: bytes) -> tuple[str, Reading]:
    """The format, and the reading as it was."""
    first, items = kept.split(b"\n", 1)
    name, refused, notes = json.loads(first)
    return name, Reading(_items().validate_json(items), *(tuple(map(_refusal, some)) for some in (refused, notes)))


@cache
def _items() -> TypeAdapter[Items]:
    from pydantic import ConfigDict, TypeAdapter  # here, for it is large and few processes ever read a file

    return TypeAdapter(Items, config=ConfigDict(ser_json_inf_nan="constants"))


def _told(one: Refusal) -> list[Any]:
    """A reason with its sentence apart: its translation is found by it."""
    reason = one.reason
    return [one.line, reason.sentence, reason.added] if isinstance(reason, Reason) else [one.line, reason]


def _refusal(told: list[Any]) -> Refusal:
    line, reason, *added = told
    return Refusal(line, Reason(reason, *added) if added else reason)
