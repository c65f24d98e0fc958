"""What a trainer typed, as the plain values of a score sheet's file: one reader tells what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from werkzeug.datastructures import MultiDict

from app.judging.marking import exact
from quizzes.rules.scoresheet import LEVELS, BadMark, number

Typed = MultiDict[str, str]
Data = dict[str, Any]
MOST_ROWS = 80
BANDS = 60
TIMES = ("minutes", "step_minutes", "points", "most")


def content(typed: Typed) -> Data:
    """The whole sheet; rows in which nothing was typed are left out, rows to be dropped, too."""
    found: Data = {"aspects": _rows(typed, "aspect", _aspect), "penalties": _rows(typed, "penalty", _penalty)}
    found |= {"critical": _rows(typed, "critical", _named), "task": None, "timing": None}
    task = {"zh": _lines(typed, "task_zh"), "en": _lines(typed, "task_en")}
    if any(task.values()):
        found["task"] = task
    timing = {name: _whole(typed, f"timing_{name}") for name in TIMES}
    if timing["minutes"] != "":
        found["timing"] = {name: 0 if value == "" else value for name, value in timing.items()}
    return found


def _rows(typed: Typed, part: str, read: Any) -> list[Data]:
    """The rows of a part in the order that was asked for; who has no key yet gets the next free one."""
    numbers = [one for one in range(MOST_ROWS) if _is_meant(typed, part, one)]
    numbers.sort(key=lambda one: (typed.get(f"{part}_order-{one}", one, type=int), one))
    rows: list[Data] = [read(typed, part, one) for one in numbers]
    used = {row["id"] for row in rows}
    for row in rows:
        row["id"] = row["id"] or next(one for one in _keys(part) if one not in used)
        used.add(row["id"])
    return rows


def _is_meant(typed: Typed, part: str, row: int) -> bool:
    if f"{part}_name_zh-{row}" not in typed or typed.get(f"{part}_drop-{row}") == "yes":
        return False
    return any(_line(typed, f"{part}_{name}-{row}") for name in ("id", "name_zh", "name_en", "weight"))


def _keys(part: str) -> Iterator[str]:
    return (f"{part}-{number}" for number in range(1, 2 * MOST_ROWS))


def _named(typed: Typed, part: str, row: int) -> Data:
    return {"id": _line(typed, f"{part}_id-{row}")[:60], "name": _both(typed, f"{part}_name", row)}


def _penalty(typed: Typed, part: str, row: int) -> Data:
    numbers = {name: _whole(typed, f"{part}_{name}-{row}") for name in ("points", "most")}
    return _named(typed, part, row) | {name: 1 if value == "" else value for name, value in numbers.items()}


def _aspect(typed: Typed, part: str, row: int) -> Data:
    kind = "measured" if typed.get(f"{part}_kind-{row}") == "measured" else "judged"
    found = _named(typed, part, row) | {"kind": kind, "weight": _whole(typed, f"{part}_weight-{row}")}
    if kind == "judged":
        return found | {"levels": [_both(typed, f"{part}_level{level}", row) for level in LEVELS]}
    for name in ("unit", "target", "low", "high"):
        found[name] = _line(typed, f"{part}_{name}-{row}")
    if source := _line(typed, f"{part}_source-{row}"):
        found["source"] = source
    bands = ((_line(typed, f"{part}_within{at}-{row}"), _line(typed, f"{part}_share{at}-{row}")) for at in range(BANDS))
    return found | {"bands": [{"within": one, "share": _share(other)} for one, other in bands if one or other]}


def _share(percent: str) -> str:
    """50 (%) is the share 0.5."""
    try:
        return exact(number(percent) / 100)
    except BadMark:
        return percent


def percent(share: Any) -> str:
    """The share 0.5 is 50 (%); what is no number stays as it was typed."""
    try:
        return exact(Fraction(str(share)) * 100)
    except ValueError:
        return str(share)


def _both(typed: Typed, name: str, row: int) -> dict[str, str]:
    return {"zh": _line(typed, f"{name}_zh-{row}"), "en": _line(typed, f"{name}_en-{row}")}


def _whole(typed: Typed, name: str) -> int | str:
    text = _line(typed, name)
    sign = text.removeprefix("-")
    return int(text) if sign.isascii() and sign.isdigit() and len(sign) < 9 else text


def _line(typed: Typed, name: str) -> str:
    """One line of words; signs that nobody sees are gone."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed.get(name, "")).split())[:2000]


def _lines(typed: Typed, name: str) -> str:
    kept = "".join(sign for sign in typed.get(name, "") if sign.isprintable() or sign == "\n")
    return kept.strip()[:4000]


# Paper ------------------------------------------------------------------------------------------------------------


def paper(typed: Typed, items: Mapping[str, Any], judges: list[str]) -> dict[str, dict[str, str]]:
    """What was typed in from a printed sheet: item -> judge -> text; empty fields are left out."""
    found = {item: {judge: _line(typed, f"mark-{item}-{judge}")[:20] for judge in judges} for item in items}
    found["seconds"] = {"all": _seconds(_line(typed, "time"))}
    return {item: {judge: text for judge, text in some.items() if text} for item, some in found.items()}


def _seconds(text: str) -> str:
    """31:05 is 1865; what is no time stays as it was typed."""
    minutes, colon, seconds = text.replace("：", ":").partition(":")
    parts = (minutes, seconds if colon else "0")
    if all(one.isascii() and one.isdigit() and len(one) < 5 for one in parts):
        return str(int(parts[0]) * 60 + int(parts[1]))
    return text[:20]
