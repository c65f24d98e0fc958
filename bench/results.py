"""Figures with their bounds, kept in bench/results/latest.json: what a benchmark measures takes the place of before."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SIGNS: dict[str, Callable[[float, float], bool]] = {">=": operator.ge, "<=": operator.le, "<": operator.lt}
FOLDER = Path(__file__).parent / "results"
LATEST = FOLDER / "latest.json"
DETAILS = FOLDER / "details.json"  # rounds and durations, which the plots are drawn from


@dataclass(frozen=True)
class Result:
    """`bound`: what was asked for, such as ">= 25"; None where nothing was. `ratio_to`: what it is a share of."""

    name: str
    value: float
    unit: str
    bound: str | None = None
    ratio_to: str | None = None

    @property
    def ok(self) -> bool | None:
        if self.bound is None:
            return None
        sign, limit = self.bound.split()
        return SIGNS[sign](self.value, float(limit))

    def as_row(self) -> dict[str, Any]:
        row = asdict(self)
        return {name: row.get(name, self.ok) for name in ("name", "value", "unit", "bound", "ok", "ratio_to")}


def keep(benchmark: str, found: Sequence[Result], details: dict[str, Any]) -> None:
    """`benchmark` is how the names of its figures begin."""
    others = [row for row in read() if not row["name"].startswith(f"{benchmark}.")]
    rows = sorted([*others, *(one.as_row() for one in found)], key=lambda row: row["name"])
    _write(LATEST, rows)
    before = {name: found for name, found in read_details().items() if name != benchmark}
    _write(DETAILS, before | {benchmark: details})  # what was measured last is the last


def read() -> list[dict[str, Any]]:
    return json.loads(LATEST.read_text()) if LATEST.exists() else []


def read_details() -> dict[str, Any]:
    return json.loads(DETAILS.read_text()) if DETAILS.exists() else {}


def _write(path: Path, what: object) -> None:
    FOLDER.mkdir(exist_ok=True)
    path.write_text(json.dumps(what, indent=1, ensure_ascii=False) + "\n")


def table(rows: Iterable[dict[str, Any]]) -> str:
    """As a terminal shows it."""
    lines = []
    for row in rows:
        came = {True: "ok", False: "MISSED", None: ""}[row["ok"]]
        lines.append(f"{row['name']:<40} {row['value']:>10.2f} {row['unit']:<14} {row['bound'] or '':<8} {came}")
    return "\n".join(lines)
