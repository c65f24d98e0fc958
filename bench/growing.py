"""Benchmark 3: answers, last answers and boards with all PKs of a season, beside a house with as many people and none.

Both houses are rehearsed ones (docs/season-rehearsal.md) and are asked by turns: while 16 people play PKs, two others
open the boards, one after the other. A house that is named by `--house` is played in.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import load, serving
from bench.load import Bare
from bench.players import Player, expect
from bench.ranking import JOBS_OFF
from bench.results import Result
from bench.serving import FOREIGN, ROOT, Env

DUELS, PEOPLE, DAYS = 20_000, 500, 60  # without --house; a season has 3,000,000, 20,000 and 184
WRITERS, READERS, PEOPLE_A_WRITER = 16, 2, 3
TURNS, SECONDS = 8, 12
AT_MOST = 1.5
PAGES = {
    "board-nation": "/board?scope=nation&period=season",
    "board-post": "/board?scope=post&period=season",
    "board-region": "/board?scope=region&period=season",
    "board-post-region": "/board?scope=post-region&period=season",
    "board-dealer": "/board?scope=dealer&period=season",
    "board-week": "/board",
    "league": "/league",
    "team": "/team",
    "teams": "/team/table",
    "points": "/points",
    "rating": "/pk",
}
Waits = dict[str, list[float]]


@dataclass
class House:
    """A house that is served, who plays in it and who reads, and what each kind of request waited."""

    writers: Sequence[Player]
    readers: Sequence[Player]
    hello: Bare
    waits: Waits = field(default_factory=dict)

    def waited(self, what: str) -> list[float]:
        return self.waits.setdefault(what, [])


async def measure(workers: int, path: str | None, duels: int = DUELS) -> tuple[list[Result], dict[str, Any]]:
    with ExitStack() as stack:
        full = stack.enter_context(_rehearsed(PEOPLE, DAYS, duels)) if path is None else _env(Path(path))
        there = json.loads(serving.told(full, "size"))
        none = stack.enter_context(_rehearsed(there["people"], 1, 1))
        houses = [await _served(stack, env, workers) for env in (none, full)]
        for house in houses:
            await _turn(house, 3)  # everything is warm
            house.waits.clear()
        for _one in range(TURNS):
            for house in houses:
                await _turn(house, SECONDS)
    found = results_of(f"boards.sqlite-{workers}", there["duels"], *(house.waits for house in houses))
    return found, there


def _env(home: Path) -> Env:
    return {"PADDOCK_HOME": str(home.resolve()), "PADDOCK_MODE": "production", "SECRET_KEY": "bench " * 8}


@contextmanager
def _rehearsed(people: int, days: int, duels: int) -> Iterator[Env]:
    """A house with a season that was tried out. In a small one not every law holds: here they do not matter."""
    with tempfile.TemporaryDirectory(prefix="paddock-bench-") as folder:
        words = ["season", "rehearse", "--home", f"{folder}/house"]
        words += ["--people", str(people), "--days", str(days), "--duels", str(duels)]
        command = [sys.executable, "-m", "flask", *words]
        print(f"  rehearsing {duels} PKs of {people} people …", flush=True)
        env = FOREIGN | {"PADDOCK_HOME": folder}
        done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        if "The report is" not in done.stdout:
            raise RuntimeError(done.stdout + done.stderr)
        yield _env(Path(folder) / "house")


async def _served(stack: ExitStack, env: Env, workers: int) -> House:
    count = WRITERS * PEOPLE_A_WRITER + READERS
    serving.told(env, "join", str(count))
    paddock, bare = stack.enter_context(serving.beside_bare(env | JOBS_OFF, None, workers))
    people = await load.players(paddock.ports, count)
    for one in people[-READERS:]:
        await one.play([], [])  # who has points is on the boards
    return House(people[:-READERS], people[-READERS:], Bare(bare.ports, 1))


async def _turn(house: House, seconds: float) -> None:
    until = time.perf_counter() + seconds
    async with asyncio.TaskGroup() as group:
        for place in range(WRITERS):
            group.create_task(_write(house, house.writers[place::WRITERS], until))
        for one in house.readers:
            group.create_task(_read(house, one, until))
        group.create_task(_greet(house, until))


async def _write(house: House, own: Sequence[Player], until: float) -> None:
    turn = 0
    while time.perf_counter() < until:
        await own[turn % len(own)].play(house.waited("answer"), house.waited("finish"))
        turn += 1


async def _read(house: House, reader: Player, until: float) -> None:
    while time.perf_counter() < until:
        for page, path in PAGES.items():
            began = time.perf_counter()
            expect(await reader.browser.get(path), 200)
            house.waited(page).append(time.perf_counter() - began)


async def _greet(house: House, until: float) -> None:
    while time.perf_counter() < until:
        house.waited("bare").extend((await house.hello.block(1)).waits)
        await asyncio.sleep(0.1)


def results_of(name: str, duels: int, none: Waits, full: Waits) -> list[Result]:
    """The p99 of each kind with that many PKs in the house, and how many times that is what it is with none."""
    rows = []
    for what in full:
        before, now = load.share(none[what], 0.99), load.share(full[what], 0.99)
        bound = None if what == "bare" else f"<= {AT_MOST}"
        rows.append(Result(f"{name}.{what}-p99.none", before, "ms"))
        rows.append(Result(f"{name}.{what}-p99.{duels}", now, "ms"))
        rows.append(Result(f"{name}.{what}-growth.{duels}", now / before, "times", bound, "no PKs"))
    return rows
