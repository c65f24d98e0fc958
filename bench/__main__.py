"""`python -m bench [answer] [pk] [start]`: measures, prints the table, keeps it in bench/results, writes the page."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable
from typing import Any

from bench import answering, machine, page, playing, results, starting
from bench.results import Result

Measured = tuple[list[Result], dict[str, Any]]
RUNS: dict[str, Any] = {
    "answer.sqlite-1": lambda: answering.measure("sqlite", 1),
    "answer.sqlite-2": lambda: answering.measure("sqlite", 2),
    "answer.postgresql-2": lambda: answering.measure("postgresql", 2),
    "pk.sqlite-1": lambda: playing.measure("sqlite", 1),
    "pk.sqlite-2": lambda: playing.measure("sqlite", 2),
    "pk.postgresql-2": lambda: playing.measure("postgresql", 2),
    "start.sqlite": lambda: starting.measure("sqlite"),
    "start.postgresql": lambda: starting.measure("postgresql"),
}


def main() -> int:
    wanted = tuple(sys.argv[1:]) or ("",)
    where = machine.described()
    for name, measure in RUNS.items():
        if name.startswith(wanted):
            print(f"{name} …", flush=True)
            found, details = asyncio.run(_awaited(measure()))
            results.keep(name, found, details | {"machine": where})
            print(results.table(one.as_row() for one in found), flush=True)
    page.write()
    return 0


async def _awaited(measuring: Awaitable[Measured]) -> Measured:
    return await measuring


if __name__ == "__main__":
    sys.exit(main())
