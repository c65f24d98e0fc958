"""Benchmark 1: an answer in a PK, committed, beside bare Flask's hello world, in turns of a fraction of a second."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

from bench import load, serving
from bench.load import Bare, Block
from bench.players import QUESTIONS, Player
from bench.results import Result
from bench.serving import Servers

PEOPLE, AT_ONCE, CYCLES = 96, 16, 10
BARE = 480  # requests a turn
ASKED, HOPED = 25, 33


@dataclass
class Turns:
    """Answers between two turns of bare Flask each. `ratios`: how many answers a second there were, in percent of what
    bare Flask did around them. `cpu`: seconds of server, database and bare Flask in these turns.
    """

    answers: list[Block] = field(default_factory=list)
    bare: list[Block] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])


async def measure(kind: str, workers: int) -> tuple[list[Result], dict[str, Any]]:
    with serving.both(kind, PEOPLE, workers) as (paddock, bare, _env):
        people = await load.players(paddock.ports, PEOPLE)
        await _cycle(people, Turns(), paddock, bare, Bare(bare.ports, AT_ONCE))  # everything is warm
        turns, ends, hello = Turns(), Turns(), Bare(bare.ports, AT_ONCE)
        for _cycle_number in range(CYCLES):
            ends.answers.append(await _cycle(people, turns, paddock, bare, hello))
    return _results(f"answer.{kind}-{workers}", turns, ends), {
        "ratios": turns.ratios,
        "waits": load.quantiles(_waits(turns)),
    }


async def _cycle(people: list[Player], turns: Turns, paddock: Servers, bare: Servers, hello: Bare) -> Block:
    """Each plays a PK; the answers to all questions but the last are turns. Returns the last ones."""
    await load.all_of([one.start for one in people], AT_ONCE)
    before = await _bare(hello, turns, bare)
    for _question in range(QUESTIONS - 1):
        answers = await _answers(people, turns, paddock)
        after = await _bare(hello, turns, bare)
        turns.ratios.append(200 * answers.rate / (before.rate + after.rate))
        before = after
        await load.all_of([one.go_on for one in people], AT_ONCE)
    last = await load.all_of([one.answer for one in people], AT_ONCE)
    await load.all_of([one.see_the_result for one in people], AT_ONCE)
    return last


async def _answers(people: list[Player], turns: Turns, paddock: Servers) -> Block:
    before = paddock.cpu_seconds(), paddock.database_cpu_seconds()
    block = await load.all_of([one.answer for one in people], AT_ONCE)
    turns.cpu[0] += paddock.cpu_seconds() - before[0]
    turns.cpu[1] += paddock.database_cpu_seconds() - before[1]
    turns.answers.append(block)
    return block


async def _bare(hello: Bare, turns: Turns, bare: Servers) -> Block:
    before = bare.cpu_seconds()
    block = await hello.block(BARE)
    turns.cpu[2] += bare.cpu_seconds() - before
    turns.bare.append(block)
    return block


def _results(name: str, turns: Turns, ends: Turns) -> list[Result]:
    answers, bare = sum(one.count for one in turns.answers), sum(one.count for one in turns.bare)
    waits = _waits(turns)
    return [
        Result(f"{name}.ratio", statistics.median(turns.ratios), "%", f">= {ASKED}", "bare Flask, same turn"),
        Result(f"{name}.rate", statistics.median(one.rate for one in turns.answers), "answers/s"),
        Result(f"{name}.rate-of-last", statistics.median(one.rate for one in ends.answers), "answers/s"),
        Result(f"{name}.bare", statistics.median(one.rate for one in turns.bare), "requests/s"),
        Result(f"{name}.p50", load.share(waits, 0.5), "ms"),
        Result(f"{name}.p99", load.share(waits, 0.99), "ms"),
        Result(f"{name}.server-cpu", 1000 * turns.cpu[0] / answers, "ms/answer"),
        Result(f"{name}.database-cpu", 1000 * turns.cpu[1] / answers, "ms/answer"),
        Result(f"{name}.bare-cpu", 1000 * turns.cpu[2] / bare, "ms/request"),
    ]


def _waits(turns: Turns) -> list[float]:
    return [wait for block in turns.answers for wait in block.waits]
