"""Server-sent events: a stream of hints to one page, with a heartbeat. See docs/decisions/0009 and 0016.

A stream holds no database connection. It ends by itself after some minutes; the browser comes back and says with
`Last-Event-ID` what it saw last. Here a thread keeps it; a process that serves nothing else holds it on an event loop
(app/kit/holding.py).
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from random import randint
from typing import Protocol

from flask import Flask, Response, current_app

from app.kit.bus import Bus, Hint, Listener, Subscription, bus
from app.kit.errors import TooMany

HEARTBEAT_SECONDS = 10.0
LONGEST_SECONDS = 600.0
MOST_OF_ONE = 4  # of one person; a fifth ends the oldest
RETRY_MS = 2_000
BACK_A_SECOND = 100  # so many browsers at most come back at once when their process has ended

Heartbeat = Callable[[], str]


class Streams:
    """The open streams of this process, by who holds them; at `most` so many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.told: Callable[[int], None] = lambda _count: None  # who wants to know how many there are
        self._lock = threading.Lock()
        self._open: dict[str, list[Listener]] = defaultdict(list)
        self._count = 0
        self._ends, self._back_within_ms = False, RETRY_MS

    def add(self, holder: str, listener: Listener) -> None:
        """Raises TooMany where the process has no room for one more."""
        with self._lock:
            if len(self._of(holder)) >= MOST_OF_ONE:
                self._end(holder, self._of(holder)[0])
            if self._count >= self.most:
                listener.close()
                raise TooMany(seconds=5)
            self._open[holder].append(listener)
            self._count += 1
            self.told(self._count)
        if self._ends:  # its browser comes back and finds another process
            listener.end()

    def drop(self, holder: str, listener: Listener) -> None:
        """Twice does no harm."""
        with self._lock:
            self._end(holder, listener)

    def close_all(self) -> None:
        """Let go of everybody, for the process ends. Takes no lock: it is called when a signal comes."""
        self._back_within_ms, self._ends = RETRY_MS + 1000 * self._count // BACK_A_SECOND, True
        for mine in list(self._open.values()):
            for listener in list(mine):
                listener.end()

    def farewell(self) -> str:
        """What a stream says last. Where all of them end at once, not all come back at once."""
        return f"retry: {randint(RETRY_MS, self._back_within_ms)}\n\n" if self._ends else ""

    def _end(self, holder: str, listener: Listener) -> None:
        """Whoever keeps it notices at once, its place is free already."""
        listener.close()
        if listener not in self._of(holder):
            return
        self._open[holder].remove(listener)
        self._count -= 1
        self.told(self._count)
        if not self._open[holder]:
            del self._open[holder]

    def _of(self, holder: str) -> Sequence[Listener]:
        return self._open.get(holder) or ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream that may begin: what it hears, how it stands where that is news, its heartbeat, and its end."""

    listener: Listener
    state: str
    beat: Heartbeat
    drop: Callable[[], None]

    def first(self) -> str:
        """What goes over the line at once."""
        return f"retry: {RETRY_MS}\n\n{self.state}{self.said(None)}"

    def said(self, hint: Hint | None) -> str:
        """What goes over the line for a hint, or for none."""
        return event("ping", data=self.beat()) if hint is None else event("state", hint.get("version"))


class Keeper(Protocol):
    """Keeps a stream going once the view has let it begin."""

    def listener(self, here: Bus, topic: str) -> Listener: ...

    def answer(self, opened: Opened) -> Response: ...


class Thread:
    """The thread of the request, for as long as its server asks for more of the answer."""

    def listener(self, here: Bus, topic: str) -> Listener:
        return Subscription(here, topic)

    def answer(self, opened: Opened) -> Response:
        answer = Response(_events(opened), mimetype="text/event-stream")
        answer.call_on_close(opened.drop)
        return answer


THREAD = Thread()
KEEPER: ContextVar[Keeper] = ContextVar("keeper", default=THREAD)


def init_app(app: Flask) -> None:
    app.extensions["streams"] = Streams(app.config["SETTINGS"].part.streams)


def stream(topic: str, holder: str, version: Callable[[], int], last_seen: int | None, beat: Heartbeat) -> Response:
    """A stream of `state` events with the version as their id, and of `ping` events with what `beat` says.

    `version` is asked once, after the subscription: what changed in between is not missed. It and the view may use
    the database; the stream itself does not.
    """
    streams: Streams = current_app.extensions["streams"]
    keeper = KEEPER.get()
    listener = keeper.listener(bus(), topic)
    bus().join(listener)
    streams.add(holder, listener)
    try:
        now = version()
    except BaseException:
        streams.drop(holder, listener)
        raise
    state = event("state", now) if last_seen != now else ""
    answer = keeper.answer(Opened(listener, state, beat, partial(streams.drop, holder, listener)))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _events(opened: Opened) -> Iterator[str]:
    subscription = opened.listener
    assert isinstance(subscription, Subscription)
    ends = time.monotonic() + LONGEST_SECONDS
    yield opened.first()
    while time.monotonic() < ends:
        hint = subscription.wait(HEARTBEAT_SECONDS)
        if subscription.closed:
            return
        yield opened.said(hint)


def event(name: str, number: int | None = None, data: str = "") -> str:
    """One event as it goes over the line."""
    numbered = "" if number is None else f"id: {number}\n"
    return f"{numbered}event: {name}\ndata: {data or (number if number is not None else 'gap')}\n\n"


def last_event_id(header: str | None) -> int | None:
    return int(header) if header and header.isdecimal() and len(header) < 10 else None
