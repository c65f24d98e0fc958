"""What an organizer types, as the plain values of a season's file: one reader tells what is wrong with either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from quizzes.formats.seasondata import MOST_ENTRIES, to_data
from quizzes.rules.seasonplan import LANGUAGES, SeasonPlan, moved

Typed = MultiDict[str, str]
Data = dict[str, Any]
STAGE_FIELDS = ("kind", "name_en", "name_zh", "opens", "closes")
LEG_FIELDS = ("section", "until", "opens_on")
MOST_ROWS = 50


def basics(typed: Typed) -> Data:
    return {
        "key": _text(typed, "key"),
        "name": {"en": _text(typed, "name_en"), "zh": _text(typed, "name_zh")},
        "first_day": _text(typed, "first_day"),
        "last_day": _text(typed, "last_day"),
        "time_zone": _text(typed, "time_zone"),
        "languages": [one for one in LANGUAGES if one in typed.getlist("languages")],
    }


def _stages(typed: Typed) -> Data:
    rows = (row for row in _rows(typed, STAGE_FIELDS) if any(row[name] for name in STAGE_FIELDS[1:]))
    return {
        "stages": [
            {
                "kind": row["kind"],
                "name": {"en": row["name_en"], "zh": row["name_zh"]},
                "opens": row["opens"].replace("T", " "),
                "closes": row["closes"].replace("T", " "),
            }
            for row in rows
        ]
    }


def _points(typed: Typed) -> Data:
    return {"points": {name: _number(value) for name, value in typed.items() if name not in ("csrf_token", "go")}}


def _audience(typed: Typed) -> Data:
    kinds = ("posts", "regions", "brands")
    return {"audience": {kind: list(dict.fromkeys(typed.getlist(kind)))[:MOST_ENTRIES] for kind in kinds}}


def _legs(typed: Typed) -> Data:
    rows = (row for row in _rows(typed, LEG_FIELDS) if row["section"] or row["until"])
    return {"legs": [{**row, "opens_on": row["opens_on"] or None} for row in rows]}


PARTS: Mapping[str, Callable[[Typed], Data]] = {
    "basics": basics,
    "stages": _stages,
    "points": _points,
    "audience": _audience,
    "legs": _legs,
}


def copied(typed: Typed) -> Data:
    """What is asked for a copy."""
    wanted = ("key", "name", "first_day")
    return {name: value for name, value in basics(typed).items() if name in wanted}


def asked(step: str, typed: Typed, plan: SeasonPlan) -> Data:
    """The plan's values with what was typed on this step in the place of the old."""
    return to_data(_along(plan, typed) if step == "basics" else plan) | PARTS[step](typed)


def _along(plan: SeasonPlan, typed: Typed) -> SeasonPlan:
    """With the first day its stages and the days of its legs move along, where that was wished."""
    first = day(_text(typed, "first_day"))
    if typed.get("along") != "yes" or first is None or first == plan.first_day:
        return plan
    try:
        return moved(plan, (first - plan.first_day).days, plan.key, plan.name)
    except OverflowError:
        return plan  # the day itself is refused


def _rows(typed: Typed, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Fields of the same number belong together; rows that were ticked to be dropped are left out."""
    return [
        {name: _text(typed, f"{name}-{number}") for name in names}
        for number in range(MOST_ROWS)
        if f"{names[0]}-{number}" in typed and typed.get(f"drop-{number}") != "yes"
    ]


def _text(typed: Typed, name: str) -> str:
    return (typed.get(name) or "").strip()


def _number(text: str) -> int | str:
    sign = text.strip().removeprefix("-")
    return int(text) if sign.isascii() and sign.isdigit() and len(sign) < 9 else text


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
