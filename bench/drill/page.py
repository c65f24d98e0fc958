"""The outcomes, kept in bench/results/drill.json, and as a table in docs/faults.md between two marks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench import results
from bench.drill.running import Outcome

KEPT = results.FOLDER / "drill.json"
PAGE = Path(__file__).parents[2] / "docs/faults.md"
BEGIN, END = "<!-- figures: `make drill` writes them -->\n", "<!-- end of the figures -->\n"
COLUMNS = (
    "house",
    "fault",
    "people",
    "times",
    "answers acknowledged",
    "lost",
    "`verify`",
    "sent again by the page",
    "errors seen",
    "back after, median",
    "most",
)
HEAD = f"{'house':<6} {'fault':<46} {'times':>5} {'answers':>8} {'lost':>5} {'back after, median / most':>26}"


def line(one: Outcome) -> str:
    """As a terminal shows it."""
    well = "" if one.is_well else f"  NOT WELL: {one.proofs} {one.errors}"
    back = f"{one.median_seconds:.1f} / {one.most_seconds:.1f} s"
    return f"{one.house:<6} {one.fault:<46} {one.times:>5} {one.answers:>8} {one.lost:>5} {back:>26}{well}"


def keep(one: Outcome, where: Mapping[str, str]) -> None:
    rows = {(row["house"], row["fault"]): row for row in _rows()}
    rows[one.house, one.fault] = one.as_row()  # one that was measured before keeps its place
    results.FOLDER.mkdir(exist_ok=True)
    kept = {"machine": dict(where), "outcomes": list(rows.values())}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def read() -> list[Outcome]:
    return [Outcome(**row) for row in _rows()]


def _rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(KEPT.read_text())["outcomes"] if KEPT.exists() else []
    return found


def write() -> None:
    before, _mark, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n".join(_figures()) + "\n" + END + after)


def _figures() -> Iterator[str]:
    where = json.loads(KEPT.read_text())["machine"]
    yield "; ".join(f"{name}: {value}" for name, value in where.items()) + "."
    yield ""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | --- | --- | --- | ---: | ---: |"
    yield from map(_row, read())


def _row(one: Outcome) -> str:
    cells = [one.house, one.fault, one.people, one.times, one.answers, one.lost, ", ".join(one.proofs) or "clean"]
    cells += [_counted(one.again), _counted(one.errors), f"{one.median_seconds:.1f} s", f"{one.most_seconds:.1f} s"]
    return "| " + " | ".join(map(str, cells)) + " |"


def _counted(what: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in sorted(what.items())) or "none"
