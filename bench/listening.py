"""People who hold a stream each, in a process of its own: `python -m bench.listening FILE`; the file says who.

It opens all of them, so many at a time, and tells a line of JSON when it has (or when the time for that is over). Each
line that it is sent is answered by what has come since the last one. When its input ends, so does it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

STATE = re.compile(rb"id: (\d+)\nevent: state\n")
PING = b"event: ping\n"


@dataclass(frozen=True)
class Plan:
    """`streams`: the path and the cookie of each. `seconds`: how long opening them may take."""

    port: int
    streams: list[tuple[str, str]]
    at_once: int
    seconds: float


class Heard:
    """What all of them have heard. `states`: when (by the clock on the wall), on which stream, which version."""

    def __init__(self) -> None:
        self.open = self.refused = self.ended = self.pings = 0
        self.states: list[tuple[float, int, int]] = []

    def told(self) -> dict[str, Any]:
        """And forgotten, but for how many there are."""
        found = {name: getattr(self, name) for name in ("open", "refused", "ended", "pings", "states")}
        self.pings, self.states = 0, []
        return found


class Stream(asyncio.Protocol):
    """One of them. `begins` is done when it has been answered."""

    __slots__ = ("_heard", "_is_open", "_number", "begins", "transport")

    def __init__(self, heard: Heard, number: int) -> None:
        self._heard, self._number = heard, number
        self.begins: asyncio.Future[None] | None = asyncio.get_running_loop().create_future()
        self.transport: Any = None
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        now, heard = time.time(), self._heard
        if self.begins is not None:
            self._begin(data)
        heard.pings += data.count(PING)
        heard.states += [(now, self._number, int(version)) for version in STATE.findall(data)]

    def _begin(self, data: bytes) -> None:
        self._is_open = data.startswith(b"HTTP/1.1 200 ")
        self._heard.open += self._is_open
        self._heard.refused += not self._is_open
        self._answered()

    def _answered(self) -> None:
        begins, self.begins = self.begins, None
        if begins is not None and not begins.done():
            begins.set_result(None)

    def connection_lost(self, _error: Exception | None) -> None:
        self._heard.ended += 1
        self._heard.open -= self._is_open
        self._answered()


async def listen(plan: Plan) -> None:
    heard, waiting = Heard(), iter(list(enumerate(plan.streams)))
    loop, until = asyncio.get_running_loop(), time.monotonic() + plan.seconds
    all_of_them = []

    async def open_some() -> None:
        for number, (path, cookie) in waiting:
            if time.monotonic() > until:
                return
            _line, stream = await loop.create_connection(partial(Stream, heard, number), "127.0.0.1", plan.port)
            all_of_them.append(stream)
            stream.transport.write(_request(path, cookie))
            if stream.begins is not None:
                await stream.begins

    await asyncio.gather(*(open_some() for _one in range(plan.at_once)))
    _say(heard.told())
    while await loop.run_in_executor(None, sys.stdin.readline):
        _say(heard.told())


def _request(path: str, cookie: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/130.0\r\n"
        f"Accept: text/event-stream\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
        f"Cookie: {cookie}\r\n\r\n"
    ).encode()


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(listen(Plan(**json.loads(Path(sys.argv[1]).read_text()))))
