"""Benchmark 5, first half: how many idle streams one process holds, and what they cost it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from bench import machine, serving
from bench.audiences import crowds
from bench.listening import Plan
from bench.results import Result
from tests import engines

STREAMS, CROWDS, AT_ONCE = 20_000, 2, 8  # a crowd has the same limit of open files as the server
OPENING_SECONDS = 480  # after ten minutes the first ones would end by themselves
IDLE_SECONDS = 30
FIRST = 1_000  # after which the memory of each further one is counted
MEMORY_MB = 600


async def measure(streams: int = STREAMS) -> tuple[list[Result], dict[str, Any]]:
    with engines.valkey() as bus, serving.house("postgresql", streams) as (env, _database):
        env |= {"REDIS_URL": bus}
        cookies = json.loads(serving.told(env, "signed-in", str(streams)))
        server = serving.gunicorn("wsgi:app", 1, env | {"PADDOCK_SERVES": "streams"}, path="/readyz")
        try:
            return await asyncio.to_thread(_measure, server, cookies)
        finally:
            server.end()


def _measure(server: serving.Server, cookies: list[str]) -> tuple[list[Result], dict[str, Any]]:
    (worker,) = server.workers
    empty = machine.memory_mb(worker)
    first, rest = cookies[:FIRST], cookies[FIRST:]
    parts = [first, *(rest[part::CROWDS] for part in range(CROWDS))]
    plans = [Plan(server.port, [("/pk/stream", one) for one in part], AT_ONCE, OPENING_SECONDS) for part in parts]
    with crowds(plans[:1]) as few:
        few[0].until_open()
        some, started = machine.memory_mb(worker), time.perf_counter()
        cpu = machine.cpu_seconds([worker])
        with crowds(plans[1:]) as many:
            told = [one.until_open() for one in many]
            opened, seconds = sum(one["open"] for one in told), time.perf_counter() - started
            cpu = machine.cpu_seconds([worker]) - cpu
            all_of_them = [*few, *many]
            idle = _idle(worker, all_of_them)
            full = machine.memory_mb(worker)
            held = sum(one.ask()["open"] for one in all_of_them)
    return _results(held, empty, full, (full - some) * 1024 / max(1, opened), opened / seconds, cpu / opened, idle), {}


def _idle(worker: int, everybody: list[Any]) -> tuple[float, float]:
    """For a while nothing happens: the share of a core that the heartbeats take, and how many come in ten seconds."""
    held = sum(one.ask()["open"] for one in everybody)
    cpu, started = machine.cpu_seconds([worker]), time.perf_counter()
    time.sleep(IDLE_SECONDS)
    cpu, seconds = machine.cpu_seconds([worker]) - cpu, time.perf_counter() - started
    pings = sum(one.ask()["pings"] for one in everybody)
    return 100 * cpu / seconds, 10 * pings / seconds / held


def _results(
    held: int, empty: float, full: float, each: float, rate: float, opening: float, idle: tuple[float, float]
) -> list[Result]:
    name = "streams.idle"
    return [
        Result(f"{name}.held", held, "streams", f">= {STREAMS}"),
        Result(f"{name}.memory", full, "MB", f"< {MEMORY_MB}"),
        Result(f"{name}.memory-empty", empty, "MB"),
        Result(f"{name}.memory-each", each, "kB/stream"),
        Result(f"{name}.opening", rate, "streams/s"),
        Result(f"{name}.opening-cpu", 1000 * opening, "ms/stream"),
        Result(f"{name}.cpu", idle[0], "% of a core"),
        Result(f"{name}.heartbeats", idle[1], "in 10 s each"),
    ]
