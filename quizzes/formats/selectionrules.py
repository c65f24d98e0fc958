"""Rules of a selection as organizers write them (YAML, or the same values from a form), and as the rules read them.

Every fault is told at once: a code at the steps that lead to it, and in a file its line and column.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, ValidationError

from quizzes.formats.faults import Place
from quizzes.formats.pieces import Piece, refuse, repeated
from quizzes.formats.planfile import Fault, Reading, read_plan
from quizzes.formats.tree import Steps, Tree
from quizzes.rules.selection import Quota, SelectionRules, WildCard
from quizzes.rules.selectiontrace import TieBreak

MOST_BYTES = 200_000
MOST_SEATS = 1000
NAMES = {  # what pydantic calls it, and what we say of it
    "missing": "missing",
    "extra_forbidden": "unknown-key",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "bool_type": "not-yes-or-no",
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-large",
    "too_short": "too-few",
    "too_long": "too-many",
    "enum": "no-tie-break",
    "slip": "not-a-day",
    "model_type": "not-a-mapping",
    "model_attributes_type": "not-a-mapping",
    "dict_type": "not-a-mapping",
    "tuple_type": "not-a-list",
}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        refuse([((), "no day")])
        raise


Code = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=40)]
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=80)]
Day = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=10), AfterValidator(_day)]
Seats = Annotated[StrictInt, Field(ge=0, le=MOST_SEATS)]
Codes = Annotated[tuple[Code, ...], Field(max_length=200)]


class QuotaPiece(Piece):
    region: Code
    post: Code
    seats: Seats


class CardPiece(Piece):
    seats: Annotated[StrictInt, Field(ge=1, le=MOST_SEATS)]
    post: Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=40)] = ""


class Paper(Piece):
    """The whole of it. `stages`: numbers of the season's stages whose points count; empty: all of them."""

    on: Day
    lot: Words
    posts: Codes = ()
    brands: Codes = ()
    least_years: Annotated[StrictInt, Field(ge=0, le=60)] = 0
    least_points: Annotated[StrictInt, Field(ge=0, le=10_000_000)] = 1
    stages: Annotated[tuple[Annotated[StrictInt, Field(ge=1, le=50)], ...], Field(max_length=50)] = ()
    quotas: Annotated[tuple[QuotaPiece, ...], Field(max_length=2000)]
    minimums: dict[Code, Seats] = {}
    wild_cards: Annotated[tuple[CardPiece, ...], Field(max_length=50)] = ()
    fills: StrictBool = True
    reserves: Annotated[StrictInt, Field(ge=0, le=50)] = 2
    tie_breaks: Annotated[tuple[TieBreak, ...], Field(min_length=1, max_length=len(TieBreak))]


@dataclass(frozen=True)
class Known:
    """The codes that there are, and how many stages the season has."""

    regions: Collection[str]
    posts: Collection[str]
    brands: Collection[str]
    stages: int


def read(data: Any, known: Known) -> Reading:
    """Read plain values. It never raises for what is in them."""
    try:
        paper = Paper.model_validate(data)
    except ValidationError as error:
        return Reading(None, tuple(_faults_of_shape(error)))
    faults = tuple(_faults_of_sense(paper, known))
    return Reading(None if faults else paper.model_dump(mode="json"), faults)


def read_file(data: bytes, known: Known) -> Reading:
    """Read a file; `told` holds each fault with its line and column."""
    too_much = f"The file is larger than {MOST_BYTES // 1000} kB. Rules need much less."
    return read_plan(data, MOST_BYTES, too_much, lambda values: read(values, known), _place)


def _place(tree: Tree, fault: Fault) -> Place:
    return tree.place_of_key(fault.steps) if fault.code == "unknown-key" else tree.place_of(fault.steps)


def _faults_of_shape(error: ValidationError) -> Iterator[Fault]:
    details = error.errors(include_url=False)
    for detail in details:
        steps, given = detail["loc"], detail.get("ctx") or {}
        if detail["type"] == "too_short" and any(one["loc"][: len(steps)] == steps for one in details if one != detail):
            continue  # it is too short only without what is wrong in it
        bounds = {"least": given.get("ge", given.get("min_length")), "most": given.get("le", given.get("max_length"))}
        values = {name: value for name, value in bounds.items() if value is not None}
        key = str(steps[-1])[:60] if steps else ""
        yield Fault(steps, NAMES.get(detail["type"], "not-text"), {"key": key, **values})


