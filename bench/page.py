"""The figures in docs/performance.md, between two marks; what stands around them is written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import plots, results

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURES = DOCS / "performance.md", DOCS / "pictures"
SAME = ("processor", "memory", "system", "Python")
BEGIN, END = "<!-- figures: `make bench` writes them -->\n", "<!-- end of the figures -->\n"


def write() -> None:
    before, _old, rest = _parts(PAGE.read_text())
    PAGE.write_text(before + BEGIN + "\n".join(_figures()) + "\n" + END + rest)


def _parts(text: str) -> tuple[str, str, str]:
    before, _mark, rest = text.partition(BEGIN)
    old, _mark, after = rest.partition(END)
    return before, old, after


def _figures() -> Iterator[str]:
    rows, details = results.read(), results.read_details()
    yield from tables(rows, details)
    for name, picture in _pictures(details):
        (PICTURES / name).write_text(picture)
        yield f"![{name}](pictures/{name})"


def tables(rows: Sequence[dict[str, Any]], details: dict[str, Any]) -> Iterator[str]:
    """A table for each machine that something was measured on, the last one first."""
    machines = {name: found.get("machine", {}) for name, found in details.items()}
    for one in dict.fromkeys(map(_which, reversed(machines.values()))):
        there = {name: found for name, found in machines.items() if _which(found) == one}
        yield "; ".join(f"{name}: {value}" for name, value in list(there.values())[-1].items()) + "."
        yield from ("", "| figure | measured | asked for | |", "| --- | ---: | --- | --- |")
        mine = tuple(f"{name}." for name in there)
        yield from (_line(row) for row in rows if row["name"].startswith(mine))
        yield ""


def _which(machine: dict[str, str]) -> tuple[str | None, ...]:
    return tuple(map(machine.get, SAME))


def _line(row: dict[str, Any]) -> str:
    came = {True: "yes", False: "**missed**", None: ""}[row["ok"]]
    ratio = f" of {row['ratio_to']}" if row["ratio_to"] else ""
    asked = f"{row['bound']} {row['unit']}" if row["bound"] else ""
    value = f"{row['value']:,.0f}" if row["value"] >= 10_000 else f"{row['value']:.4g}"
    return f"| `{row['name']}` | {value} {row['unit']}{ratio} | {asked} | {came} |"


def _pictures(details: dict[str, Any]) -> Iterator[tuple[str, str]]:
    ratios = {name: found["ratios"] for name, found in details.items() if "ratios" in found}
    if ratios:
        yield "performance-answer.svg", plots.strips("Answers, in percent of bare Flask beside them", ratios, (25, 33))
    waits = {name: found["waits"] for name, found in details.items() if name.startswith("pk.")}
    if waits:
        yield "performance-waits.svg", plots.curves("How long an answer takes while whole PKs are played", waits, 100)
