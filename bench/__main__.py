"""`python -m bench [answer] [pk] [start] …`: measures, prints the table, keeps it in bench/results, writes the page.

Names are the beginnings of names; without one, everything is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable
from typing import Any

from bench import answering, arriving, delivering, growing, holding, machine, page, playing, ranking, results, starting
from bench.results import Result

Measured = tuple[list[Result], dict[str, Any]]
RUNS: dict[str, Any] = {
    "answer.sqlite-1": lambda _asked: answering.measure("sqlite", 1),
    "answer.sqlite-2": lambda _asked: answering.measure("sqlite", 2),
    "answer.postgresql-2": lambda _asked: answering.measure("postgresql", 2),
    "pk.sqlite-1": lambda _asked: playing.measure("sqlite", 1),
    "pk.sqlite-2": lambda _asked: playing.measure("sqlite", 2),
    "pk.postgresql-2": lambda _asked: playing.measure("postgresql", 2),
    "boards.sqlite-2": lambda asked: growing.measure(2, asked.house, asked.duels),
    "people.sqlite": lambda asked: ranking.measure("sqlite", asked.people),
    "people.postgresql": lambda asked: ranking.measure("postgresql", asked.people),
    "signin.sqlite-2": lambda asked: arriving.measure("sqlite", 2, asked.arriving),
    "signin.postgresql-2": lambda asked: arriving.measure("postgresql", 2, asked.arriving),
    "start.sqlite": lambda _asked: starting.measure("sqlite"),
    "start.postgresql": lambda _asked: starting.measure("postgresql"),
    "streams.idle": lambda _asked: holding.measure(),
    "streams.live": lambda _asked: delivering.measure(),
}


def main() -> int:
    asked = wanted(sys.argv[1:])
    where = machine.described()
    for name, measure in RUNS.items():
        if name.startswith(tuple(asked.names) or ("",)):
            print(f"{name} …", flush=True)
            found, details = asyncio.run(_awaited(measure(asked)))
            if not asked.only_print:
                results.keep(name, found, details | {"machine": where})
            print(results.table(one.as_row() for one in found), flush=True)
    if not asked.only_print:
        page.write()
    return 0


def wanted(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(RUNS))
    parser.add_argument("--only-print", action="store_true", help="keep nothing, leave the page as it is")
    parser.add_argument("--people", type=_sizes, default=ranking.SIZES, help="benchmark people: sizes with commas")
    parser.add_argument("--house", help="benchmark boards: the folder of a rehearsed season; it is played in")
    parser.add_argument(
        "--duels", type=int, default=growing.DUELS, help="benchmark boards: PKs, where no house is named"
    )
    parser.add_argument(
        "--arriving", type=int, default=arriving.ARRIVING, help="benchmark signin: how many, 33 a second"
    )
    return parser.parse_args(words)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(one) for one in text.split(",")))


async def _awaited(measuring: Awaitable[Measured]) -> Measured:
    return await measuring


if __name__ == "__main__":
    sys.exit(main())
