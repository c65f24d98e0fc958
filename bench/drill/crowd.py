"""People who play on whatever happens, as the page does: what did not get through is sent again until it does."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

from bench.browsers import Browser
from bench.players import fill
from bench.wire import Answer

AGAIN_SECONDS = 0.25  # after what did not get through (the page waits two seconds)
HEARD_SECONDS = 20  # until an answer of the server counts as lost on its way
BUSY = (502, 503, 504)
AT = re.compile(r'data-at="(\w+) ?(\d*) ?(\w*)')
VERDICT = re.compile(r'class="verdict verdict--(right|wrong)"')

Ask = Callable[[], Awaitable[Answer]]


@dataclass
class Told:
    """What the crowd has seen. `taken`: answers that the server acknowledged, as PK and index, and when each one was.

    `again`: what did not get through, by what came instead: a status, or "no line". `errors`: what nobody should see.
    """

    taken: set[tuple[int, int]] = field(default_factory=set)
    moments: list[float] = field(default_factory=list)
    pks: int = 0
    again: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def take(self, duel: int, index: int) -> None:
        if (duel, index) not in self.taken:
            self.taken.add((duel, index))
            self.moments.append(time.monotonic())


class Steadfast:
    """One of them."""

    def __init__(self, browser: Browser, dice: Random, told: Told) -> None:
        self.browser, self._dice, self._told = browser, dice, told

    async def play(self, ends: asyncio.Event) -> None:
        while not ends.is_set():
            await self._pk(ends)

    async def _pk(self, ends: asyncio.Event) -> None:
        begun = await self._insist(lambda: self.browser.post("/pk", level=2))
        if begun.status != 303:
            self._told.errors[f"{begun.status} at the start of a PK"] += 1
            await asyncio.sleep(AGAIN_SECONDS)
            return
        place = begun.location
        page = await self._insist(lambda: self.browser.get(place))
        while not ends.is_set():
            found = AT.search(page.text)
            if page.status != 200 or found is None:
                self._told.errors[f"{page.status} in a PK"] += 1
                return
            if found[1] == "result":
                self._told.pks += 1
                return
            page = await self._step(place, page, found)

    async def _step(self, place: str, page: Answer, found: re.Match[str]) -> Answer:
        """From the page that is open to the next one."""
        phase, index = found[1], int(found[2] or 0)
        if phase == "question" and not found[3]:
            form = dict(fill(page.text, self._dice))
            page = await self._insist(lambda: self.browser.post(f"{place}/answer", swaps=True, index=index, **form))
            if page.status == 200 and VERDICT.search(page.text):
                self._told.take(int(place.rsplit("/", 1)[1]), index)
        elif phase == "reveal":
            page = await self._insist(lambda: self.browser.post(f"{place}/next", swaps=True, index=index))
        else:
            await asyncio.sleep(AGAIN_SECONDS)
            return await self._insist(lambda: self.browser.get(place))
        if page.status != 200:  # the PK has gone on without us
            return await self._insist(lambda: self.browser.get(place))
        return page

    async def _insist(self, ask: Ask) -> Answer:
        """Until the server has answered; then what it said."""
        while True:
            try:
                answer = await asyncio.wait_for(ask(), HEARD_SECONDS)
            except (OSError, TimeoutError):
                self.browser.close()
                self._told.again["no line"] += 1
            else:
                if answer.status not in BUSY:
                    if answer.status >= 500:
                        self._told.errors[str(answer.status)] += 1
                    return answer
                self._told.again[str(answer.status)] += 1
            await asyncio.sleep(AGAIN_SECONDS)
