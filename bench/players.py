"""A person who plays PKs against the machine by the pages, and answers as it comes: mostly wrongly."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from html import unescape
from random import Random
from typing import Any

from bench.browsers import Browser, Refused
from bench.wire import Answer

QUESTIONS = 5
CHOICE = re.compile(r'name="(choice)" value="([^"]+)"')
CHOICES = re.compile(r'name="(choices)" value="([^"]+)"')
TYPED = re.compile(r'name="(number|words|gap\.[^"]+)"')
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
OPTION = re.compile(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)')


AGAIN_SECONDS, TRIES = 2, 30  # as the page of a PK sends again what found nobody


class Player:
    """`answers`: how many answers of theirs the server has taken. `pks`: how many PKs of theirs it has finished.
    `again`: how often they were asked to try again in a moment. `thinks`: from how many seconds to how many they look
    at a page before they go on.
    """

    def __init__(self, browser: Browser, dice: Random) -> None:
        self.browser, self._dice = browser, dice
        self.thinks = (0.0, 0.0)
        self._duel = ""
        self._form: dict[str, Any] = {}
        self.index = 0
        self.answers = self.pks = self.again = 0

    async def start(self) -> None:
        begun = await self._send("/pk", level=2)
        expect(begun, 303)
        self._duel = begun.location
        self._read(await self.browser.get(self._duel))
        self.index = 0

    async def answer(self) -> None:
        expect(await self._send(f"{self._duel}/answer", swaps=True, index=self.index, **self._form), 200)
        self.answers += 1

    async def go_on(self) -> None:
        self._read(await self._send(f"{self._duel}/next", swaps=True, index=self.index))
        self.index += 1

    async def see_the_result(self) -> None:
        expect(await self.browser.get(self._duel), 200)
        self.pks += 1

    async def play(self, answers: list[float], finishes: list[float]) -> None:
        """A whole PK; how long its answers took, and how long the last one did, are put into these, in seconds."""
        await self.start()
        for index in range(QUESTIONS):
            await self._think()
            began = time.perf_counter()
            await self.answer()
            (answers if index < QUESTIONS - 1 else finishes).append(time.perf_counter() - began)
            await self._think()
            if index < QUESTIONS - 1:
                await self.go_on()
        await self.see_the_result()

    async def _think(self) -> None:
        if any(self.thinks):
            await asyncio.sleep(self._dice.uniform(*self.thinks))

    async def _send(self, path: str, **fields: Any) -> Answer:
        for _try in range(TRIES):
            answer = await self.browser.post(path, **fields)
            if answer.status != 503:
                break
            self.again += 1
            await asyncio.sleep(AGAIN_SECONDS)
        return answer

    def _read(self, page: Answer) -> None:
        expect(page, 200)
        self._form = dict(fill(page.text, self._dice))
        if not self._form:
            raise Refused(f"{self._duel} asks nothing that the generator can answer.")


def expect(answer: Answer, status: int) -> None:
    """Raises Refused where the server answers otherwise."""
    if answer.status != status:
        raise Refused(f"{answer.status} instead of {status}: {answer.text[-1500:]}")


def fill(page: str, dice: Random) -> Iterator[tuple[str, Any]]:
    """A form that the question of this page takes: something in each of its fields."""
    if found := CHOICE.findall(page):
        yield dice.choice(found)
    if found := CHOICES.findall(page):
        yield "choices", [one for _name, one in found[:2]]
    for name in TYPED.findall(page):
        yield unescape(name), "12"
    lists = [(unescape(name), _options(inside)) for name, inside in SELECT.findall(page)]
    for place, (name, options) in enumerate(lists):
        yield name, options[place % len(options)]  # of an order or of pairs each one once


def _options(inside: str) -> list[str]:
    """Those that are an answer: the first one only says that there is none yet."""
    found = [text.strip() if value is None else value for value, text in map(_both, OPTION.finditer(inside))]
    return [unescape(one) for one in found if one]


def _both(option: re.Match[str]) -> tuple[str | None, str]:
    return option[1], option[2]
