"""The application of a process that holds streams, on an event loop (ASGI). See docs/decisions/0016.

Every request goes through the same Flask application, in one of few threads: who asks and what they may see is decided
there, once. Where the view lets a stream begin, the thread is free again, and the stream costs its connection, a
listener of the bus and a place in one line of heartbeats.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from a2wsgi import WSGIMiddleware
from flask import Flask, Response

from app.kit import streams
from app.kit.bus import Bus, Hint, Listener
from app.kit.streams import KEEPER, Opened

TICK_SECONDS = 0.01
MOST_A_TICK = 50  # heartbeats in a row: while they are sent, no hint is

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class LoopListener(Listener):
    """Somebody on the event loop who waits: for a hint, or for their turn to say that they live."""

    __slots__ = ("_beats", "_hinted", "_loop", "_waiting", "ends")

    def __init__(self, bus: Bus, topic: str, loop: AbstractEventLoop) -> None:
        super().__init__(bus, topic)
        self._loop = loop
        self._waiting: Future[None] | None = None
        self._hinted = self._beats = False
        self.ends = loop.time() + streams.LONGEST_SECONDS

    def put(self, hint: Hint) -> None:
        self._latest, self._hinted = hint, True
        self._wake()

    def beat(self) -> None:
        """Their turn has come."""
        self._beats = True
        self._came()

    async def wait(self) -> Hint | None:
        """The latest hint that was not taken yet; None for a turn, or where it is over."""
        while not (self._hinted or self._beats or self.closed):
            self._waiting = self._loop.create_future()
            await self._waiting
        if self._hinted:
            self._hinted = False
            return self._latest
        self._beats = False
        return None

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._came)

    def _came(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class Beats:
    """One timer for all streams. Each has its turn once in HEARTBEAT_SECONDS, few at a time."""

    def __init__(self) -> None:
        self._line: deque[tuple[float, LoopListener]] = deque()
        self._timer: asyncio.Task[None] | None = None

    def add(self, listener: LoopListener) -> None:
        self._stand(listener, asyncio.get_running_loop().time())
        if self._timer is None:
            self._timer = asyncio.create_task(self._run())

    def _stand(self, listener: LoopListener, now: float) -> None:
        self._line.append((now + streams.HEARTBEAT_SECONDS, listener))

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._line:
            await asyncio.sleep(max(TICK_SECONDS, self._line[0][0] - loop.time()))
            now = loop.time()
            for _one in range(min(MOST_A_TICK, len(self._line))):
                if self._line[0][0] > now:
                    break
                self._take_turn(self._line.popleft()[1], now)
        self._timer = None

    def _take_turn(self, listener: LoopListener, now: float) -> None:
        if listener.closed:
            return
        listener.beat()
        self._stand(listener, now)


class Opening:
    """One request on its way through Flask, which may become a stream: what the view says is kept here."""

    __slots__ = ("_gone", "_loop", "_may", "_send", "begins", "opened")

    def __init__(self, loop: AbstractEventLoop, send: Send, *, may: bool) -> None:
        """`may`: whether it may become one, for a HEAD is answered by the head alone."""
        self._loop, self._send, self._may = loop, send, may
        self.opened: Opened | None = None
        self.begins = False
        self._gone = False

    def listener(self, here: Bus, topic: str) -> LoopListener:
        return LoopListener(here, topic, self._loop)

    def answer(self, opened: Opened) -> Response:
        self.opened = opened
        if self._gone:  # while the view was at it
            opened.drop()
        return Response(iter(()), mimetype="text/event-stream")

    async def send(self, message: Message) -> None:
        """Passes on what Flask says, but not that a stream is over with its head."""
        if message["type"] == "http.response.start":
            self.begins = self._may and self.opened is not None and message["status"] == 200
        if message["type"] == "http.response.start" or not self.begins:
            await self._send(message)

    def let_go(self) -> None:
        """Whatever happened, nobody keeps a place for it."""
        self._gone = True
        if self.opened is not None:
            self.opened.drop()


class Held:
    """Flask's application with its streams held by the event loop that it is called on."""

    def __init__(self, app: Flask, threads: int) -> None:
        pages: Any = app
        self._pages: Any = WSGIMiddleware(pages, workers=threads)
        self._beats, self._streams = Beats(), app.extensions["streams"]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._pages(scope, receive, send)
        opening = Opening(asyncio.get_running_loop(), send, may=scope["method"] == "GET")
        KEEPER.set(opening)
        try:
            await self._pages(scope, receive, opening.send)
            if opening.opened is not None and opening.begins:
                await self._hold(opening.opened, send)
        finally:
            opening.let_go()

    async def _hold(self, opened: Opened, send: Send) -> None:
        listener = opened.listener
        assert isinstance(listener, LoopListener)
        self._beats.add(listener)
        await send(_part(opened.first()))
        loop = asyncio.get_running_loop()
        while loop.time() < listener.ends:
            hint = await listener.wait()
            if listener.closed:
                break
            await send(_part(opened.said(hint)))
        await send(_part(self._streams.farewell(), more=False))


def _part(text: str, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": text.encode(), "more_body": more}
