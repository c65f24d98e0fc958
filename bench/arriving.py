"""Benchmark 6: 2,000 people sign in within a minute, each with the real cost of a password, while PKs go on.

They come by the clock, however slow the server is. Each opens the form, sends it, and opens the page of today; who is
asked to try again does so. A proxy's header names the addresses, one for the people of a dealer. PKs are those of the
busiest hour of a season, 9 a second: 200 people who play one after the other and look at each page as people do.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.people import passwords
from bench import load, serving
from bench.browsers import TOKEN, Browser
from bench.load import Bare
from bench.people import PASSWORD, login
from bench.players import QUESTIONS, Player, expect
from bench.ports import Ports
from bench.results import Result
from bench.serving import Servers
from bench.wire import Answer

ARRIVING, SECONDS = 2_000, 60
PLAYING, THINKING = 200, (1.0, 3.4)  # 22 s a PK, so 9 of them a second
WARM_SECONDS, QUIET_SECONDS = 25, 15
PEOPLE_A_DEALER, TRIES, PATIENCE_SECONDS = 34, 5, 120
PROXIED = {"ADDRESS_HOPS": "1"}
ASKED_MS = 200


@dataclass
class Storm:
    """`answers`, `signing`, `bare`: what each waited, in seconds. `again`: who was asked to try again, how often;
    `players_again`: those who play, whose page does it by itself.
    """

    answers: list[float] = field(default_factory=list)
    signing: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    again: int = 0
    players_again: int = 0
    seconds: float = 0.0
    cpu: float = 0.0


async def measure(kind: str, workers: int, arriving: int = ARRIVING) -> tuple[list[Result], dict[str, Any]]:
    quiet, storm = Storm(), Storm()
    with (
        serving.house(kind, PLAYING + arriving) as (env, database),
        serving.beside_bare(env | PROXIED, database, workers) as (paddock, bare),
    ):
        people = await load.players(paddock.ports, PLAYING)
        waits: list[float] = []
        async with _playing(people, waits):
            await asyncio.sleep(WARM_SECONDS)
            waits.clear()
            await asyncio.sleep(QUIET_SECONDS)
            quiet.answers, quiet.seconds = waits.copy(), QUIET_SECONDS
            waits.clear()
            before = sum(one.again for one in people)
            await _storm(storm, paddock, bare, arriving)
            storm.answers, storm.players_again = waits.copy(), sum(one.again for one in people) - before
    name = f"signin.{kind}-{workers}"
    return results_of(name, quiet, storm, arriving), {"waits": load.quantiles(storm.answers)}


@asynccontextmanager
async def _playing(people: Sequence[Player], waits: list[float]) -> AsyncIterator[None]:
    """Until the end of the block each of them plays one PK after the other; what answers wait is put into `waits`."""

    async def play(one: Player, later: float) -> None:
        one.thinks = THINKING
        await asyncio.sleep(later)
        while True:
            await one.play(waits, waits)

    each = 2 * QUESTIONS * sum(THINKING) / 2 / len(people)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(play(one, number * each)) for number, one in enumerate(people)]
        yield
        for task in tasks:
            task.cancel()


async def _storm(storm: Storm, paddock: Servers, bare: Servers, arriving: int) -> None:
    over, began, used = asyncio.Event(), time.perf_counter(), paddock.cpu_seconds()
    greeting = asyncio.create_task(_greet_until(over, bare, storm))
    coming = []
    for number in range(arriving):
        await asyncio.sleep(max(0.0, began + number * SECONDS / ARRIVING - time.perf_counter()))
        coming.append(asyncio.create_task(_arrive(paddock.ports, PLAYING + number, storm)))
    await asyncio.wait(coming, timeout=PATIENCE_SECONDS)
    storm.seconds, storm.cpu = time.perf_counter() - began, paddock.cpu_seconds() - used
    for one in coming:
        one.cancel()
    over.set()
    await greeting
    await asyncio.gather(*coming, return_exceptions=True)


async def _arrive(ports: Ports, number: int, storm: Storm) -> None:
    """Somebody opens the form, signs in and sees the page of today."""
    dealer = number // PEOPLE_A_DEALER
    browser, dice = Browser(ports, f"10.0.{dealer // 250}.{dealer % 250 + 1}"), Random(number)
    began = time.perf_counter()
    browser.token = TOKEN.findall((await _read(browser, "/sign-in", storm)).text)[0]
    for _try in range(TRIES):
        reply = await browser.post("/sign-in", login=login(number), password=PASSWORD)
        if reply.status in (302, 303):
            await _read(browser, "/", storm)
            storm.signing.append(time.perf_counter() - began)
            break
        expect(reply, 429)
        storm.again += 1
        await asyncio.sleep(3 + 3 * dice.random())
    browser.close()


async def _read(browser: Browser, path: str, storm: Storm) -> Answer:
    """A page, which comes back by itself where too many are there."""
    while (page := await browser.get(path)).status == 503:
        storm.again += 1
        await asyncio.sleep(page.again)
    expect(page, 200)
    return page


async def _greet_until(over: asyncio.Event, bare: Servers, storm: Storm) -> None:
    """Ten times a second bare Flask says hello: what the machine itself lets a request wait."""
    hello = Bare(bare.ports, 1)
    while not over.is_set():
        storm.bare += (await hello.block(1)).waits
        await asyncio.sleep(0.1)


def results_of(name: str, quiet: Storm, storm: Storm, arriving: int) -> list[Result]:
    bare = load.share(storm.bare, 0.99)
    return [
        Result(f"{name}.answer-p99", load.share(storm.answers, 0.99), "ms", f"< {ASKED_MS}"),
        Result(f"{name}.answer-p99-ratio", load.share(storm.answers, 0.99) / bare, "times", None, "bare Flask's p99"),
        Result(f"{name}.answer-p50", load.share(storm.answers, 0.5), "ms"),
        Result(f"{name}.answer-p99-before", load.share(quiet.answers, 0.99), "ms"),
        Result(f"{name}.answers", len(storm.answers) / storm.seconds, "answers/s"),
        Result(f"{name}.answers-before", len(quiet.answers) / quiet.seconds, "answers/s"),
        Result(f"{name}.answer-again", storm.players_again, "times"),
        Result(f"{name}.sign-in-p50", load.share(storm.signing, 0.5), "ms"),
        Result(f"{name}.sign-in-p99", load.share(storm.signing, 0.99), "ms"),
        Result(f"{name}.not-in", arriving - len(storm.signing), "people", "<= 0"),
        Result(f"{name}.asked-again", storm.again, "times"),
        Result(f"{name}.minutes", storm.seconds / SECONDS, "minutes"),
        Result(f"{name}.processors", storm.cpu / storm.seconds, "processors"),
        Result(f"{name}.password", hash_ms(), "ms of processor"),
    ]


def hash_ms() -> float:
    """What it costs to look whether a password is the right one."""
    stored = passwords.hash_of(PASSWORD)
    return 1000 * statistics.median(_checked(stored) for _time in range(9))


def _checked(stored: str) -> float:
    began = time.process_time()
    passwords.verify(PASSWORD, stored)
    return time.process_time() - began
