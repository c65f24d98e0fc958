"""Benchmark 2: whole PKs by the pages, the generator on the same machine; nothing that was acknowledged may be lost."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import Any

from bench import load, machine, serving
from bench.load import Bare
from bench.players import QUESTIONS, Player
from bench.results import Result
from bench.serving import Servers

PEOPLE, AT_ONCE, SECONDS, PARTS = 96, 24, 10, 3
BARE = 1_500  # requests before each part
ASKED = 104
REQUESTS = 2 + 2 * QUESTIONS  # of a PK: start, its page, five answers, four times on, the result
MEMORY_MB = 120


@dataclass
class Played:
    """`waits`: for each answer, in seconds. `cpu`: seconds a PK of server, database and generator."""

    rates: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    pks: int = 0
    cpu: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])


async def measure(kind: str, workers: int) -> tuple[list[Result], dict[str, Any]]:
    with serving.both(kind, PEOPLE, workers) as (paddock, bare, env):
        people = await load.players(paddock.ports, PEOPLE)
        await _part(people, Played(), paddock, 3)  # everything is warm
        played, hello = Played(), Bare(bare.ports, AT_ONCE)
        for _one in range(PARTS):
            played.bare.append((await hello.block(BARE)).rate)
            await _part(people, played, paddock, SECONDS)
        memory = max(machine.memory_mb(one) for one in paddock.workers)
        kept = serving.kept(env)
    taken = sum(one.answers for one in people), sum(one.pks for one in people)
    lost = max(0, taken[0] - kept["answers"]) + max(0, taken[1] - kept["pks"]) + kept["wrong"]
    return _results(f"pk.{kind}-{workers}", played, lost, memory), {
        "waits": load.quantiles(played.waits),
        "rates": played.rates,
    }


async def _part(people: list[Player], played: Played, paddock: Servers, seconds: float) -> None:
    """For so many seconds each place is taken by one person after the other, who plays a PK to its end."""
    until, turn = time.perf_counter() + seconds, iter(people * 10_000)
    before = paddock.cpu_seconds(), paddock.database_cpu_seconds(), time.process_time()
    started, pks = time.perf_counter(), sum(one.pks for one in people)
    free = set(people)

    async def place() -> None:
        while time.perf_counter() < until:
            player = next(one for one in turn if one in free)
            free.discard(player)
            await player.play(played.waits, played.waits)
            free.add(player)

    await load.all_of([place] * AT_ONCE, AT_ONCE)
    pks = sum(one.pks for one in people) - pks
    played.pks += pks
    played.rates.append(pks / (time.perf_counter() - started))
    after = paddock.cpu_seconds(), paddock.database_cpu_seconds(), time.process_time()
    played.cpu = [so_far + now - then for so_far, now, then in zip(played.cpu, after, before, strict=True)]


def _results(name: str, played: Played, lost: int, memory: float) -> list[Result]:
    rate, bare = statistics.median(played.rates), statistics.median(played.bare)
    server, database, generator = (1000 * used / played.pks for used in played.cpu)
    return [
        Result(f"{name}.rate", rate, "PKs/s", f">= {ASKED}"),
        Result(f"{name}.ratio", 100 * REQUESTS * rate / bare, "%", None, "requests of bare Flask, same run"),
        Result(f"{name}.bare", bare, "requests/s"),
        Result(f"{name}.lost", lost, "", "<= 0"),
        Result(f"{name}.p50", load.share(played.waits, 0.5), "ms"),
        Result(f"{name}.p99", load.share(played.waits, 0.99), "ms", "< 100"),
        Result(f"{name}.server-cpu", server, "ms/PK"),
        Result(f"{name}.database-cpu", database, "ms/PK"),
        Result(f"{name}.generator-cpu", generator, "ms/PK"),
        Result(f"{name}.memory", memory, "MB", f"< {MEMORY_MB}"),
    ]
