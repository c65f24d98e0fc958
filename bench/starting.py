"""Benchmark 7: from the command to the first page. (The memory of a request process is measured after benchmark 2.)"""

from __future__ import annotations

import statistics
import time
from typing import Any

from bench import serving
from bench.results import Result
from bench.serving import Env, Server

TIMES = 7


async def measure(kind: str) -> tuple[list[Result], dict[str, Any]]:
    with serving.house(kind, 1) as (env, _database):
        _timed(env)  # what is compiled once is there
        times = [_timed(env) for _time in range(TIMES)]
    found = [Result(f"start.{kind}.first-page", statistics.median(times), "s", "< 2")]
    return [*found, Result(f"start.{kind}.slowest", max(times), "s")], {"times": times}


def _timed(env: Env) -> float:
    """`python -m app.serve` in a house that was there already, until the sign-in page has come."""
    started = time.perf_counter()
    server = Server([serving.installed(), "-m", "app.serve"], env, "/sign-in")
    took = time.perf_counter() - started
    server.end()
    return took