def _faults_of_sense(paper: Paper, known: Known) -> Iterator[Fault]:
    """What reads well and cannot be meant."""
    yield from _unknown(paper, known)
    places = [(one.region, one.post) for one in paper.quotas]
    yield from (Fault(("quotas", place), "quota-twice") for place in repeated(places))
    yield from (Fault(("tie_breaks", place), "twice") for place in repeated(paper.tie_breaks))
    yield from (Fault(("stages", place), "twice") for place in repeated(paper.stages))
    if paper.posts:
        left_out = ((place, one.post) for place, one in enumerate(paper.quotas) if one.seats)
        for place, post in left_out:
            if post not in paper.posts and post in known.posts:
                yield Fault(("quotas", place, "post"), "post-left-out", {"code": post})
    if not sum(one.seats for one in paper.quotas):
        yield Fault(("quotas",), "no-seats")


def _unknown(paper: Paper, known: Known) -> Iterator[Fault]:
    for place, one in enumerate(paper.quotas):
        yield from _missing(("quotas", place, "region"), one.region, known.regions, "region-unknown")
        yield from _missing(("quotas", place, "post"), one.post, known.posts, "post-unknown")
    for place, post in enumerate(paper.posts):
        yield from _missing(("posts", place), post, known.posts, "post-unknown")
    for place, brand in enumerate(paper.brands):
        yield from _missing(("brands", place), brand, known.brands, "brand-unknown")
    for post in paper.minimums:
        yield from _missing(("minimums", post), post, known.posts, "post-unknown")
    for place, card in enumerate(paper.wild_cards):
        if card.post:
            yield from _missing(("wild_cards", place, "post"), card.post, known.posts, "post-unknown")
    for place, stage in enumerate(paper.stages):
        yield from _missing(("stages", place), stage, range(1, known.stages + 1), "stage-unknown")


def _missing(steps: Steps, code: Any, known: Collection[Any], fault: str) -> Iterator[Fault]:
    if code not in known:
        yield Fault(steps, fault, {"code": str(code)})


def rules(content: Mapping[str, Any]) -> SelectionRules:
    """What was stored, as the rules read it."""
    paper = Paper.model_validate(content)
    return SelectionRules(
        on=date.fromisoformat(paper.on),
        quotas=tuple(Quota(one.region, one.post, one.seats) for one in paper.quotas),
        lot=paper.lot,
        posts=paper.posts,
        brands=paper.brands,
        least_years=paper.least_years,
        least_points=paper.least_points,
        minimums=dict(paper.minimums),
        wild_cards=tuple(WildCard(one.seats, one.post) for one in paper.wild_cards),
        fills=paper.fills,
        reserves=paper.reserves,
        tie_breaks=paper.tie_breaks,
    )


# Writing --------------------------------------------------------------------------------------------------------

ABOUT = {
    "on": "The day of the snapshot: tenure is reckoned from it.",
    "lot": "What the lot is drawn with, the last tie-break. Announce it before the snapshot is taken.",
    "posts": "Who may come; empty: all posts.",
    "brands": "Dealers of these brands; empty: all.",
    "stages": "Numbers of the stages whose points count; empty: all.",
    "quotas": "Seats for each region and post.",
    "minimums": "The least number of finalists of a post.",
    "wild_cards": "Seats for the best who have none; without a post: of all.",
    "fills": "Whether seats that a region cannot fill go to the nation.",
    "reserves": "So many stand by for each region and post.",
    "tie_breaks": "After the points, in this order: " + ", ".join(TieBreak) + ". The lot is last, always.",
}


def write(content: Mapping[str, Any]) -> str:
    """The rules as a YAML file that reads back as the same content."""
    lines: list[str] = []
    for key in Paper.model_fields:
        lines += [f"# {ABOUT[key]}"] if key in ABOUT else []
        lines += _written(key, content[key])
    return "\n".join(lines) + "\n"


def _written(key: str, value: Any) -> Sequence[str]:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [f"{key}:", *(f"  - {_flow(one)}" for one in value)]
    return [f"{key}: {_flow(value)}"]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(name)}: {_flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
