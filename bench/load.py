"""Many people at once, and what they wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from bench.browsers import Browser
from bench.people import PASSWORD, login
from bench.players import Player
from bench.ports import Ports
from bench.wire import Line

Deed = Callable[[], Awaitable[object]]


@dataclass
class Block:
    """Some requests of one kind in a row: how many, how long all of them took, how long each one waited."""

    count: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.count / self.seconds


async def all_of(deeds: Iterable[Deed], at_once: int) -> Block:
    """Do all of them, so many at a time."""
    rest, block = iter(list(deeds)), Block()

    async def work() -> None:
        for deed in rest:
            started = time.perf_counter()
            await deed()
            block.waits.append(time.perf_counter() - started)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _one in range(at_once):
            group.create_task(work())
    block.seconds, block.count = time.perf_counter() - started, len(block.waits)
    return block


class Bare:
    """Bare Flask, asked over as many lines, as many to each of its processes."""

    REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

    def __init__(self, ports: Ports, at_once: int) -> None:
        self._ports, self._at_once = ports, at_once
        self._lines: list[Line] = []

    async def block(self, count: int) -> Block:
        self._lines = self._lines or [await Line.to(port) for port in self._ports.in_turn(self._at_once)]
        free = list(self._lines)

        async def ask() -> None:
            line = free.pop()
            await line.ask(self.REQUEST)
            free.append(line)

        return await all_of([ask] * count, self._at_once)


async def players(ports: Ports, count: int, seed: int = 1) -> list[Player]:
    """So many people, each signed in on a browser of their own."""
    dice = Random(seed)
    found = [Player(Browser(ports), Random(dice.random())) for _one in range(count)]
    deeds = [_signing_in(one, number) for number, one in enumerate(found)]
    await all_of(deeds, at_once=4)
    return found


def _signing_in(player: Player, number: int) -> Deed:
    return lambda: player.browser.sign_in(login(number), PASSWORD)


def quantiles(waits: Sequence[float]) -> list[float]:
    """The waits in milliseconds that 0, 1, … 100 % of them do not exceed."""
    return [round(share(waits, part / 100), 3) for part in range(101)]


def share(waits: Sequence[float], part: float) -> float:
    """The wait in milliseconds that this part of them does not exceed."""
    ordered = sorted(waits)
    return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]
