"""What a file holds and what would come of it, told in a terminal and to programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.studio.bringing import Preview
from app.studio.bringing_views import WHYS
from app.studio.comparing import Fate, One, title, undraftable
from quizzes.formats.exchange import Item, Reading, Refusal


def as_plain(name: str, reading: Reading, found: Preview | None = None) -> dict[str, Any]:
    """What a file holds, as plain values; `fractions`: the shares of the mark, in the order of the answers.

    `questions`: all that could be read; `refused`: all that becomes no draft, whether it could not be read or no draft
    can hold it. Where there is a bank to compare with, `preview` says what each question would become, in the same
    order.
    """
    told: dict[str, Any] = {
        "format": name,
        "questions": [
            {"kind": item.kind.value, "title": title(item), "fractions": item.fractions()} for item in reading.items
        ],
        "refused": _plain(sorted((*reading.refused, *_held_back(reading, found)), key=lambda one: one.line), "reason"),
        "notes": _plain(reading.notes if found is None else found.noted, "note"),
    }
    if found is not None:
        told["media"] = found.plates
        told["counts"] = {fate.value: found.count(fate) for fate in Fate}
        told["preview"] = [_fate(one) for one in found.found]
    return told


def _plain(told: Any, name: str) -> list[dict[str, Any]]:
    return [{"line": one.line, name: one.reason} for one in told]


def _held_back(reading: Reading, found: Preview | None) -> list[Refusal]:
    """What could be read and becomes no draft all the same."""
    if found is None:
        codes = list(undraftable(reading.items))
    else:
        codes = [(one.line, one.why) for one in found.found if one.fate is Fate.REFUSED]
    return [Refusal(line, str(WHYS[code])) for line, code in codes]


def _fate(one: One) -> dict[str, Any]:
    found: dict[str, Any] = {"line": one.line, "key": one.key, "fate": one.fate.value}
    found |= {"why": str(WHYS[one.why])} if one.why else {}
    return found | ({"notes": [str(WHYS[note]) for note in one.notes]} if one.notes else {})


def lines(name: str, reading: Reading, found: Preview | None = None) -> Iterator[str]:
    """The same for people: what can be taken, what is taken but not whole, what is refused."""
    held_back = _held_back(reading, found)
    yield f"{name}: {len(reading.items)} questions, {len(reading.refused) + len(held_back)} refused."
    if found is None:
        yield from (f"line {item.line}: {item.kind.value}: {title(item)}" for item in reading.items)
    else:
        yield ", ".join(f"{found.count(fate)} {fate.value}" for fate in Fate)
        if found.plates:
            yield f"{found.plates} with a picture, recording or film."
        yield from map(_line, reading.items, found.found)
    noted = reading.notes if found is None else found.noted
    yield from (f"line {one.line}: not whole: {one.reason}" for one in noted)
    refused = [*reading.refused, *held_back] if found is None else reading.refused
    yield from (f"line {one.line}: refused: {one.reason}" for one in refused)


def _line(item: Item, one: One) -> str:
    said = [str(WHYS[code]) for code in (one.why, *one.notes) if code]
    return " ".join([f"line {item.line}: {one.fate.value}: {item.kind.value}: {title(item)}", *said])
