"""Benchmark 5, second half: 500 live PKs at once; how long after the commit of a change both players hear of it.

When a change was committed PostgreSQL says itself: the moment at which it began to, so what the disk takes is in the
figure. When it was heard, the process says that holds the 1,000 streams, by the same clock.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

import psycopg

from bench import load, machine, serving
from bench.audiences import Crowd, crowds
from bench.browsers import Browser
from bench.drill.crowd import AT
from bench.listening import Plan
from bench.players import fill
from bench.ports import Ports
from bench.results import Result
from bench.serving import Env, Server
from tests import engines

PKS = 500
DEEDS_A_SECOND, SECONDS = 20, 60  # each is a page that is read and, where it asks for something, what it asks for
SETTLING_SECONDS = 5
ASKED_MS = 25
CHANGES = (
    "select duel_id, version, extract(epoch from pg_xact_commit_timestamp(xmin))::float from bench_changes"
    " where pg_xact_commit_timestamp(xmin) between to_timestamp(%s) and to_timestamp(%s)"
)


@dataclass
class Sent:
    """What people did in a PK: when they sent it and when it was acknowledged."""

    duel: int
    sent: float
    acknowledged: float


@dataclass
class Heard:
    """`waits`: from the commit of a change until somebody heard of it. `later`: how often only of a later one.
    `never`: how often of neither. `whole`: from the moment at which the answer was sent.
    """

    waits: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    later: int = 0
    never: int = 0


async def measure(pks: int = PKS) -> tuple[list[Result], dict[str, Any]]:
    with (
        engines.valkey() as bus,
        serving.house("postgresql", 2 * pks, track_commit_timestamp="on") as (env, _database),
        ExitStack() as stack,
    ):
        env |= {"REDIS_URL": bus}
        cookies = json.loads(serving.told(env, "signed-in", str(2 * pks)))
        parts = {}
        for part, workers in (("requests", 2), ("streams", 1), ("jobs", 1)):
            parts[part] = serving.gunicorn("wsgi:app", workers, env | {"PADDOCK_SERVES": part}, path="/readyz")
            stack.callback(parts[part].end)
        duels = json.loads(serving.told(env, "live", str(pks)))
        return await _measure(parts, env, cookies, duels)


async def _measure(parts: dict[str, Server], env: Env, cookies: list[str], duels: list[int]) -> Any:
    whose = [duel for duel in duels for _side in range(2)]
    listening = [(f"/pk/{duel}/stream", cookie) for duel, cookie in zip(whose, cookies, strict=True)]
    with crowds([Plan(parts["streams"].port, listening, 8, 60)]) as made:
        (crowd,) = made
        opened = await asyncio.to_thread(crowd.until_open)
        cpu, began = machine.cpu_seconds(parts["streams"].workers), time.time()
        sent = await _play(parts["requests"].port, duels, cookies)
        ended = time.time()
        await asyncio.sleep(SETTLING_SECONDS)
        cpu = machine.cpu_seconds(parts["streams"].workers) - cpu
        states = await asyncio.to_thread(_states, crowd)
    changes = _changes(env, began, ended)
    heard = _compared(changes, [(when, whose[number], number, version) for when, number, version in states], sent)
    seconds = ended - began
    figures = _results(heard, opened["open"], len(changes) / seconds, len(sent) / seconds, 100 * cpu / seconds)
    return figures, {"waits": load.quantiles(heard.waits)}


def _states(crowd: Crowd) -> list[tuple[float, int, int]]:
    found: list[tuple[float, int, int]] = crowd.ask()["states"]
    return found


async def _play(port: int, duels: list[int], cookies: list[str]) -> list[Sent]:
    """At an even pace, whatever the answers take: one person after the other does what their page asks for."""
    dice, sent, turn = Random(1), [], list(range(len(cookies)))
    dice.shuffle(turn)
    browsers, busy = [_browser(port, cookie) for cookie in cookies], set[int]()
    started, count = time.perf_counter(), DEEDS_A_SECOND * SECONDS
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            await asyncio.sleep(started + number / DEEDS_A_SECOND - time.perf_counter())
            who = turn[number % len(turn)]
            if who not in busy:
                busy.add(who)
                task = group.create_task(_do(browsers[who], duels[who // 2], dice, sent))
                task.add_done_callback(lambda _task, who=who: busy.discard(who))
    return sent


def _browser(port: int, cookie: str) -> Browser:
    browser = Browser(Ports(port))
    name, _is, value = cookie.partition("=")
    browser.take(name, value)
    return browser


async def _do(browser: Browser, duel: int, dice: Random, sent: list[Sent]) -> None:
    page = (await browser.get(f"/pk/{duel}")).text
    browser.read_token(page)
    found = AT.search(page)
    if found is None or found[3] or found[1] not in ("question", "reveal"):
        return  # it is the other one's turn, or nobody's
    answers = found[1] == "question"
    fields = dict(fill(page, dice)) if answers else {}
    began = time.time()
    done = await browser.post(
        f"/pk/{duel}/{'answer' if answers else 'next'}", swaps=True, index=int(found[2]), **fields
    )
    if done.status == 200:
        sent.append(Sent(duel, began, time.time()))


def _changes(env: Env, began: float, ended: float) -> list[tuple[int, int, float]]:
    with psycopg.connect(env["DATABASE_URL"].replace("+psycopg", "")) as here:
        return here.execute(CHANGES, (began, ended)).fetchall()


def _compared(
    changes: Sequence[tuple[int, int, float]], states: Sequence[tuple[float, int, int, int]], sent: Sequence[Sent]
) -> Heard:
    """Each change is to be heard on both streams of its PK."""
    heard, by_duel = Heard(), {}
    for when, duel, number, version in states:
        by_duel.setdefault(duel, {}).setdefault(number, []).append((version, when))
    for duel, version, committed in changes:
        streams = by_duel.get(duel, {})
        heard.never += 2 - len(streams)
        for told in streams.values():
            _note(heard, told, version, committed, _sent_before(sent, duel, committed))
    return heard


def _note(heard: Heard, told: list[tuple[int, float]], version: int, committed: float, sent: float | None) -> None:
    exact = next((when for number, when in told if number == version), None)
    if exact is None:
        later = any(number > version for number, _when in told)
        heard.later, heard.never = heard.later + later, heard.never + (not later)
        return
    heard.waits.append(exact - committed)
    if sent is not None:
        heard.whole.append(exact - sent)


def _sent_before(sent: Sequence[Sent], duel: int, committed: float) -> float | None:
    """When the deed was sent that this change comes from; None where it came by itself."""
    return next(_those(sent, duel, committed), None)


def _those(sent: Sequence[Sent], duel: int, committed: float) -> Iterator[float]:
    return (one.sent for one in sent if one.duel == duel and one.sent <= committed <= one.acknowledged)


def _results(heard: Heard, opened: int, changes: float, deeds: float, cpu: float) -> list[Result]:
    name = "streams.live"
    return [
        Result(f"{name}.streams", opened, "streams", f">= {2 * PKS}"),
        Result(f"{name}.changes", changes, "changes/s"),
        Result(f"{name}.deeds", deeds, "answers and steps/s"),
        Result(f"{name}.p50", load.share(heard.waits, 0.5), "ms"),
        Result(f"{name}.p99", load.share(heard.waits, 0.99), "ms", f"< {ASKED_MS}"),
        Result(f"{name}.whole-p50", load.share(heard.whole, 0.5), "ms"),
        Result(f"{name}.whole-p99", load.share(heard.whole, 0.99), "ms"),
        Result(f"{name}.later", 100 * heard.later / max(1, heard.later + len(heard.waits)), "%"),
        Result(f"{name}.never", heard.never, "", "<= 0"),
        Result(f"{name}.cpu", cpu, "% of a core"),
    ]
