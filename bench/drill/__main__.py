"""`make drill`, or `python -m bench.drill [--times N] [--fault WORDS] [small] [large]`: prints the table and writes
docs/faults.md.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import machine
from bench.drill import faults, houses, page, running
from bench.drill.faults import Fault
from bench.drill.houses import House
from bench.drill.running import Outcome

HOUSES = ("small", "large")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.drill", description=__doc__)
    parser.add_argument("houses", nargs="*", choices=[*HOUSES, []], help="which (all)")
    parser.add_argument("--times", type=int, default=50, help="how often each fault at most")
    parser.add_argument("--fault", default="", help="only those with these words in their name")
    parser.add_argument("--people", type=int, default=16, help="how many play meanwhile, each as fast as they can")
    asyncio.run(_all(parser.parse_args()))
    return 0 if all(one.is_well for one in page.read()) else 1


async def _all(asked: argparse.Namespace) -> None:
    where = machine.described()
    sys.stdout.write(page.HEAD + "\n")
    for name in asked.houses or HOUSES:
        async for outcome in {"small": _small, "large": _large}[name](asked):
            page.keep(outcome, where)
            sys.stdout.write(page.line(outcome) + "\n")
            sys.stdout.flush()
    page.write()


async def _small(asked: argparse.Namespace) -> AsyncIterator[Outcome]:
    with houses.folder() as folder:
        plain = _wanted(asked, (faults.KILLED, faults.HELD, faults.COPIED))
        if plain:
            with houses.small(asked.people, _home(folder, "plain")) as house:
                for fault in plain:
                    yield await _run("small", house, fault, asked)
        for fault in _wanted(asked, (faults.FULL,)):
            with _small_disk(folder / "disk") as there:
                if there:
                    with houses.small(asked.people, folder / "disk") as house:
                        yield await _run("small", house, fault, asked)
        for fault in _wanted(asked, (faults.JUMPED,)):
            (_home(folder, "clock") / "clock").write_text("0")
            with houses.small(asked.people, folder / "clock", "bench.drill.jumping:app") as house:
                yield await _run("small", house, fault, asked)


def _home(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


@contextmanager
def _small_disk(home: Path) -> Iterator[bool]:
    home.mkdir()
    mounted = faults.mount(home)
    try:
        yield mounted
    finally:
        if mounted:
            faults.unmount(home)


async def _large(asked: argparse.Namespace) -> AsyncIterator[Outcome]:
    with houses.folder() as folder, houses.large(asked.people, folder) as house:
        for fault in _wanted(asked, faults.LARGE):
            yield await _run("large", house, fault, asked)


def _wanted(asked: argparse.Namespace, those: Sequence[Fault]) -> list[Fault]:
    return [one for one in those if asked.fault in one.name]


async def _run(name: str, house: House, fault: Fault, asked: argparse.Namespace) -> Outcome:
    return await running.run(name, house, fault, min(asked.times, fault.times), asked.people)


if __name__ == "__main__":
    sys.exit(main())
