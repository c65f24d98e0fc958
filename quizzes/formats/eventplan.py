"""The event of a final as organizers write it (YAML, or the same values from a form): days, rooms, stations, panels.

Every fault is told at once: a code at the steps that lead to it, and in a file its line and column. What a form stores
piece by piece may still lack something; a file is whole or it is refused.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, ValidationError

from quizzes.formats.faults import Place
from quizzes.formats.pieces import Id, Piece, refuse, repeated
from quizzes.formats.planfile import Fault, Reading, read_plan
from quizzes.formats.tree import Steps, Tree

MOST_BYTES = 1_000_000
WHOLE = 100  # what the weights of a post add to
KINDS = ("practical", "knowledge", "stage-pk")
SPAN = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,2}:\d{2}) ?[-–] ?(\d{1,2}:\d{2})")
NAMES = {  # what pydantic calls it, and what we say of it
    "missing": "missing",
    "extra_forbidden": "unknown-key",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "string_pattern_mismatch": "no-key",
    "bool_type": "not-yes-or-no",
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-large",
    "too_short": "too-few",
    "too_long": "too-many",
    "literal_error": "no-kind",
    "slip": "no-window",
    "model_type": "not-a-mapping",
    "model_attributes_type": "not-a-mapping",
    "dict_type": "not-a-mapping",
    "tuple_type": "not-a-list",
}


def span(text: str) -> tuple[datetime, datetime] | None:
    """`2026-11-05 09:00-12:00` as two local times; None where it is none or ends before it begins."""
    found = SPAN.fullmatch(text.strip())
    if found is None:
        return None
    day, begins, ends = found.groups()
    try:
        first, last = (datetime.strptime(f"{day} {one}", "%Y-%m-%d %H:%M") for one in (begins, ends))  # noqa: DTZ007  (local, without a zone)
    except ValueError:
        return None
    return (first, last) if first < last else None


def _window(text: str) -> str:
    found = span(text)
    if found is None:
        refuse([((), "no window")])
        raise AssertionError
    return written_span(*found)


def written_span(begins: datetime, ends: datetime) -> str:
    return f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M}"


Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=120)]
Code = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=40)]
Key = Annotated[Id, Field(max_length=40)]
WindowText = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, max_length=40), AfterValidator(_window)
]
Clock = Annotated[StrictInt, Field(ge=10, le=7 * 24 * 60)]
Pieces = Annotated[StrictInt, Field(ge=1, le=1000)]


class RoomPiece(Piece):
    key: Key
    name_en: Words = ""
    name_zh: Words = ""
    places: Annotated[StrictInt, Field(ge=1, le=500)] = 1


class PlacePiece(Piece):
    """A room of a station: `panel` and `chief` are staff numbers; the chief is one of the panel."""

    room: Key
    panel: Annotated[tuple[Code, ...], Field(max_length=9)] = ()
    chief: Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=40)] = ""


class StationPiece(Piece):
    key: Key
    post: Code
    kind: Literal["practical", "knowledge", "stage-pk"]
    name_en: Words = ""
    name_zh: Words = ""
    minutes: Annotated[StrictInt, Field(ge=1, le=600)]
    turnover: Annotated[StrictInt, Field(ge=0, le=240)] = 0
    weight: Annotated[StrictInt, Field(ge=1, le=100)]
    judges: Annotated[StrictInt, Field(ge=1, le=9)] = 3
    together: StrictBool = False
    equipment: dict[Code, Pieces] = {}
    rooms: Annotated[tuple[PlacePiece, ...], Field(max_length=50)] = ()


class Paper(Piece):
    """The whole of it. Stations of a post part equal totals in the order in which they stand here."""

    windows: Annotated[tuple[WindowText, ...], Field(max_length=60)] = ()
    rest_minutes: Annotated[StrictInt, Field(ge=0, le=240)] = 10
    appeal_minutes: Clock = 120
    decision_minutes: Clock = 240
    stock: dict[Code, Annotated[StrictInt, Field(ge=0, le=10_000)]] = {}
    rooms: Annotated[tuple[RoomPiece, ...], Field(max_length=200)] = ()
    stations: Annotated[tuple[StationPiece, ...], Field(max_length=200)] = ()


@dataclass(frozen=True)
class Known:
    """The codes of posts and the staff numbers of judges that there are; organizers judge nobody."""

    posts: Collection[str]
    judges: Collection[str]
    organizers: Collection[str] = ()


def read(data: Any, known: Known, *, whole: bool = False) -> Reading:
    """Read plain values; `whole`: nothing may lack either. It never raises for what is in them."""
    try:
        paper = Paper.model_validate(data)
    except ValidationError as error:
        return Reading(None, tuple(_faults_of_shape(error)))
    faults = [*_faults_of_sense(paper, known), *(lacks(paper) if whole else ())]
    return Reading(None if faults else paper.model_dump(mode="json"), tuple(faults))


def read_file(data: bytes, known: Known) -> Reading:
    """Read a file; `told` holds each fault with its line and column."""
    too_much = f"The file is larger than {MOST_BYTES // 1000} kB. An event needs much less."
    return read_plan(data, MOST_BYTES, too_much, lambda values: read(values, known, whole=True), _place)


def _place(tree: Tree, fault: Fault) -> Place:
    return tree.place_of_key(fault.steps) if fault.code == "unknown-key" else tree.place_of(fault.steps)


def _faults_of_shape(error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        steps, given = detail["loc"], detail.get("ctx") or {}
        bounds = {"least": given.get("ge", given.get("min_length")), "most": given.get("le", given.get("max_length"))}
        values = {name: value for name, value in bounds.items() if value is not None}
        key = str(steps[-1])[:60] if steps else ""
        yield Fault(steps, NAMES.get(detail["type"], "not-text"), {"key": key, **values})


# Sense ----------------------------------------------------------------------------------------------------------


def _faults_of_sense(paper: Paper, known: Known) -> Iterator[Fault]:
    """What reads well and cannot be."""
    yield from _faults_of_windows(paper)
    for name, keys in (
        ("rooms", [one.key for one in paper.rooms]),
        ("stations", [one.key for one in paper.stations]),
    ):
        yield from (Fault((name, place, "key"), "key-twice", {"key": keys[place]}) for place in repeated(keys))
    for place, room in enumerate(paper.rooms):
        yield from _unnamed(("rooms", place), room)
    rooms = {one.key: one for one in paper.rooms}
    for place, station in enumerate(paper.stations):
        yield from _unnamed(("stations", place), station)
        if station.post not in known.posts:
            yield Fault(("stations", place, "post"), "post-unknown", {"code": station.post})
        yield from _faults_of_places(("stations", place), station, rooms, known)


def _unnamed(steps: Steps, piece: RoomPiece | StationPiece) -> Iterator[Fault]:
    if not (piece.name_en or piece.name_zh):
        yield Fault((*steps, "key"), "no-name", {"key": piece.key})


def _faults_of_windows(paper: Paper) -> Iterator[Fault]:
    spans = [span(text) for text in paper.windows]
    for place, (one, other) in enumerate(pairwise(spans)):
        if one and other and one[1] > other[0]:
            yield Fault(("windows", place + 1), "window-order", {"window": paper.windows[place]})


def _faults_of_places(
    steps: Steps, station: StationPiece, rooms: Mapping[str, RoomPiece], known: Known
) -> Iterator[Fault]:
    for place in repeated([one.room for one in station.rooms]):
        yield Fault((*steps, "rooms", place, "room"), "room-twice", {"room": station.rooms[place].room})
    for place, one in enumerate(station.rooms):
        here = (*steps, "rooms", place)
        if one.room not in rooms:
            yield Fault((*here, "room"), "room-unknown", {"room": one.room})
        elif station.kind == "stage-pk" and rooms[one.room].places < 2:
            yield Fault((*here, "room"), "room-small", {"room": one.room, "needs": 2, "has": rooms[one.room].places})
        for seat in repeated(one.panel):
            yield Fault((*here, "panel", seat), "judge-twice", {"judge": one.panel[seat]})
        for seat, judge in enumerate(one.panel):
            if judge not in known.judges:
                code = "judge-organizes" if judge in known.organizers else "judge-unknown"
                yield Fault((*here, "panel", seat), code, {"judge": judge})
        if one.chief and one.chief not in one.panel:
            yield Fault((*here, "chief"), "chief-outside", {"judge": one.chief})


def lacks(paper: Paper) -> list[Fault]:
    """What must still be done before there can be a timetable."""
    found = [] if paper.windows else [Fault(("windows",), "no-windows")]
    found += [] if paper.stations else [Fault(("stations",), "no-stations")]
    weights: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, one in enumerate(paper.stations):
        weights[one.post].append((place, one.weight))
        found += _lacks_of_station(("stations", place), one, paper.stock)
    for post, some in weights.items():
        if (total := sum(weight for _place, weight in some)) != WHOLE:
            found.append(Fault(("stations", some[-1][0], "weight"), "weights", {"post": post, "total": total}))
    return found


def _lacks_of_station(steps: Steps, one: StationPiece, stock: Mapping[str, int]) -> Iterator[Fault]:
    if not one.rooms:
        yield Fault(steps, "no-rooms", {"station": one.key})
    for name, pieces in one.equipment.items():
        if pieces > stock.get(name, 0):
            given = {"name": name, "needs": pieces, "has": stock.get(name, 0), "station": one.key}
            yield Fault((*steps, "equipment", name), "stock", given)
    for place, room in enumerate(one.rooms):
        given = {"station": one.key, "room": room.room, "needs": one.judges, "has": len(room.panel)}
        if len(room.panel) < one.judges:
            yield Fault((*steps, "rooms", place, "panel"), "panel-small", given)
        if not room.chief:
            yield Fault((*steps, "rooms", place), "no-chief", given)


def paper_of(content: Mapping[str, Any]) -> Paper:
    """What was read without a fault."""
    return Paper.model_validate(content)


# Writing --------------------------------------------------------------------------------------------------------

ABOUT = {
    "windows": "When work goes on, in the local time of the final; breaks and nights lie between.",
    "rest_minutes": "Minutes between two stations of a competitor.",
    "appeal_minutes": "Minutes in which a finalist can appeal, from the moment at which the own result is shown.",
    "decision_minutes": "Minutes in which an appeal is to be decided.",
    "stock": "Pieces of equipment that there are.",
    "rooms": "`places`: how many work there at once.",
    "stations": "By post; the weights of a post add to 100. `panel` and `chief`: staff numbers of judges.",
}


def write(content: Mapping[str, Any]) -> str:
    """The event as a YAML file that reads back as the same content."""
    lines: list[str] = []
    for key in Paper.model_fields:
        lines += [f"# {ABOUT[key]}", *_written(key, content[key])]
    return "\n".join(lines) + "\n"


def _written(key: str, value: Any) -> Sequence[str]:
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return [f"{key}:", *(line for one in value for line in _item(one))]
    return [f"{key}: {_flow(value)}"]


def _item(one: Any) -> Sequence[str]:
    """A piece on one line; its rooms, where it has some, on a line each."""
    if not isinstance(one, Mapping) or not one.get("rooms"):
        return [f"  - {_flow(one)}"]
    plain = [f"{key}: {_flow(value)}" for key, value in one.items() if key != "rooms"]
    lines = [f"{'  - ' if place == 0 else '    '}{line}" for place, line in enumerate(plain)]
    return [*lines, "    rooms:", *(f"      - {_flow(room)}" for room in one["rooms"])]


def _flow(value: Any) -> str:
    """On one line, as JSON, which is YAML, too."""
    return json.dumps(value, ensure_ascii=False)
