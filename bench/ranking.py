"""Benchmark 4: the pages of boards while the house grows from 20,000 to 2,000,000 people, beside bare Flask.

One request at a time: what is asked is whether a page costs more because more people stand on its board. The jobs do
not run meanwhile.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench import load, serving
from bench.load import Bare
from bench.players import Player, expect
from bench.results import Result
from bench.serving import Env

SIZES = (20_000, 200_000, 2_000_000)
AT_MOST = 2
NOWHERE, MIDDLE, FAR = 0, 1, 2  # whom bench/crowds.py lets look
PAGES = {
    "first": (NOWHERE, "/board?scope=nation&period=season"),
    "around-me": (MIDDLE, "/board?scope=nation&period=season"),
    "far": (FAR, "/board?scope=nation&period=season"),
    "week": (MIDDLE, "/board?scope=nation&period=week"),
    "post": (MIDDLE, "/board?scope=post&period=season"),
    "region": (MIDDLE, "/board?scope=region&period=season"),
    "post-region": (MIDDLE, "/board?scope=post-region&period=season"),
    "dealer": (MIDDLE, "/board?scope=dealer&period=season"),
}
TURNS, REQUESTS, BARE = 24, 5, 20
JOBS_OFF = {"PADDOCK_SCHEDULER": "no"}


@dataclass
class Seen:
    """Of one page at one size: what each request waited, and by turn how many times as long as bare Flask it took."""

    waits: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def times_bare(self) -> float:
        return statistics.median(self.ratios)


async def measure(kind: str, sizes: Sequence[int] = SIZES) -> tuple[list[Result], dict[str, Any]]:
    found: dict[int, dict[str, Seen]] = {}
    with serving.house(kind, len({person for person, _path in PAGES.values()})) as (env, database):
        for size in sizes:
            print(serving.told(env, "crowd", str(size)), end="", flush=True)
            found[size] = await _looked_at(env, database)
    details = {page: {str(size): seen[page].ratios for size, seen in found.items()} for page in PAGES}
    return results_of(f"people.{kind}", found), {"times-bare": details}


async def _looked_at(env: Env, database: int | None) -> dict[str, Seen]:
    seen = {page: Seen() for page in PAGES}
    with serving.beside_bare(env | JOBS_OFF, database, workers=1) as (paddock, bare):
        people = await load.players(paddock.ports, len({person for person, _path in PAGES.values()}))
        hello = Bare(bare.ports, 1)
        await _turn(people, hello, {page: Seen() for page in PAGES})  # everything is warm
        for _turn_number in range(TURNS):
            await _turn(people, hello, seen)
    return seen


async def _turn(people: Sequence[Player], hello: Bare, seen: dict[str, Seen]) -> None:
    before = await hello.block(BARE)
    for page, (person, path) in PAGES.items():
        block = await load.all_of([partial(_see, people[person], path)] * REQUESTS, at_once=1)
        after = await hello.block(BARE)
        around = statistics.median(before.waits + after.waits)
        seen[page].waits += block.waits
        seen[page].ratios.append(statistics.median(block.waits) / around)
        before = after


async def _see(player: Player, path: str) -> None:
    expect(await player.browser.get(path), 200)


def results_of(name: str, found: dict[int, dict[str, Seen]]) -> list[Result]:
    """By page and size the median wait; by page what the largest house costs against the smallest."""
    rows = [
        Result(f"{name}.{page}.{size}", load.share(one.waits, 0.5), "ms")
        for size, seen in found.items()
        for page, one in seen.items()
    ]
    smallest, largest = min(found), max(found)
    against = f"{smallest} people, both beside bare Flask"
    for page in found[smallest]:
        growth = found[largest][page].times_bare / found[smallest][page].times_bare
        rows.append(Result(f"{name}.{page}.growth-to-{largest}", growth, "times", f"<= {AT_MOST}", against))
    return rows
